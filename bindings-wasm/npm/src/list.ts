import { errorOf, type Rate } from "./error.js";
import type { Pages as Engine } from "./glue.js";
import { watched } from "./watch.js";

/** What came with a document. */
export interface Answer {
  /** The HTTP status. */
  readonly status: number;
  /** All headers that can be seen. */
  readonly headers: Headers;
  /** The org's name for this exchange; its support asks for it. */
  readonly requestId?: string;
  /** What is said of the rate limit. */
  readonly rate: Rate;
}

/** One page of a list. */
export interface Page<T> extends Answer {
  /** The items on this page. A page may be empty and not be the last. */
  readonly items: T[];
  /** Where the next page is, as text that another process can go on from. Undefined on the last one. */
  readonly cursor?: string;
}

/**
 * A list that is read as far as it is asked for: `for await` gives every item across all pages, `await` the first page, and
 * `pages()` page by page. Nothing is sent before. An error comes after all items before it.
 */
export class List<T> implements AsyncIterable<T>, PromiseLike<Page<T>> {
  readonly #open: () => Promise<Engine>;

  /** @internal */
  constructor(open: () => Promise<Engine>) {
    this.#open = open;
  }

  /** The pages, from the first. */
  pages(): AsyncIterableIterator<Page<T>> {
    return new Pages<T>(this.#open);
  }

  /** Fetches the first page alone. */
  async firstPage(): Promise<Page<T>> {
    // There always is a first page, or an error.
    return (await this.pages().next()).value as Page<T>;
  }

  then<A = Page<T>, B = never>(
    onPage?: ((page: Page<T>) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.firstPage().then(onPage, onError);
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    return new Items<T>(this.pages());
  }
}

/** Written by hand: a generator's `yield*` costs a promise more for each item. */
class Items<T> implements AsyncIterableIterator<T> {
  readonly #pages: AsyncIterableIterator<Page<T>>;
  #page: T[] = [];
  #at = 0;
  #turning: Promise<IteratorResult<T>> | undefined;

  constructor(pages: AsyncIterableIterator<Page<T>>) {
    this.#pages = pages;
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#turning === undefined && this.#at < this.#page.length) {
      return Promise.resolve({ done: false, value: this.#page[this.#at++] as T });
    }
    // Whoever asks again before the page is there comes after who asked first.
    const before = this.#turning?.then(() => this.#turn(), () => this.#turn()) ?? this.#turn();
    const turning: Promise<IteratorResult<T>> = before.finally(() => {
      if (this.#turning === turning) this.#turning = undefined;
    });
    this.#turning = turning;
    return turning;
  }

  async #turn(): Promise<IteratorResult<T>> {
    while (this.#at >= this.#page.length) {
      const page = await this.#pages.next();
      if (page.done) return { done: true, value: undefined };
      this.#page = page.value.items;
      this.#at = 0;
    }
    return { done: false, value: this.#page[this.#at++] as T };
  }

  async return(): Promise<IteratorResult<T>> {
    this.#page = [];
    await this.#pages.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

class Pages<T> implements AsyncIterableIterator<Page<T>> {
  readonly #open: () => Promise<Engine>;
  #engine: Promise<Engine> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #over = false;

  constructor(open: () => Promise<Engine>) {
    this.#open = open;
  }

  next(): Promise<IteratorResult<Page<T>>> {
    const next = this.#last.then(() => this.#next());
    this.#last = next.catch(() => undefined);
    return next;
  }

  async #next(): Promise<IteratorResult<Page<T>>> {
    if (this.#over) return { done: true, value: undefined };
    try {
      this.#engine ??= this.#open();
      const page = await watched((await this.#engine).next());
      if (page !== undefined) return { done: false, value: page as Page<T> };
    } catch (thrown) {
      this.#over = true;
      throw errorOf(thrown);
    }
    this.#over = true;
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<Page<T>>> {
    this.#over = true;
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
