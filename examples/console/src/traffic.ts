// The traffic of the org and its rate limits, live.
import { burst } from "./burst.ts";
import { buckets, counters, type Entry, now, requestsAfter } from "./control.ts";
import { h } from "./dom.ts";
import { errorCard } from "./error-card.ts";
import { limits } from "./limits.ts";
import { isCancelled } from "./org.ts";
import type { Page } from "./page.ts";
import { requestChart } from "./request-chart.ts";
import { requestList } from "./request-list.ts";
import { script } from "./script-form.ts";

/** How often the simulator is asked, in milliseconds. */
const EVERY = 1000;
/** How many requests are shown at first. */
const BEFORE = 500;

export function traffic(page: Page): HTMLElement {
  const { org, signal } = page;
  const [chart, list, rates] = [requestChart(), requestList(org), limits(org.okta)];
  const failure = h("div");
  let number: number | undefined;
  void poll();
  return h(
    "article",
    {},
    h("h1", { tabindex: -1 }, "Traffic"),
    failure,
    h(
      "div",
      { class: "columns" },
      h("div", { class: "stack" }, card("Requests of the last minute", chart.element), card("Rate limits", rates.element)),
      h("div", { class: "stack" }, card("Send many requests", burst(page)), card("Script the next answers", script())),
    ),
    h("section", { class: "card flush", "aria-label": "Last requests" }, h("h2", {}, "Last requests"), list.element),
  );

  async function poll(): Promise<void> {
    try {
      if (document.visibilityState === "visible") await read();
      failure.replaceChildren();
    } catch (error) {
      if (isCancelled(error)) return;
      if (failure.childElementCount === 0) failure.replaceChildren(errorCard(error));
    }
    if (!signal.aborted) setTimeout(() => void poll(), EVERY);
  }

  async function read(): Promise<void> {
    const [counted, known, time] = await Promise.all([counters(signal), buckets(signal), now(signal)]);
    // A reset of the org begins to count anew.
    if (number === undefined || counted.requests < number) number = Math.max(0, counted.requests - BEFORE);
    const entries: Entry[] = counted.requests > number ? await requestsAfter(number, signal) : [];
    number = entries.at(-1)?.number ?? number;
    chart.update(entries, counted, time);
    list.update(entries);
    await rates.update(known, time);
  }
}

const card = (title: string, content: HTMLElement): HTMLElement =>
  h("section", { class: "card", "aria-label": title }, h("h2", {}, title), content);
