import type { Driver } from "./drive.js";
import { toOktantError } from "./error.js";
import type { Pages } from "./glue.js";
import type { Page } from "./response.js";

/**
 * List, read on demand: `for await` iterates over the items of all pages, `await` resolves to the first page, `pages()` iterates over
 * the pages. Each of them reads the list anew. Errors are thrown after the items that precede them.
 */
export class List<T> implements AsyncIterable<T>, PromiseLike<Page<T>> {
  readonly #read: () => AsyncIterableIterator<Page<T>>;

  /** @internal */
  constructor(read: () => AsyncIterableIterator<Page<T>>) {
    this.#read = read;
  }

  /** Pages of the list, from the first one. */
  pages(): AsyncIterableIterator<Page<T>> {
    return this.#read();
  }

  /** First page of the list. */
  async firstPage(): Promise<Page<T>> {
    const pages = this.pages();
    // There is always a first page or an error.
    const page = (await pages.next()).value as Page<T>;
    await pages.return?.();
    return page;
  }

  /** First page of the list, so that `await` works on it. */
  then<A = Page<T>, B = never>(
    onPage?: ((page: Page<T>) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.firstPage().then(onPage, onError);
  }

  /** Items of all pages, for `for await`. */
  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    return new ItemIterator<T>(this.pages());
  }
}

/** The items of all pages. Not a generator, whose `yield*` would take one more promise per item. */
class ItemIterator<T> implements AsyncIterableIterator<T> {
  readonly #pages: AsyncIterableIterator<Page<T>>;
  #items: T[] = [];
  #position = 0;
  #pending: Promise<IteratorResult<T>> | undefined;

  constructor(pages: AsyncIterableIterator<Page<T>>) {
    this.#pages = pages;
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#pending === undefined && this.#position < this.#items.length) {
      return Promise.resolve({ done: false, value: this.#items[this.#position++] as T });
    }
    // Concurrent calls get their items in order.
    const item = this.#pending?.then(() => this.#nextPageItem(), () => this.#nextPageItem()) ?? this.#nextPageItem();
    const pending: Promise<IteratorResult<T>> = item.finally(() => {
      if (this.#pending === pending) this.#pending = undefined;
    });
    this.#pending = pending;
    return pending;
  }

  async #nextPageItem(): Promise<IteratorResult<T>> {
    while (this.#position >= this.#items.length) {
      const page = await this.#pages.next();
      if (page.done) return { done: true, value: undefined };
      this.#items = page.value.items;
      this.#position = 0;
    }
    return { done: false, value: this.#items[this.#position++] as T };
  }

  async return(): Promise<IteratorResult<T>> {
    this.#items = [];
    // Not awaited: it would wait for a page that is being fetched.
    void this.#pages.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** A list of the engine that is being read. */
interface OpenList {
  readonly driver: Driver;
  readonly pages: Pages;
}

/** The pages of one reading of the list. Concurrent calls of `next` get them in order. @internal */
export async function* readPages<T>(open: () => Promise<OpenList>, signal: AbortSignal | undefined): AsyncGenerator<Page<T>, void, undefined> {
  let opened: OpenList | undefined;
  try {
    const { driver, pages } = (opened = await open());
    for (;;) {
      // After an abort the call below fails at once.
      if (pages.rest() > 0) await driver.rest(pages.rest(), signal);
      const finished = await driver.run((cancelled, seed, mono, unix) => pages.start(cancelled, seed, mono, unix), signal);
      if (finished === undefined) return;
      const { call, body, headers } = finished;
      yield { ...pages.turn(call), headers, items: (body?.items ?? []) as T[] };
    }
  } catch (thrown) {
    throw toOktantError(thrown);
  } finally {
    opened?.pages.free();
  }
}
