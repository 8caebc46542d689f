import type { Rate } from "./error.js";

/** Something that happened in a call. Holds no secret, no argument and no body. */
export type Event = Told & Happening;

/** What every event tells. */
interface Told {
  /** The call, by a number of its own. */
  readonly call: number;
  /** What it calls, `getUser`. */
  readonly operation: string;
  /** How many requests it has made so far. */
  readonly attempts: number;
}

type Happening =
  /** A request goes out. */
  | { readonly kind: "request" }
  /** An answer came. */
  | { readonly kind: "response"; readonly status: number; readonly requestId?: string; readonly rate: Rate }
  /** No whole answer came. */
  | { readonly kind: "failure"; readonly reason: "broken" | "timed_out"; readonly phase: "connect" | "answer" | "body" }
  /** It is repeated after a pause. */
  | { readonly kind: "retry"; readonly afterMs: number; readonly reason: "backoff" | "rate_limit" | "concurrent_limit" }
  /** It is held back: the org would refuse it now. */
  | { readonly kind: "pace"; readonly atMostMs: number; readonly reason: "pace" | "concurrent_limit" }
  /** A token is asked for, for all calls that wait; it was given; it was not. */
  | { readonly kind: "token_asked" | "token_given" | "token_failed" }
  /** Something about the settings that the caller should know: told once, with the first call. */
  | { readonly kind: "warning"; readonly text: string }
  /** Something that this version has no word for. */
  | { readonly kind: "other" };

/** A rate limit of the org, as far as it is known. */
export interface Bucket {
  /** What draws on it: a method where it is one alone, and the beginning of a path. */
  readonly name: string;
  /** What was told of it last. */
  readonly rate: Rate;
  /** How many requests are on their way. */
  readonly inFlight: number;
  /** How many calls are held back. */
  readonly held: number;
}
