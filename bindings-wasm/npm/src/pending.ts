import { Call } from "./call.js";
import { List } from "./list.js";
import type { Page, RawResponse } from "./response.js";

/**
 * Result of a method that is called while the engine is still loading. Only the engine knows whether that is a call or a list, so it
 * is used as either. A call is sent as soon as the engine is there.
 */
export class Pending<T> extends List<T> {
  /** The result, in an object, because `await` works on both kinds. */
  readonly #result: Promise<{ is: Call<T> | List<T> }>;

  /** @internal */
  constructor(result: Promise<{ is: Call<T> | List<T> }>) {
    super((followMs) => readWhenKnown(result, followMs));
    this.#result = result;
  }

  override then<A, B = never>(
    onValue?: ((value: never) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#result.then(({ is }) => is as unknown as PromiseLike<never>).then(onValue, onError);
  }

  catch<B>(onError?: ((error: unknown) => B | PromiseLike<B>) | null): Promise<unknown> {
    return this.then(undefined, onError);
  }

  finally(onEnd?: (() => void) | null): Promise<unknown> {
    return this.#result.then(({ is }) => is as PromiseLike<unknown>).finally(onEnd);
  }

  override async withResponse(): Promise<RawResponse<never>> {
    const { is } = await this.#result;
    return is.withResponse() as Promise<RawResponse<never>>;
  }
}

async function* readWhenKnown<T>(result: Promise<{ is: Call<T> | List<T> }>, followMs: number | undefined): AsyncGenerator<Page<T>, void, undefined> {
  const { is } = await result;
  if (!(is instanceof List)) throw new TypeError("this operation does not return a list: await the call instead of iterating over it");
  yield* is.read(followMs);
}
