import type { Driver, Finished, Start } from "./drive.js";
import { toOktantError } from "./error.js";
import type { Pages } from "./glue.js";
import type { Page } from "./response.js";

/** A list of the engine that is being read. */
interface OpenList {
  readonly driver: Driver;
  readonly pages: Pages;
}

/** The pages of one reading of the list. Concurrent calls of `next` get them in order; `return` ends a pause at once. @internal */
export function readPages<T>(open: () => Promise<OpenList>, signal: AbortSignal | undefined): AsyncIterableIterator<Page<T>> {
  const end = new AbortController();
  return ending(generate<T>(open, signal, end.signal), () => end.abort());
}

/** The same pages, with `end` to be called first when the reader has enough. A generator would return after its `next` alone. @internal */
export function ending<T>(pages: AsyncGenerator<Page<T>, void, undefined>, end: () => void): AsyncIterableIterator<Page<T>> {
  return {
    next: () => pages.next(),
    return() {
      end();
      return pages.return();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function* generate<T>(open: () => Promise<OpenList>, signal: AbortSignal | undefined, end: AbortSignal): AsyncGenerator<Page<T>, void, undefined> {
  let opened: OpenList | undefined;
  try {
    const { driver, pages } = (opened = await open());
    for (;;) {
      // After an abort the call below fails at once.
      const rest = driver.use(() => pages.rest());
      if (rest > 0) await driver.rest(rest, [signal, end]);
      if (end.aborted) return;
      const start: Start = (cancelled, seed, mono, unix) => pages.start(cancelled, seed, mono, unix);
      const turn = ({ call, body, headers }: Finished): Page<T> => {
        const page = Object.assign(pages.turn(call), { headers, items: (body?.items ?? []) as T[] });
        // For List.withResponse; not enumerable, so that a page is printed without it.
        return Object.defineProperty(page, "value", { value: body?.value });
      };
      const page = await driver.run(start, turn, signal);
      if (page === undefined) return;
      yield page;
    }
  } catch (thrown) {
    throw toOktantError(thrown);
  } finally {
    opened?.driver.release(opened.pages);
  }
}
