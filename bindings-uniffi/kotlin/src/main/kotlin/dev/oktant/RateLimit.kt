package dev.oktant

import kotlin.time.Instant

/** A rate limit as a response reported it. */
public data class RateLimit(
    /** The number of requests allowed per window, from `X-Rate-Limit-Limit`; null if the header is missing. */
    public val limit: Long?,
    /** The number of requests left in the current window, from `X-Rate-Limit-Remaining`; null if the header is missing. */
    public val remaining: Long?,
    /** The start of the next window by the org's clock, from `X-Rate-Limit-Reset`; null if the header is missing. */
    public val reset: Instant?,
)

/** A rate limit of the org, and the calls that count against it. */
public data class RateLimitStatus(
    /** The operations that share this limit: the start of their path, after the method if the limit is for one method. */
    public val name: String,
    /** The last reported limit. */
    public val rate: RateLimit,
    /** The number of requests in flight. */
    public val inFlight: Int,
    /** The number of calls that are held back. */
    public val held: Int,
)
