internal import OktantEngine
import Foundation

/// Why a call did not succeed. Its text says what happened and what to do, and holds no secret.
///
/// A call whose task is cancelled throws `CancellationError` instead.
public enum OktantError: Error {
    /// The org answered with an error.
    case api(Details)
    /// No token was to be had.
    case auth(Details)
    /// The org's rate limit is used up.
    case rateLimited(Details)
    /// An attempt or the whole call took too long.
    case timeout(Details)
    /// No connection, or it broke.
    case transport(Details)
    /// The answer is not what is due.
    case decode(Details)
    /// A list cannot be followed further; the items before were good.
    case page(Details)
    /// The client cannot be made.
    case config(Details)
    /// The call cannot be made.
    case invalidArgument(Details)
    /// The engine was told to stop.
    case cancelled(Details)
    /// Something that this version has no word for; the text says what.
    case other(Details)

    /// What is known of a failure.
    public struct Details: Sendable {
        /// What happened, and what to do.
        public let text: String
        /// The operation that failed.
        public let operation: String?
        /// The HTTP status.
        public let status: Int?
        /// Okta's `errorCode`, or OAuth's `error`.
        public let code: String?
        /// Okta's `errorSummary`, or OAuth's `error_description`.
        public let summary: String?
        /// Okta's `errorLink`.
        public let link: String?
        /// Okta's `errorId`.
        public let id: String?
        /// The summaries of Okta's `errorCauses`.
        public let causes: [String]
        /// The org's name for the exchange; its support asks for it.
        public let requestID: String?
        /// What the answer said of the rate limit.
        public let rate: Rate
        /// How far the attempt came; nil where that says nothing.
        public let phase: TransportFailure.Phase?
        /// The body of the answer that is the error, where there is one.
        public let body: Data?
        /// How many requests were made.
        public let attempts: Int
        /// How long it took.
        public let elapsed: Duration
        /// True where the org may have done what was asked.
        public let mayHaveBeenSent: Bool
        /// True where a later try may succeed.
        public let isRetryable: Bool
        /// What the transport or the bearer callback threw.
        public let underlying: (any Error)?
    }

    /// What is known of it.
    public var details: Details {
        switch self {
        case .api(let details), .auth(let details), .rateLimited(let details), .timeout(let details), .transport(let details),
            .decode(let details), .page(let details), .config(let details), .invalidArgument(let details), .cancelled(let details),
            .other(let details):
            details
        }
    }

    /// The HTTP status.
    public var status: Int? { details.status }

    /// Okta's `errorCode`, or OAuth's `error`.
    public var code: String? { details.code }
}

extension OktantError: CustomStringConvertible, LocalizedError {
    /// What happened, and what to do.
    public var description: String { details.text }

    /// What happened, and what to do.
    public var errorDescription: String? { details.text }
}

/// What an answer says of the rate limit of its operation.
public struct Rate: Sendable, Hashable {
    /// Requests a window.
    public let limit: Int?
    /// Requests left in this one.
    public let remaining: Int?
    /// When the next one begins, by the org's clock.
    public let reset: Date?

    init(_ rate: OktantEngine.Rate) {
        limit = rate.limit.map(Int.init(clamping:))
        remaining = rate.remaining.map(Int.init(clamping:))
        reset = rate.reset.map { Date(timeIntervalSince1970: TimeInterval($0)) }
    }
}

extension OktantError {
    init(_ fault: Fault, kept: Data = Data(), underlying: (any Error)? = nil) {
        let details = Details(fault, kept: kept, underlying: underlying)
        self =
            switch fault.kind {
            case .api: .api(details)
            case .auth: .auth(details)
            case .rateLimited: .rateLimited(details)
            case .timeout: .timeout(details)
            case .transport: .transport(details)
            case .decode: .decode(details)
            case .page: .page(details)
            case .config: .config(details)
            case .invalidArgument: .invalidArgument(details)
            case .cancelled: .cancelled(details)
            case .other: .other(details)
            }
    }
}

extension OktantError.Details {
    fileprivate init(_ fault: Fault, kept: Data, underlying: (any Error)?) {
        text = fault.text
        operation = fault.operation
        status = fault.status.map(Int.init)
        code = fault.code
        summary = fault.summary
        link = fault.link
        id = fault.id
        causes = fault.causes
        requestID = fault.requestId
        rate = Rate(fault.rate)
        phase = fault.phase.map(TransportFailure.Phase.init)
        body = fault.body ?? (kept.isEmpty ? nil : kept)
        attempts = Int(fault.attempts)
        elapsed = .milliseconds(fault.elapsedMs)
        mayHaveBeenSent = fault.mayHaveBeenSent
        isRetryable = fault.retryable
        self.underlying = underlying
    }
}

extension TransportFailure.Phase {
    init(_ phase: OktantEngine.Phase) {
        self =
            switch phase {
            case .connect: .connect
            case .answer: .answer
            case .body: .body
            }
    }
}
