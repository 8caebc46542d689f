// The system log, as it grows.
import type { LogEvent } from "oktant";
import { now } from "./control.ts";
import { announce, h } from "./dom.ts";
import { errorCard } from "./error-card.ts";
import { isCancelled } from "./org.ts";
import type { Page } from "./page.ts";
import { plural, time, timeOfDay, words } from "./text.ts";

/** How often the end of the log is read again, in milliseconds. */
const EVERY = 3000;
/** What was before the view was opened, in milliseconds. */
const BEFORE = 15 * 60 * 1000;
const MOST = 200;

export function log({ org, signal }: Page): HTMLElement {
  let following = new AbortController();
  let since: Date | undefined;
  const seen = new Set<string>();
  const entries = h("ol", { class: "log" });
  const empty = h("p", { class: "empty" }, "Nothing in the last 15 minutes. Change a user, and it shows here.");
  const region = h("div", { role: "log", "aria-label": "System log", "aria-relevant": "additions" }, entries);
  const state = h("p", { class: "muted" });
  const toggle = h("button", { type: "button", onclick: () => (following.signal.aborted ? void follow() : pause()) });
  const failure = h("div");
  signal.addEventListener("abort", () => following.abort());
  void follow();
  return h(
    "article",
    {},
    h("h1", { tabindex: -1 }, "System log"),
    h("div", { class: "toolbar" }, state, toggle),
    failure,
    h("section", { class: "card flush", "aria-label": "Events, newest first" }, empty, region),
  );

  async function follow(): Promise<void> {
    const own = (following = new AbortController());
    toggle.textContent = "Pause";
    failure.replaceChildren();
    tell();
    try {
      // The org's clock is not the page's.
      since ??= new Date((await now(own.signal)).getTime() - BEFORE);
      const events = org.okta.systemLog.listLogEvents({ since, limit: 100 }, { signal: own.signal }).follow(EVERY);
      for await (const event of events) add(event);
    } catch (error) {
      if (isCancelled(error)) return;
      pause();
      failure.replaceChildren(errorCard(error, () => void follow()));
    }
  }

  function pause(): void {
    following.abort();
    toggle.textContent = "Follow again";
    announce("Paused.");
    tell();
  }

  function tell(): void {
    const how = following.signal.aborted ? "Paused" : `Following, every ${EVERY / 1000} seconds`;
    state.textContent = `${how}: ${plural(seen.size, "event")}`;
  }

  function add(event: LogEvent): void {
    const id = event.uuid ?? JSON.stringify(event);
    if (seen.has(id)) return;
    seen.add(id);
    since = new Date(event.published ?? since ?? 0);
    entries.prepend(entry(event));
    if (entries.children.length > MOST) entries.lastElementChild?.remove();
    empty.hidden = true;
    tell();
  }
}

function entry(event: LogEvent): HTMLElement {
  const { published, severity, eventType, displayMessage, actor, target, outcome } = event;
  const targets = (target ?? []).map(({ displayName, alternateId, type }) => displayName ?? alternateId ?? type);
  return h(
    "li",
    {},
    h("time", { datetime: published, title: time(published) }, timeOfDay(published)),
    h(
      "div",
      { class: "grow" },
      h("p", {}, h("strong", {}, displayMessage ?? eventType), " ", h("code", {}, eventType)),
      h("p", { class: "muted" }, actor?.displayName ?? actor?.alternateId ?? "unknown", targets.length > 0 && ` → ${targets.join(", ")}`),
      h(
        "details",
        {},
        h("summary", {}, "Event"),
        h("pre", { tabindex: 0, "aria-label": "The event as JSON" }, JSON.stringify(event, undefined, 2)),
      ),
    ),
    h("span", { class: "badge", "data-status": outcome?.result }, words(outcome?.result ?? severity)),
  );
}
