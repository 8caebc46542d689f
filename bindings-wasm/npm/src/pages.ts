import type { Driver } from "./drive.js";
import { toOktantError } from "./error.js";
import type { Pages } from "./glue.js";
import type { Page } from "./response.js";

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
      const page: Page<T> = { ...driver.use(() => pages.turn(call)), headers, items: (body?.items ?? []) as T[] };
      // For List.withResponse; not enumerable, so that a page is printed without it.
      yield Object.defineProperty(page, "value", { value: body?.value });
    }
  } catch (thrown) {
    throw toOktantError(thrown);
  } finally {
    opened?.driver.release(opened.pages);
  }
}
