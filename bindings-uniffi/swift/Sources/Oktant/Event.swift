internal import OktantEngine

/// Something that happened in a call, for whoever listens: ``Settings/onEvent``. Holds no secret, no argument and no body.
public struct Event: Sendable {
    /// A number for the call, its own within the client.
    public let call: UInt64
    /// What it calls, or method and path where that has no name.
    public let operation: String
    /// How many requests it has made so far.
    public let attempts: Int
    /// What happened.
    public let kind: Kind

    /// What happens in a call.
    public enum Kind: Sendable, Equatable {
        /// A request goes out.
        case request
        /// An answer came; `rate` is what it says of the rate limit.
        case response(status: Int, requestID: String?, rate: Rate)
        /// No whole answer came: it took too long or broke, and got as far as `phase`.
        case failure(timedOut: Bool, phase: TransportFailure.Phase)
        /// It is repeated after a pause.
        case retry(after: Duration, reason: Reason)
        /// It is held back, so long at most: the org would refuse it now.
        case pace(atMost: Duration, reason: Reason)
        /// A token is asked for, for all calls that wait.
        case tokenAsked
        /// The access token was obtained.
        case tokenGiven
        /// It was not.
        case tokenFailed
        /// Something about the settings that the caller should know: told once, with the first call.
        case warning(text: String)
        /// Something that this version has no word for.
        case other
    }

    /// What a pause is for.
    public enum Reason: Sendable {
        /// A server that did not answer well is to recover.
        case backoff
        /// The rate limit is to be renewed.
        case rateLimit
        /// There are too many calls at once.
        case concurrentLimit
        /// It is not its turn: the rate limit would refuse it now.
        case pace
        /// Another call is asking for the token.
        case token
    }
}

/// A rate limit of the org as far as it is known.
public struct Bucket: Sendable, Equatable {
    /// What draws on it: a method where it is one alone, and the beginning of a path.
    public let name: String
    /// What was told of it last.
    public let rate: Rate
    /// How many requests are on their way.
    public let inFlight: Int
    /// How many calls are held back.
    public let held: Int

    init(_ bucket: OktantEngine.Bucket) {
        name = bucket.name
        rate = Rate(bucket.rate)
        inFlight = Int(bucket.inFlight)
        held = Int(bucket.held)
    }
}

/// Tells whoever listens. It knows no session, which holds it.
final class Ear: Listener {
    private let listen: @Sendable (Event) -> Void

    init(_ listen: @escaping @Sendable (Event) -> Void) {
        self.listen = listen
    }

    func hear(event: OktantEngine.Event) {
        listen(Event(call: event.ticket, operation: event.operation, attempts: Int(event.attempts), kind: Event.Kind(event.what)))
    }
}

extension Event.Kind {
    fileprivate init(_ happened: Happened) {
        self =
            switch happened {
            case .request: .request
            case .response(let status, let requestID, let rate):
                .response(status: Int(status), requestID: requestID, rate: Rate(rate))
            case .failure(let timedOut, let phase): .failure(timedOut: timedOut, phase: TransportFailure.Phase(phase))
            case .retry(let afterMs, let reason): .retry(after: .milliseconds(afterMs), reason: Event.Reason(reason))
            case .pace(let atMostMs, let reason): .pace(atMost: .milliseconds(atMostMs), reason: Event.Reason(reason))
            case .tokenAsked: .tokenAsked
            case .tokenGiven: .tokenGiven
            case .tokenFailed: .tokenFailed
            case .warning(let text): .warning(text: text)
            case .other: .other
            }
    }
}

extension Event.Reason {
    fileprivate init(_ reason: OktantEngine.Reason) {
        self =
            switch reason {
            case .backoff: .backoff
            case .rateLimit: .rateLimit
            case .concurrentLimit: .concurrentLimit
            case .pace: .pace
            case .token: .token
            }
    }
}
