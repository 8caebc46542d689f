import Foundation

/// An HTTP client: URLSession, or your own for proxies, certificate pinning and tests.
///
/// A transport sends each request once and unchanged: it follows no redirects, retries nothing and keeps no cookies. It reads the
/// whole body of a 2xx response up to ``HTTPRequest/maxBody``, and the first ``HTTPResponse/bodyLimit`` bytes of any other, within
/// ``HTTPRequest/timeout``.
public protocol HTTPTransport: Sendable {
    /// Sends a request and reads the response.
    ///
    /// - Throws: ``TransportFailure`` if there is no complete response, `CancellationError` if the task is cancelled.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse
}

/// An HTTP request, as it is sent.
public struct HTTPRequest: Sendable {
    /// The HTTP method.
    public var method: String
    /// The full URL.
    public var url: String
    /// The headers, as names and values in order; names are unique.
    public var headers: [(name: String, value: String)]
    /// The body; nil for none.
    public var body: Data?
    /// The timeout, from the start to the last byte of the response; nil for no limit.
    public var timeout: Duration?
    /// The largest body of a 2xx response, in bytes after decompression. One byte more is enough of a larger one: the call fails.
    public var maxBody: Int
    /// True if sending the request twice may do harm: the HTTP stack must not resend it on its own.
    public var nonIdempotent: Bool
}

/// An HTTP response.
public struct HTTPResponse: Sendable {
    /// The largest part of the body that is read unless the status is 2xx: 1 MiB, in bytes.
    public static let bodyLimit = 1 << 20

    /// The HTTP status.
    public var status: Int
    /// The headers, as names and values. Repeated headers may be joined by commas.
    public var headers: [(name: String, value: String)]
    /// The body, decompressed.
    public var body: Data

    /// A response.
    public init(status: Int, headers: [(name: String, value: String)], body: Data) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// The failure of an attempt: there is no complete response.
public struct TransportFailure: Error {
    /// How far an attempt got.
    public enum Phase: Sendable {
        /// Nothing was sent.
        case connect
        /// The request may have arrived, but no response came.
        case answer
        /// The response began, but did not end.
        case body
    }

    /// How far the attempt got.
    public var phase: Phase
    /// True if the attempt exceeded its timeout.
    public var timedOut: Bool
    /// The message, without secrets.
    public var message: String

    /// A failure.
    public init(phase: Phase, timedOut: Bool = false, message: String) {
        self.phase = phase
        self.timedOut = timedOut
        self.message = message
    }
}
