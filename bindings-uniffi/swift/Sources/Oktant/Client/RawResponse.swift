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

    init(
        status: Int, headers: [(name: String, value: String)], bytes: Data, json: JSON?, requestID: String?, rate: RateLimit, attempts: Int,
        missingDocument: OktantError?
    ) {
        self.status = status
        self.headers = headers
        self.bytes = bytes
        self.json = json
        self.requestID = requestID
        self.rate = rate
        self.attempts = attempts
        self.missingDocument = missingDocument
    }

    /// A response, for tests of a program. `json` is what `bytes` hold.
    public init(
        status: Int = 200, headers: [(name: String, value: String)] = [], bytes: Data = Data(), requestID: String? = nil,
        rate: RateLimit = RateLimit(), attempts: Int = 1
    ) {
        self.init(
            status: status, headers: headers, bytes: bytes, json: JSON(parsing: bytes), requestID: requestID, rate: rate,
            attempts: attempts, missingDocument: nil)
    }

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
