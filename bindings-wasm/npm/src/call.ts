import type { Finished } from "./drive.js";
import type { RawResponse } from "./response.js";

/** Call that was sent: a promise of the response body. Rejects with an `OktantError`. */
export class Call<T> extends Promise<T> {
  /** What `then` returns is a plain promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  readonly #finished: Promise<Finished>;

  /** @internal */
  constructor(finished: Promise<Finished>) {
    // V8 finds who awaits this promise only if the functions that settle it are themselves the handlers.
    super((resolve, reject) => void finished.then(valueOf<T>).then(resolve, reject));
    this.#finished = finished;
  }

  /** Full response: the body as `value`, with status, headers, request ID and rate limit. */
  withResponse(): Promise<RawResponse<T>> {
    // Behind this promise, so that a failure is told once, and V8 finds who awaits it.
    const finished = () => this.#finished;
    return this.then(finished, finished).then(({ body, headers, told, glue }) => ({ ...glue.metadata(told), headers, value: body?.value as T }));
  }
}

function valueOf<T>({ body, missing }: Finished): T {
  if (missing !== undefined) throw missing;
  return body?.value as T;
}
