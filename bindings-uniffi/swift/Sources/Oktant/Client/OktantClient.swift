/// A client of one org. Thread-safe; one client per org is enough.
///
///     let okta = try OktantClient(orgURL: "https://example.okta.com", token: "00token")
///     for try await user in okta.users.listUsers(search: "status eq \"ACTIVE\"") { print(user) }
public final class OktantClient: Sendable {
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
        driver = try CallDriver(settings, useEnvironment: useEnvironment)
    }

    /// The settings in effect and the origin of each, one line per key. Secrets are masked.
    public func explain() -> String { driver.explain() }

    /// The org's rate limits, as far as responses have reported them.
    public func rates() -> [RateLimitStatus] { driver.rates() }

    /// Calls an operation by its ID (`getUser`) and returns the JSON document of the response, or nil if the operation returns none.
    /// Any other request is `METHOD /path`, or a path alone, which is a GET.
    ///
    /// - Throws: ``OktantError`` if the call fails, `CancellationError` if the task is cancelled.
    public func call(
        _ operation: String, _ arguments: Arguments = Arguments(), options: CallOptions = CallOptions()
    ) async throws -> JSON? {
        try await raw(operation, arguments, options: options).json
    }

    /// Calls an operation, named as for `call`, and returns the full response.
    ///
    /// - Throws: ``OktantError`` if the call fails, `CancellationError` if the task is cancelled.
    public func raw(
        _ operation: String, _ arguments: Arguments = Arguments(), options: CallOptions = CallOptions()
    ) async throws -> RawResponse {
        try await driver.call(operation, arguments, options)
    }

    /// Sends a request to any path of the org, for what has no operation. Credential, retries and errors are those of operations.
    ///
    /// - Throws: ``OktantError`` if the call fails, `CancellationError` if the task is cancelled.
    public func request(
        _ method: String, _ path: String, _ arguments: Arguments = Arguments(), options: CallOptions = CallOptions()
    ) async throws -> RawResponse {
        try await driver.request(method, path, arguments, options)
    }

    /// The items of a list, named as for `call`.
    ///
    /// `cursor` is the ``Page/cursor`` of an earlier page, perhaps of another process, without query arguments: it brings its own query;
    /// nil for the first page.
    public func items(
        _ operation: String, _ arguments: Arguments = Arguments(), cursor: String? = nil, options: CallOptions = CallOptions()
    ) -> PagedSequence<JSON> {
        list(operation, arguments, cursor, options) { $0 }
    }

    /// The value of a closure with the full response to the last call in it:
    /// `let response = try await okta.withResponse { try await $0.users.getUser(id: "me") }`.
    ///
    /// - Throws: What the closure throws; ``OktantError/invalidArgument(_:)`` if there was no call in it.
    public func withResponse<Value>(
        isolation: isolated (any Actor)? = #isolation, _ body: (OktantClient) async throws -> Value
    ) async throws -> Response<Value> {
        let collector = ResponseCollector()
        let value = try await ResponseCollector.$current.withValue(collector) { try await body(self) }
        guard let raw = collector.last else { throw OktantError.invalidArgument(.init(text: "no call was made")) }
        return Response(value: value, raw: raw)
    }
}

/// An empty mirror: what a client holds may be secret.
extension OktantClient: CustomReflectable {
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
