import type { RateLimit } from "./rate-limit.js";

/** Kind of an error. The kinds are the same in every language of Oktant. */
export type ErrorKind =
  /** The org answered with an error. */
  | "api"
  /** No access token could be obtained. */
  | "auth"
  /** The org's rate limit is exhausted. */
  | "rate_limited"
  /** An attempt or the whole call took too long. */
  | "timeout"
  /** The connection failed or broke. */
  | "transport"
  /** The response is not what the operation returns. */
  | "decode"
  /** A list cannot be continued. */
  | "page"
  /** The settings are invalid or incomplete. */
  | "config"
  /** An argument cannot be sent. */
  | "invalid_argument"
  /** The caller aborted the call. */
  | "cancelled";

/** Error of a call or of a client's settings. Its message never contains a secret. */
export class OktantError extends Error {
  static {
    // On the prototype, so that it is not an own property of each error.
    Object.defineProperty(this.prototype, "name", { value: "OktantError", configurable: true, writable: true });
  }

  /** The branch of the error tree. */
  declare readonly kind: ErrorKind;
  /** Operation ID, such as `getUser`. */
  declare readonly operation?: string;
  /** HTTP status, if there was a response. */
  declare readonly status?: number;
  /** Error code: Okta's `errorCode`, or the `error` of OAuth. */
  declare readonly code?: string;
  /** Error summary: Okta's `errorSummary`, or the `error_description` of OAuth. */
  declare readonly summary?: string;
  /** Error link: Okta's `errorLink`. */
  declare readonly link?: string;
  /** Error ID: Okta's `errorId`. */
  declare readonly id?: string;
  /** Error causes: the summaries of Okta's `errorCauses`, in order. */
  declare readonly causes: readonly string[];
  /** Request ID from the header `X-Okta-Request-Id`, for Okta's support. */
  declare readonly requestId?: string;
  /** Rate limit that the last response reported. */
  declare readonly rate: RateLimit;
  /** Milliseconds after which the call may succeed, if the org said so: until the rate limit resets, or `Retry-After`. */
  declare readonly retryAfterMs?: number;
  /** Phase that the last attempt reached, if it received no complete response. */
  declare readonly phase?: "connect" | "answer" | "body";
  /** Attempts: how many requests the call sent. */
  declare readonly attempts: number;
  /** Elapsed time of the call in milliseconds. */
  declare readonly elapsedMs: number;
  /** Whether the same call may succeed later, and repeating it does no harm. */
  declare readonly isRetryable: boolean;
  /** Whether the org says that the resource exists already, whatever the status: Okta often says so with 400. */
  declare readonly isDuplicate: boolean;
  /** Whether the request may have taken effect although the call failed. */
  declare readonly mayHaveBeenSent: boolean;
  /**
   * Response body: the text of an error response, or the value that could not be decoded. It may contain secrets, so it is not
   * enumerable.
   */
  declare readonly body?: unknown;

  /** @internal */
  constructor(error: EngineError) {
    const { message, body, cause, ...rest } = error;
    super(message, cause === undefined ? undefined : { cause });
    const members = { causes: [], rate: {}, isRetryable: false, isDuplicate: false, ...rest };
    for (const [name, value] of Object.entries(members)) {
      if (value !== undefined) Object.defineProperty(this, name, { value, enumerable: true });
    }
    Object.defineProperty(this, "body", { value: body });
  }
}

/** What the engine throws: a plain object. @internal */
export interface EngineError {
  message: string;
  body?: unknown;
  cause?: unknown;
  [member: string]: unknown;
}

/** An `OktantError` for what the engine threw. Exceptions of the caller's own code stay as they are. @internal */
export function toOktantError(thrown: unknown): unknown {
  const isOurs = typeof thrown === "object" && thrown !== null && !(thrown instanceof Error) && "kind" in thrown;
  return isOurs ? new OktantError(thrown as unknown as EngineError) : thrown;
}

/** An error of a client's settings that the engine does not see. @internal */
export function configError(message: string, cause?: unknown): OktantError {
  return new OktantError({ kind: "config", message, cause, attempts: 0, elapsedMs: 0, mayHaveBeenSent: false });
}
