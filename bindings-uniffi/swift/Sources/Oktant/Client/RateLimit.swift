import Foundation

/// A rate limit as a response reported it.
public struct RateLimit: Sendable, Hashable {
    /// The number of requests allowed per window, from `X-Rate-Limit-Limit`; nil if the header is missing.
    public let limit: Int?
    /// The number of requests left in the current window, from `X-Rate-Limit-Remaining`; nil if the header is missing.
    public let remaining: Int?
    /// The start of the next window by the org's clock, from `X-Rate-Limit-Reset`; nil if the header is missing.
    public let reset: Date?

    /// A rate limit; what is left out was not reported.
    public init(limit: Int? = nil, remaining: Int? = nil, reset: Date? = nil) {
        self.limit = limit
        self.remaining = remaining
        self.reset = reset
    }
}

/// A rate limit of the org, and the calls that count against it.
public struct RateLimitStatus: Sendable, Hashable {
    /// The operations that share this limit: the start of their path, after the method if the limit is for one method.
    public let name: String
    /// The last reported limit.
    public let rate: RateLimit
    /// The number of requests in flight.
    public let inFlight: Int
    /// The number of calls that are held back.
    public let held: Int

    /// The status of a rate limit, for tests of a program.
    public init(name: String, rate: RateLimit = RateLimit(), inFlight: Int = 0, held: Int = 0) {
        self.name = name
        self.rate = rate
        self.inFlight = inFlight
        self.held = held
    }
}
