internal import OktantEngine
import Foundation

/// A client of one org. Thread-safe; one client per org is enough.
///
///     let okta = try OktantClient(orgURL: "https://example.okta.com", token: "00token")
///     for try await user in okta.users.listUsers(search: "status eq \"ACTIVE\"") { print(user) }
public final class OktantClient: Sendable {
    let session: Session
    let driver: CallDriver

    /// A client with these settings; files and the environment are not read.
    ///
    /// - Throws: ``OktantError/config(_:)`` naming every setting that is missing or invalid.
    public convenience init(_ settings: Settings) throws {
        try self.init(settings, useEnvironment: false)
    }

    /// A client of the org at this URL, with an API token.
    ///
    /// - Throws: ``OktantError/config(_:)`` naming every setting that is missing or invalid.
    public convenience init(orgURL: String, token: String) throws {
        var settings = Settings()
        settings.orgURL = orgURL
        settings.token = token
        try self.init(settings)
    }

    /// A client from `~/.okta/okta.yaml`, `./.okta.yaml`, `./okta.yaml`, the `OKTA_CLIENT_*` environment variables and
    /// `settings`. Later sources override earlier ones.
    ///
    /// - Throws: ``OktantError/config(_:)`` naming every setting that is missing or invalid.
    public static func fromEnvironment(_ settings: Settings = Settings()) throws -> OktantClient {
        try OktantClient(settings, useEnvironment: true)
    }

    private init(_ settings: Settings, useEnvironment: Bool) throws {
        let wakeRegistry = WakeRegistry()
        do {
            let engineSettings = OktantEngine.Settings(
                values: settings.named, useEnvironment: useEnvironment, bearerCallback: settings.bearer != nil,
                clientKey: settings.signer?.engine, proofKey: settings.proofSigner?.engine,
                supportsProxy: settings.transport != nil, browser: false)
            session = try Session(settings: engineSettings, waker: wakeRegistry)
        } catch ConfigError.Invalid(let error) {
            throw OktantError(error)
        }
        if let listener = settings.onEvent { session.onEvent(listener: ListenerAdapter(listener)) }
        driver = CallDriver(
            transport: settings.transport ?? URLSessionTransport(), wakeRegistry: wakeRegistry,
            engineHeaders: Set(session.hostConfig().headers),
            bearer: settings.bearer, signer: settings.signer, proofSigner: settings.proofSigner)
    }

    /// The settings in effect and the origin of each, one line per key. Secrets are masked.
    public func explain() -> String { session.explain() }

    /// The org's rate limits, as far as responses have reported them.
    public func rates() -> [RateLimitStatus] { session.rates().map(RateLimitStatus.init) }

    /// The operations on users.
    public var users: Users { Users(client: self) }

    /// Calls an operation by its ID (`getUser`) and returns the JSON document of the response, or nil if the operation returns none.
    /// Any other request is `METHOD /path`, or a path alone, which is a GET.
    ///
    /// - Throws: ``OktantError`` if the call fails, `CancellationError` if the task is cancelled.
    public func call(_ operation: String, _ arguments: Arguments = Arguments(), options: CallOptions = CallOptions()) async throws -> JSON? {
        try await raw(operation, arguments, options: options).json
    }

    /// Calls an operation, named as for `call`, and returns the full response.
    ///
    /// - Throws: ``OktantError`` if the call fails, `CancellationError` if the task is cancelled.
    public func raw(
        _ operation: String, _ arguments: Arguments = Arguments(), options: CallOptions = CallOptions()
    ) async throws -> RawResponse {
        try await send(Request(.operation(id: operation), arguments, options))
    }

    /// Sends a request to any path of the org, for what has no operation. Credential, retries and errors are those of operations.
    ///
    /// - Throws: ``OktantError`` if the call fails, `CancellationError` if the task is cancelled.
    public func request(
        _ method: String, _ path: String, _ arguments: Arguments = Arguments(), options: CallOptions = CallOptions()
    ) async throws -> RawResponse {
        try await send(Request(.path(method: method, path: path), arguments, options))
    }

    /// The items of a list, named as for `call`, fetched page by page as they are iterated.
    public func items(_ operation: String, _ arguments: Arguments = Arguments(), options: CallOptions = CallOptions()) -> Items {
        Items(pages: pages(operation, arguments, options: options))
    }

    /// The pages of a list, fetched as they are iterated: from the first, or from the ``Page/cursor`` of an earlier page, perhaps of
    /// another process, without query arguments: a cursor brings its own query.
    public func pages(
        _ operation: String, _ arguments: Arguments = Arguments(), options: CallOptions = CallOptions(), cursor: String? = nil
    ) -> Pages {
        Pages(client: self, request: Request(.operation(id: operation), arguments, options), cursor: cursor)
    }

    private func send(_ request: Request) async throws -> RawResponse {
        guard let call = try await driver.run({ session.call(request: request, seed: $0, monoMs: $1, unixMs: $2) }) else {
            preconditionFailure("only lists end")
        }
        return RawResponse(call)
    }
}

/// An empty mirror: what a client holds may be secret.
extension OktantClient: CustomReflectable {
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
