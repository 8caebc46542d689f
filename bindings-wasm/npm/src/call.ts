import type { RawResponse } from "./response.js";

/** Call that was sent: a promise of the response body. Rejects with an `OktantError`. */
export class Call<T> extends Promise<T> {
  /** What `then` returns is a plain promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  readonly #response: Promise<RawResponse<T>>;

  /** @internal */
  constructor(response: Promise<RawResponse<T>>) {
    super((resolve, reject) => void response.then(({ value }) => resolve(value), reject));
    this.#response = response;
  }

  /** Full response: the body as `value`, with status, headers, request ID and rate limit. */
  withResponse(): Promise<RawResponse<T>> {
    // The response tells of a failure in this promise's place.
    this.catch(() => undefined);
    return this.#response;
  }
}
