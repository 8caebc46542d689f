import Foundation

/// The full response of a successful call.
public struct RawResponse: Sendable {
    /// The HTTP status.
    public let status: Int
    /// All response headers, as names and values.
    public let headers: [(name: String, value: String)]
    /// The response body.
    public let bytes: Data
    /// The body as JSON, whatever its `Content-Type`; nil if it is not JSON.
    public let json: JSON?
    /// The request ID, from `X-Okta-Request-Id`. Okta support asks for it.
    public let requestID: String?
    /// The rate limit that the response reported.
    public let rate: RateLimit
    /// The number of requests sent, retries included.
    public let attempts: Int
    /// The error of a caller that needs a document, if the operation returns one and the response has none.
    let missingDocument: OktantError?

    /// The body as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The first header with this name, in any case; nil if there is none.
    public func header(_ name: String) -> String? { headers.first(named: name) }
}

/// Status and size only: the rest may hold secrets.
extension RawResponse: CustomStringConvertible, CustomReflectable {
    /// The status and the size of the body.
    public var description: String { "RawResponse(\(status), \(bytes.count) bytes)" }

    /// Nothing: a response may hold secrets.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
