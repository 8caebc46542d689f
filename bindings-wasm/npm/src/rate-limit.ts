/** Rate limit as one response reports it. Values that the response lacks are undefined. */
export interface RateLimit {
  /** Limit: requests allowed per window (`X-Rate-Limit-Limit`). */
  readonly limit?: number;
  /** Remaining requests in the current window (`X-Rate-Limit-Remaining`). */
  readonly remaining?: number;
  /** Reset: when the next window starts, in seconds since 1970 by the org's clock (`X-Rate-Limit-Reset`). */
  readonly reset?: number;
}

/** Status of a rate limit of the org, as this client has seen it. */
export interface RateLimitStatus {
  /** Name: the path or path prefix that the limit covers, after the method if it covers only one: `GET /api/v1/users/{id}`. */
  readonly name: string;
  /** Rate limit that the latest response reported. */
  readonly rate: RateLimit;
  /** Requests in flight: sent, but not yet answered. */
  readonly inFlight: number;
  /** Throttled calls: how many wait because they would exceed the limit. */
  readonly held: number;
}
