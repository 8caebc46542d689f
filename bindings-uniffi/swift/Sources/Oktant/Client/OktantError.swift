import Foundation

/// The error of a call or a client. Its description says what happened and what to do, and holds no secret.
///
/// A call whose task is cancelled throws `CancellationError` instead.
public enum OktantError: Error {
    /// The org responded with an error.
    case api(Details)
    /// No access token could be obtained.
    case auth(Details)
    /// The org's rate limit is exhausted.
    case rateLimited(Details)
    /// An attempt or the whole call exceeded its timeout.
    case timeout(Details)
    /// The connection failed.
    case transport(Details)
    /// The response is not what the operation returns; ``Details/body`` is what arrived.
    case decode(Details)
    /// A list cannot be followed further; the items before are valid.
    case page(Details)
    /// The settings are invalid; the description names all that are.
    case config(Details)
    /// An argument is invalid; nothing was sent.
    case invalidArgument(Details)
    /// The engine cancelled the call.
    case cancelled(Details)
    /// A kind of error that this version does not know; the description describes it.
    case other(Details)

    /// The kind of an error, by the name that it has in every language of Oktant.
    public enum Kind: String, Sendable, CaseIterable {
        /// The org responded with an error.
        case api
        /// No access token could be obtained.
        case auth
        /// The org's rate limit is exhausted.
        case rateLimited = "rate_limited"
        /// An attempt or the whole call exceeded its timeout.
        case timeout
        /// The connection failed.
        case transport
        /// The response is not what the operation returns.
        case decode
        /// A list cannot be followed further; the items before are valid.
        case page
        /// The settings are invalid.
        case config
        /// An argument is invalid; nothing was sent.
        case invalidArgument = "invalid_argument"
        /// The engine cancelled the call.
        case cancelled
        /// A kind that this version does not know.
        case other
    }

    /// The details of an error.
    public struct Details: Sendable {
        /// The message: what happened and what to do.
        public let text: String
        /// The ID of the operation that failed; nil if the error is not about a call.
        public let operation: String?
        /// The HTTP status; nil if there was no response.
        public let status: Int?
        /// Okta's `errorCode`, or OAuth's `error`.
        public let code: String?
        /// Okta's `errorSummary`, or OAuth's `error_description`.
        public let summary: String?
        /// Okta's `errorLink`.
        public let link: String?
        /// Okta's `errorId`.
        public let id: String?
        /// The summaries of Okta's `errorCauses`, in order.
        public let causes: [String]
        /// The request ID, from `X-Okta-Request-Id`. Okta support asks for it.
        public let requestID: String?
        /// The rate limit that the response reported.
        public let rate: RateLimit
        /// The time after which the call may succeed, if the org said so: until the rate limit resets, or `Retry-After`.
        public let retryAfter: Duration?
        /// How far the failed attempt got; nil for errors that are not about an attempt.
        public let phase: TransportFailure.Phase?
        /// The body of the error response, or of one that could not be decoded; nil if there is none.
        public let body: Data?
        /// The number of requests sent, retries included.
        public let attempts: Int
        /// The duration of the call.
        public let elapsed: Duration
        /// True if the org may have processed the request, although the call failed.
        public let mayHaveBeenSent: Bool
        /// True if the same call may succeed later, and repeating it does no harm.
        public let isRetryable: Bool
        /// True if the org says that the resource exists already, whatever the status: Okta often says so with 400.
        public let isDuplicate: Bool
        /// The error that the transport, the bearer callback or the signer threw.
        public let underlying: (any Error)?

        /// Details, for tests of a program: it makes errors as this library does.
        public init(
            text: String, operation: String? = nil, status: Int? = nil, code: String? = nil, summary: String? = nil,
            link: String? = nil, id: String? = nil, causes: [String] = [], requestID: String? = nil,
            rate: RateLimit = RateLimit(), retryAfter: Duration? = nil,
            phase: TransportFailure.Phase? = nil, body: Data? = nil, attempts: Int = 0, elapsed: Duration = .zero,
            mayHaveBeenSent: Bool = false, isRetryable: Bool = false, isDuplicate: Bool = false, underlying: (any Error)? = nil
        ) {
            self.text = text
            self.operation = operation
            self.status = status
            self.code = code
            self.summary = summary
            self.link = link
            self.id = id
            self.causes = causes
            self.requestID = requestID
            self.rate = rate
            self.retryAfter = retryAfter
            self.phase = phase
            self.body = body
            self.attempts = attempts
            self.elapsed = elapsed
            self.mayHaveBeenSent = mayHaveBeenSent
            self.isRetryable = isRetryable
            self.isDuplicate = isDuplicate
            self.underlying = underlying
        }
    }

    /// The details of this error.
    public var details: Details { kindAndDetails.details }

    /// The kind of this error: for logs and metrics. `kind.rawValue` is the same text in every language, such as `rate_limited`.
    public var kind: Kind { kindAndDetails.kind }

    private var kindAndDetails: (kind: Kind, details: Details) {
        switch self {
        case .api(let details): (.api, details)
        case .auth(let details): (.auth, details)
        case .rateLimited(let details): (.rateLimited, details)
        case .timeout(let details): (.timeout, details)
        case .transport(let details): (.transport, details)
        case .decode(let details): (.decode, details)
        case .page(let details): (.page, details)
        case .config(let details): (.config, details)
        case .invalidArgument(let details): (.invalidArgument, details)
        case .cancelled(let details): (.cancelled, details)
        case .other(let details): (.other, details)
        }
    }

    /// The HTTP status; nil if there was no response.
    public var status: Int? { details.status }

    /// Okta's `errorCode`, or OAuth's `error`.
    public var code: String? { details.code }
}

extension OktantError: CustomStringConvertible, LocalizedError {
    /// The message: what happened and what to do.
    public var description: String { details.text }

    /// The message: what happened and what to do.
    public var errorDescription: String? { details.text }
}

/// The message only: a body may hold secrets.
extension OktantError.Details: CustomStringConvertible, CustomReflectable {
    /// The message: what happened and what to do.
    public var description: String { text }

    /// The message.
    public var customMirror: Mirror { Mirror(self, children: ["text": text]) }
}
