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
    super((resolve, reject) => void finished.then(({ body }) => resolve(body?.value as T), reject));
    this.#finished = finished;
  }

  /** Full response: the body as `value`, with status, headers, request ID and rate limit. */
  withResponse(): Promise<RawResponse<T>> {
    // The response tells of a failure in this promise's place.
    this.catch(() => undefined);
    return this.#finished.then(({ body, headers, told, glue }) => ({ ...glue.metadata(told), headers, value: body?.value as T }));
  }
}
