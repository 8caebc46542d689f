internal import OktantEngine
import Foundation

/// A client of one org; safe to share.
///
///     let okta = try OktantClient(orgURL: "https://example.okta.com", token: "00token")
///     for try await user in okta.users.listUsers(search: "status eq \"ACTIVE\"") { print(user) }
public final class OktantClient: Sendable {
    let session: Session
    let drive: Drive

    /// A client with these settings.
    ///
    /// - Throws: ``OktantError/config(_:)`` naming everything that is missing or cannot be used.
    public convenience init(_ settings: Settings) throws {
        try self.init(settings, outside: false)
    }

    /// A client of the org at this address, with an API token.
    ///
    /// - Throws: ``OktantError/config(_:)`` naming everything that is missing or cannot be used.
    public convenience init(orgURL: String, token: String) throws {
        var settings = Settings()
        settings.orgURL = orgURL
        settings.token = token
        try self.init(settings)
    }

    /// A client from what `okta.yaml` (in `~/.okta` and here) and the environment say, the later beating the earlier, and
    /// `settings` beating all.
    ///
    /// - Throws: ``OktantError/config(_:)`` naming everything that is missing or cannot be used.
    public static func fromEnvironment(_ settings: Settings = Settings()) throws -> OktantClient {
        try OktantClient(settings, outside: true)
    }

    private init(_ settings: Settings, outside: Bool) throws {
        let alarms = Alarms()
        do {
            let given = OktantEngine.Settings(
                named: settings.named, outside: outside, bearer: settings.bearer != nil, clientKey: settings.signer?.engine,
                proofKey: settings.proofSigner?.engine, proxies: settings.transport != nil, browser: false)
            session = try Session(settings: given, waker: alarms)
        } catch Refused.Because(let fault) {
            throw OktantError(fault)
        }
        if let listen = settings.onEvent { session.onEvent(listener: Ear(listen)) }
        let needs = session.needs()
        drive = Drive(
            transport: settings.transport ?? URLSessionTransport(), alarms: alarms, facts: Set(needs.headers),
            bearer: settings.bearer, signer: settings.signer, proofSigner: settings.proofSigner)
    }

    /// What is set to what, and where that was said: one line a key. Secrets are not shown.
    public func explain() -> String { session.explain() }

    /// What is known of the org's rate limits.
    public func rates() -> [Bucket] { session.rates().map(Bucket.init) }

    /// The users of the org.
    public var users: Users { Users(client: self) }

    /// Calls any operation by its name; the document that it answers, or nil where it answers without one.
    public func call(_ operation: String, _ arguments: Arguments = Arguments(), options: CallOptions = CallOptions()) async throws -> JSON? {
        try await raw(operation, arguments, options: options).json
    }

    /// Calls any operation by its name, for the whole answer.
    public func raw(_ operation: String, _ arguments: Arguments = Arguments(), options: CallOptions = CallOptions()) async throws -> Answer {
        try await send(Request(.operation(id: operation), arguments, options))
    }

    /// Calls what has no operation: any path of the org, with the same credential and errors.
    public func request(
        _ method: String, _ path: String, _ arguments: Arguments = Arguments(), options: CallOptions = CallOptions()
    ) async throws -> Answer {
        try await send(Request(.path(method: method, path: path), arguments, options))
    }

    /// All items of a list, fetched page by page as they are asked for.
    public func items(_ operation: String, _ arguments: Arguments = Arguments(), options: CallOptions = CallOptions()) -> Items {
        Items(pages: pages(operation, arguments, options: options))
    }

    /// The pages of a list, from the first or from the `cursor` of one that was read before, perhaps in another process.
    public func pages(
        _ operation: String, _ arguments: Arguments = Arguments(), options: CallOptions = CallOptions(), cursor: String? = nil
    ) -> Pages {
        Pages(client: self, request: Request(.operation(id: operation), arguments, options), cursor: cursor)
    }

    private func send(_ request: Request) async throws -> Answer {
        guard let carried = try await drive.carry({ session.call(request: request, seed: $0, now: $1) }) else {
            preconditionFailure("only lists end")
        }
        return Answer(carried)
    }
}

/// Nothing: what it holds may be secret.
extension OktantClient: CustomReflectable {
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// A good answer as it came.
public struct Answer: Sendable {
    /// The HTTP status.
    public let status: Int
    /// Response headers, in the order received.
    public let headers: [(name: String, value: String)]
    /// The body.
    public let bytes: Data
    /// The body where it is JSON, whatever its media type says.
    public let json: JSON?
    /// The org's name for the exchange; its support asks for it.
    public let requestID: String?
    /// What was said of the rate limit.
    public let rate: Rate
    /// How many requests it took.
    public let attempts: Int

    /// The body as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The first header of this name, in any case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    init(_ carried: Carried) {
        status = Int(carried.answer.status)
        headers = carried.kept.headers
        bytes = carried.kept.bytes
        json = carried.kept.json
        requestID = carried.answer.requestId
        rate = Rate(carried.answer.rate)
        attempts = Int(carried.answer.attempts)
    }
}
