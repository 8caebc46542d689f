import type { RateLimit } from "./rate-limit.js";

/** Response metadata: what a response contains beside its body. */
export interface ResponseMetadata {
  /** HTTP status. */
  readonly status: number;
  /** Response headers. Web pages of another origin see those that the org exposes by CORS. */
  readonly headers: Headers;
  /** Request ID from the header `X-Okta-Request-Id`, for Okta's support. */
  readonly requestId?: string;
  /** Rate limit from the headers `X-Rate-Limit-*`. */
  readonly rate: RateLimit;
}

/** Response of a call: its decoded body and its metadata. */
export interface RawResponse<T> extends ResponseMetadata {
  /** Body: the JSON value; a string or a Uint8Array if the operation returns text or a file; undefined if it is empty. */
  readonly value: T;
}

/** Page of a list. */
export interface Page<T> extends ResponseMetadata {
  /** Items of the page. A page can be empty without being the last. */
  readonly items: T[];
  /** Cursor of the next page, for `ListOptions.cursor`, perhaps in another process. Undefined on the last page. */
  readonly cursor?: string;
}
