import Foundation

/// What sends requests: URLSession, or one of your own for proxies, pinning and tests.
///
/// It sends each request once and exactly as it is: it follows no redirect, repeats nothing and keeps no cookies. It reads the
/// whole body of a 2xx answer, and the first ``HTTPResponse/bodyLimit`` bytes of any other. It takes at most `timeout`. Where there
/// is no whole answer it throws a ``TransportFailure``, or `CancellationError` where its task is cancelled.
public protocol HTTPTransport: Sendable {
    /// Sends a request and reads its answer.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse
}

/// A request as it goes on the wire.
public struct HTTPRequest: Sendable {
    /// The HTTP method.
    public var method: String
    /// The whole address.
    public var url: String
    /// Names and values, in order; no name twice.
    public var headers: [(name: String, value: String)]
    /// The body, where there is one.
    public var body: Data?
    /// How long it may take, from its start to the last byte of its answer; nil is for ever.
    public var timeout: Duration?
    /// How many bytes the body of a 2xx answer may have, unpacked. Of a longer one, one byte more is enough: the call fails.
    public var maxBody: Int
    /// True where sending it twice may do harm.
    public var once: Bool
}

/// An answer.
public struct HTTPResponse: Sendable {
    /// How much is read of a body that is no 2xx.
    public static let bodyLimit = 1 << 20

    /// The HTTP status.
    public var status: Int
    /// Names and values; doubles may be joined by commas.
    public var headers: [(name: String, value: String)]
    /// Response body, read to its end.
    public var body: Data

    /// An answer.
    public init(status: Int, headers: [(name: String, value: String)], body: Data) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// No whole answer.
public struct TransportFailure: Error {
    /// How far an attempt came.
    public enum Phase: Sendable {
        /// Nothing was sent.
        case connect
        /// It may have arrived, no answer came.
        case answer
        /// The answer began and did not end.
        case body
    }

    /// How far it came.
    public var phase: Phase
    /// True where it took too long.
    public var timedOut: Bool
    /// What happened, without secrets.
    public var message: String

    /// No whole answer.
    public init(phase: Phase, timedOut: Bool = false, message: String) {
        self.phase = phase
        self.timedOut = timedOut
        self.message = message
    }
}
