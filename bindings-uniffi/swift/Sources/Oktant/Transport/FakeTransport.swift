/// A transport for tests: a closure responds to each request, without a network. What is above a transport is the same as with an org:
/// retries, pages, rate limits, errors.
///
///     let transport = FakeTransport { request in
///         switch request.path {
///         case "/api/v1/users/me": .json(#"{"id": "00u1"}"#)
///         default: .json(#"{"errorCode": "E0000007"}"#, status: 404)
///         }
///     }
///     var settings = Settings()
///     settings.orgURL = "https://example.okta.com"
///     settings.token = "00token"
///     settings.transport = transport
///     let okta = try OktantClient(settings)
///
/// The closure may throw a ``TransportFailure``, and take longer than the timeout of the request. It may run in several tasks at once.
public final class FakeTransport: HTTPTransport {
    private let respond: @Sendable (HTTPRequest) async throws -> HTTPResponse
    private let received = Locked<[HTTPRequest]>([])

    /// A transport that responds by this closure.
    public init(_ respond: @escaping @Sendable (HTTPRequest) async throws -> HTTPResponse) {
        self.respond = respond
    }

    /// The requests so far, retries and those for access tokens included.
    public var requests: [HTTPRequest] { received.with { $0 } }

    /// Responds to a request, within its timeout.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        received.with { $0.append(request) }
        do {
            return try await within(request.timeout) { [respond] in try await respond(request) }
        } catch is TimedOut {
            throw TransportFailure(phase: .answer, timedOut: true)
        }
    }
}
