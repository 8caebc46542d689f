import { Call } from "./call.js";
import { List } from "./list.js";
import type { RawResponse } from "./response.js";

/**
 * Result of a method that is called while the engine is still loading. Only the engine knows whether that is a call or a list, so it
 * is used as either. A call is sent as soon as the engine is there.
 */
export class Pending<T> extends List<T> {
  /** The result, in an object, because `await` works on both kinds. */
  readonly #result: Promise<{ is: Call<T> | List<T> }>;

  /** @internal */
  constructor(result: Promise<{ is: Call<T> | List<T> }>) {
    const open = async () => {
      const { is } = await result;
      if (is instanceof List) return is.open();
      throw new TypeError("this operation does not return a list: await the call instead of iterating over it");
    };
    super(open, async () => (await result).is.withResponse() as Promise<RawResponse<T[]>>);
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
}
