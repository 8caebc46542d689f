/// An event of a call, for the event listener ``Settings/onEvent``. Holds no secret, no argument and no body.
public struct Event: Sendable {
    /// The call ID, unique within the client.
    public let callID: UInt64
    /// The operation ID, or method and path for a request without an operation.
    public let operation: String
    /// The number of requests sent so far.
    public let attempts: Int
    /// What happened.
    public let kind: Kind

    /// An event, for tests of a program's listener.
    public init(callID: UInt64, operation: String, attempts: Int, kind: Kind) {
        self.callID = callID
        self.operation = operation
        self.attempts = attempts
        self.kind = kind
    }

    /// The kinds of events.
    public enum Kind: Sendable, Equatable {
        /// A request is about to be sent.
        case request
        /// A response arrived, with its HTTP status, request ID and the rate limit that it reported.
        case response(status: Int, requestID: String?, rate: RateLimit)
        /// An attempt ended without a complete response: it timed out or the connection failed, in `phase`.
        case failure(timedOut: Bool, phase: TransportFailure.Phase)
        /// A retry follows after a pause.
        case retry(after: Duration, reason: Reason)
        /// The call is held back because the org would reject it now; it pauses for at most `atMost`. Sent again if that lasts longer.
        case pace(atMost: Duration, reason: Reason)
        /// An access token is requested, for all waiting calls.
        case tokenRequested
        /// The access token arrived.
        case tokenReceived
        /// The access token could not be obtained.
        case tokenFailed
        /// A warning about the settings, reported once, with the client's first call.
        case warning(text: String)
        /// A kind of event that this version does not know.
        case other
    }

    /// The reason for a pause.
    public enum Reason: Sendable {
        /// Backoff after an error of the server or the connection.
        case backoff
        /// The rate limit is exhausted until its next window.
        case rateLimit
        /// The org's limit on concurrent calls is reached.
        case concurrentLimit
        /// Pacing: the remaining rate limit does not cover this call yet.
        case pace
        /// Another call is requesting the access token.
        case token
    }
}
