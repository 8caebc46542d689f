// The control API of the simulator, which a real org does not have.

/** A request that the org got. */
export interface Entry {
  readonly number: number;
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, unknown>;
  readonly headers: Record<string, string>;
  readonly body: unknown;
  /** Null: the connection ended without a response. */
  readonly status: number | null;
  readonly requestId: string | null;
}

/** A rate limit as the org knows it. */
export interface Bucket {
  readonly limit: number;
  readonly remaining: number;
  /** The end of the window, in seconds since 1970; null if none has begun. */
  readonly reset: number | null;
}

/** The number of requests, of all and by status; a connection that ended without a response counts as 0. */
export interface Counters {
  readonly requests: number;
  readonly statuses: Record<string, number>;
}

export const counters = (signal: AbortSignal): Promise<Counters> => ask("counters", { signal });
export const buckets = (signal: AbortSignal): Promise<Record<string, Bucket>> => ask("rate-limits", { signal });
export const requestsAfter = (number: number, signal: AbortSignal): Promise<Entry[]> => ask(`requests?after=${number}`, { signal });

/** The org's time, which tests may move. */
export const now = async (signal: AbortSignal): Promise<Date> => new Date((await ask<{ now: string }>("clock", { signal })).now);

/** Scripts the org's next answers. */
export const answerNext = (answer: object): Promise<object> => ask("answers", { method: "POST", body: JSON.stringify(answer) });

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(`/__simulator/${path}`, init);
  const body = (await response.json()) as T & { error?: string };
  if (!response.ok) throw new Error(body.error ?? `the simulator answers ${response.status}`);
  return body;
}
