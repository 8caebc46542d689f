import Foundation

/// A transport: sends HTTP requests. The default is URLSession; pass another one to ``Settings/transport``, for another HTTP client or
/// for tests.
///
/// A transport sends each request once and unchanged: it follows no redirects, retries nothing and keeps no cookies. It reads the
/// whole body of a 2xx response up to ``HTTPRequest/maxBody``, and the first ``HTTPResponse/bodyLimit`` bytes of any other, within
/// ``HTTPRequest/timeout``; one that takes a second longer is cancelled, and not awaited. When its task is cancelled, it ends the
/// exchange at once.
public protocol HTTPTransport: Sendable {
    /// Sends a request and reads the response.
    ///
    /// - Throws: ``TransportFailure`` if there is no complete response. Any other error counts as one after the request was sent, a
    ///   `CancellationError` too unless the task is cancelled.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse
}

/// An HTTP request, as it is sent.
public struct HTTPRequest: Sendable {
    /// The HTTP method.
    public var method: String
    /// The full URL.
    public var url: String
    /// The headers, as names and values in order; names are unique. `Authorization` is among them: send them all, unchanged.
    public var headers: [(name: String, value: String)]
    /// The body; nil for none.
    public var body: Data?
    /// The timeout, from the start to the last byte of the response; nil for no limit.
    public var timeout: Duration?
    /// The largest body of a 2xx response, in bytes after decompression. One byte more is enough of a larger one: the call fails.
    public var maxBody: Int
    /// True if sending the request twice may do harm: the HTTP stack must not resend it on its own.
    public var nonIdempotent: Bool

    /// A request, to test a transport with.
    public init(
        method: String, url: String, headers: [(name: String, value: String)] = [], body: Data? = nil, timeout: Duration? = nil,
        maxBody: Int = .max, nonIdempotent: Bool = false
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.maxBody = maxBody
        self.nonIdempotent = nonIdempotent
    }

    /// The path of the URL, with its escapes.
    public var path: String { URLComponents(string: url)?.percentEncodedPath ?? "" }

    /// The header with this name, in any case; nil if there is none.
    public func header(_ name: String) -> String? { headers.first(named: name) }
}

/// Without query, headers and body, which may hold secrets.
extension HTTPRequest: CustomStringConvertible, CustomReflectable {
    /// The method and the URL without its query.
    public var description: String { "HTTPRequest(\(method) \(url.prefix { $0 != "?" }))" }

    /// Nothing: a request holds secrets.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// An HTTP response, read to its end or to the limit.
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
    public init(status: Int, headers: [(name: String, value: String)] = [], body: Data = Data()) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A response with this JSON text as its body, and `Content-Type: application/json`.
    public static func json(_ text: String, status: Int = 200, headers: [(name: String, value: String)] = []) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers + [("Content-Type", "application/json")], body: Data(text.utf8))
    }
}

/// Status and size only: the rest may hold secrets.
extension HTTPResponse: CustomStringConvertible, CustomReflectable {
    /// The status and the size of the body.
    public var description: String { "HTTPResponse(\(status), \(body.count) bytes)" }

    /// Nothing: a response may hold secrets.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// The failure of an attempt: there is no complete response.
public struct TransportFailure: Error {
    /// How far an attempt got.
    public enum Phase: Sendable, CaseIterable {
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
    /// The error of the HTTP client. It, or this failure if it is nil, becomes the ``OktantError/Details/underlying`` error of a call.
    public var underlying: (any Error)?

    /// A failure. Default of `message`: what `underlying` says.
    public init(phase: Phase, timedOut: Bool = false, message: String? = nil, underlying: (any Error)? = nil) {
        self.phase = phase
        self.timedOut = timedOut
        self.message = message ?? underlying.map(words) ?? ""
        self.underlying = underlying
    }
}

extension [(name: String, value: String)] {
    /// The first value with this name, in any case.
    func first(named name: String) -> String? {
        first { $0.name.caseInsensitiveCompare(name) == .orderedSame }?.value
    }
}

/// What an error says: not the URL that a `URLError` prints, whose query may hold secrets.
func words(_ error: any Error) -> String {
    (error as? URLError)?.localizedDescription ?? "\(error)"
}
