import type { RateLimit } from "./rate-limit.js";

/** Event of a call, for the event listener `onEvent`. It contains no secrets, arguments or bodies. */
export type Event = EventBase & EventKind;

/** Fields of every event. */
export interface EventBase {
  /** Call ID: a number that all events of one call share. */
  readonly callId: number;
  /** Operation ID, such as `getUser`. */
  readonly operation: string;
  /** Attempts: how many requests the call has sent so far. */
  readonly attempts: number;
}

/** What an event tells, by its kind. */
export type EventKind =
  /** Request: one is about to be sent. */
  | { readonly kind: "request" }
  /** Response: one was received. */
  | { readonly kind: "response"; readonly status: number; readonly requestId?: string; readonly rate: RateLimit }
  /** Failure: no complete response was received. */
  | { readonly kind: "failure"; readonly reason: "broken" | "timed_out"; readonly phase: "connect" | "answer" | "body" }
  /** Retry: the call sends another request after a pause. */
  | { readonly kind: "retry"; readonly afterMs: number; readonly reason: "backoff" | "rate_limit" | "concurrent_limit" }
  /** Throttling: the call waits, because the org would reject it now. */
  | { readonly kind: "pace"; readonly atMostMs: number; readonly reason: "pace" | "concurrent_limit" }
  /** Token request: an access token was requested for all waiting calls, was obtained, or could not be obtained. */
  | { readonly kind: "token_requested" | "token_received" | "token_failed" }
  /** Warning about the settings, emitted once with the first call. */
  | { readonly kind: "warning"; readonly text: string }
  /** Other events, which this version of the package does not describe. */
  | { readonly kind: "other" };
