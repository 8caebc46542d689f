import { ending } from "./pages.js";
import type { Page, RawResponse } from "./response.js";

/** Reads a list from its first page on; with a time, a growing list, which is polled at its end. @internal */
export type Read<T> = (followMs?: number) => AsyncIterableIterator<Page<T>>;

/**
 * List, read on demand: `for await` iterates over the items of all pages, `await` resolves to the first page, `pages()` iterates over
 * the pages. Each of them reads the list anew. Errors are thrown after the items that precede them.
 */
export class List<T, Body = T[]> implements AsyncIterable<T>, PromiseLike<Page<T>> {
  /** @internal */
  declare readonly read: Read<T>;
  readonly #most: number;

  /** @internal */
  constructor(read: Read<T>, most = Infinity) {
    // Not enumerable, so that a list is printed without it.
    Object.defineProperty(this, "read", { value: read });
    this.#most = most;
  }

  /**
   * List of the first items, or of all if there are fewer; still lazy. No page is requested after the last item. The argument `limit`
   * of an operation is another thing: the most items on one page.
   */
  take(count: number): List<T, Body> {
    if (!Number.isInteger(count) || count < 0) throw new RangeError(`cannot take ${count} items: give a whole number, 0 or more`);
    return new List<T, Body>(this.read, Math.min(count, this.#most));
  }

  /**
   * Follows a growing list such as the system log: at its end it is polled again after so many milliseconds, forever. A page that is
   * not full is the end for now. With pacing, a quarter of the rate limit is left to other calls.
   */
  follow(everyMs: number): List<T, Body> {
    if (!(Number.isFinite(everyMs) && everyMs >= 0)) throw new RangeError(`cannot poll every ${everyMs} milliseconds: give a number, 0 or more`);
    return new List<T, Body>(() => this.read(everyMs), this.#most);
  }

  /** First item; undefined if the list is empty. */
  async first(): Promise<T | undefined> {
    for await (const item of this.take(1)) return item;
    return undefined;
  }

  /** All items, in memory. */
  async all(): Promise<T[]> {
    const items: T[] = [];
    for await (const page of this.pages()) for (const item of page.items) items.push(item);
    return items;
  }

  /** Pages of the list, from the first one. */
  pages(): AsyncIterableIterator<Page<T>> {
    if (this.#most === Infinity) return this.read();
    const pages = this.read();
    return ending(limited(pages, this.#most), () => void pages.return?.());
  }

  /** First page of the list alone. Its `cursor` leads to the next one. */
  async firstPage(): Promise<Page<T>> {
    return cut(await this.#onePage(), this.#most);
  }

  /** Full response of the first page: the body as `value`, which may hold more than the items. */
  async withResponse(): Promise<RawResponse<Body>> {
    const page = (await this.#onePage()) as Page<T> & { value: Body };
    const { items: _, cursor: __, ...metadata } = page;
    return { ...metadata, value: page.value };
  }

  async #onePage(): Promise<Page<T>> {
    const pages = this.read();
    // There is always a first page or an error.
    const page = (await pages.next()).value as Page<T>;
    await pages.return?.();
    return page;
  }

  /** Items of all pages as a stream, which requests a page when it is read that far. */
  stream(): ReadableStream<T> {
    const items = this[Symbol.asyncIterator]();
    const source: UnderlyingDefaultSource<T> = {
      async pull(controller) {
        const { done, value } = await items.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: () => void items.return?.(),
    };
    // Without a queue, nothing is requested before it is read.
    return new ReadableStream<T>(source, { highWaterMark: 0 });
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
  #isOver = false;

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
      if (page.done || this.#isOver) return { done: true, value: undefined };
      this.#items = page.value.items;
      this.#position = 0;
    }
    return { done: false, value: this.#items[this.#position++] as T };
  }

  async return(): Promise<IteratorResult<T>> {
    this.#items = [];
    this.#isOver = true;
    // Not awaited: it would wait for a page that is being fetched.
    void this.#pages.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** The pages that have the first items. */
async function* limited<T>(pages: AsyncIterableIterator<Page<T>>, most: number): AsyncGenerator<Page<T>, void, undefined> {
  let rest = most;
  // Nothing is read for no items.
  if (rest === 0) return;
  for await (const page of pages) {
    yield cut(page, rest);
    rest -= page.items.length;
    if (rest <= 0) return;
  }
}

/** The page with at most so many items. No cursor leads into the middle of a page. */
function cut<T>(page: Page<T>, most: number): Page<T> {
  if (page.items.length <= most) return page;
  const { cursor: _, ...rest } = page;
  return { ...rest, items: page.items.slice(0, most) };
}
