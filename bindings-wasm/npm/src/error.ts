/** What went wrong, one of the branches of every Oktant SDK's error tree. */
export type ErrorKind =
  | "api"
  | "auth"
  | "rate_limited"
  | "timeout"
  | "transport"
  | "decode"
  | "page"
  | "config"
  | "invalid_argument"
  | "cancelled";

/** What an answer says of the rate limit of its operation. */
export interface Rate {
  /** Requests a window. */
  readonly limit?: number;
  /** Requests left in this one. */
  readonly remaining?: number;
  /** When the next one begins, in seconds since 1970, by the org's clock. */
  readonly reset?: number;
}

/** Why a call did not succeed. Its text never holds a secret. */
export class OktantError extends Error {
  static {
    // On the prototype, so that it does not show among the members of each error.
    Object.defineProperty(this.prototype, "name", { value: "OktantError", configurable: true, writable: true });
  }

  /** The branch of the tree. */
  declare readonly kind: ErrorKind;
  /** The operation's name, `getUser`. */
  declare readonly operation?: string;
  /** The HTTP status, where there was an answer. */
  declare readonly status?: number;
  /** Okta's `errorCode`, or the `error` of OAuth. */
  declare readonly code?: string;
  /** Okta's `errorSummary`, or the `error_description` of OAuth. */
  declare readonly summary?: string;
  /** Okta's `errorLink`. */
  declare readonly link?: string;
  /** Okta's `errorId`. */
  declare readonly id?: string;
  /** The summaries of Okta's `errorCauses`, in order. */
  declare readonly causes: readonly string[];
  /** The org's name for this exchange; its support asks for it. */
  declare readonly requestId?: string;
  /** What the answer said of the rate limit. */
  declare readonly rate: Rate;
  /** How far the attempt came, where it had no whole answer. */
  declare readonly phase?: "connect" | "answer" | "body";
  /** How many requests were made. */
  declare readonly attempts: number;
  /** How long the call took. */
  declare readonly elapsedMs: number;
  /** True where the org may have done what was asked, although this is an error. */
  declare readonly mayHaveBeenSent: boolean;
  /** The document that was answered: of an error answer its text, else the value. It may hold secrets, so it does not print. */
  declare readonly body?: unknown;

  /** @internal */
  constructor(fault: Fault) {
    const { message, body, cause, ...rest } = fault;
    super(message, cause === undefined ? undefined : { cause });
    for (const [name, value] of Object.entries(rest)) {
      if (value !== undefined) Object.defineProperty(this, name, { value, enumerable: true });
    }
    Object.defineProperty(this, "body", { value: body });
  }
}

/** @internal */
export interface Fault {
  message: string;
  body?: unknown;
  cause?: unknown;
  [member: string]: unknown;
}

/** What the engine threw, as an error of ours; what the caller's own code threw, as it is. @internal */
export function errorOf(thrown: unknown): unknown {
  const isFault = typeof thrown === "object" && thrown !== null && !(thrown instanceof Error) && "kind" in thrown;
  return isFault ? new OktantError(thrown as unknown as Fault) : thrown;
}
