import { rejectIfEngineDies } from "./engine-failure.js";
import { toOktantError } from "./error.js";
import type { Pages } from "./glue.js";
import type { Page } from "./response.js";

/**
 * List, read on demand: `for await` iterates over the items of all pages, `await` resolves to the first page, `pages()` iterates over
 * the pages. Each of them reads the list anew. Errors are thrown after the items that precede them.
 */
export class List<T> implements AsyncIterable<T>, PromiseLike<Page<T>> {
  readonly #open: () => Promise<Pages>;

  /** @internal */
  constructor(open: () => Promise<Pages>) {
    this.#open = open;
  }

  /** Pages of the list, from the first one. */
  pages(): AsyncIterableIterator<Page<T>> {
    return readPages<T>(this.#open);
  }

  /** First page of the list. */
  async firstPage(): Promise<Page<T>> {
    // There is always a first page or an error.
    return (await this.pages().next()).value as Page<T>;
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

/** The pages of one reading of the list. Concurrent calls of `next` get them in order. */
async function* readPages<T>(open: () => Promise<Pages>): AsyncGenerator<Page<T>, void, undefined> {
  try {
    const pages = await open();
    for (let page; (page = await rejectIfEngineDies(pages.next())) !== undefined; ) yield page as Page<T>;
  } catch (thrown) {
    throw toOktantError(thrown);
  }
}
