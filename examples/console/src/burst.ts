// Many requests at once, to see how calls wait for a rate limit: with pacing none is refused, without it some are, and are retried.
import type { Client } from "oktant";
import { announce, h } from "./dom.ts";
import { errorCard } from "./error-card.ts";
import { isCancelled } from "./org.ts";
import type { Page } from "./page.ts";
import { clearWaits } from "./waits.ts";

/** How many calls are under way at the same time. */
const AT_ONCE = 8;

const CALLS: Record<string, (okta: Client, signal: AbortSignal) => PromiseLike<unknown>> = {
  "List apps": (okta, signal) => okta.applications.listApplications({ limit: 1 }, { signal }).firstPage(),
  "List users": (okta, signal) => okta.users.listUsers({ limit: 1 }, { signal }).firstPage(),
  "Get a user": (okta, signal) => okta.users.getUser("me", {}, { signal }),
};

export function burst({ org, signal }: Page): HTMLElement {
  let running: AbortController | undefined;
  const call = h(
    "select",
    { id: "burst-call" },
    Object.keys(CALLS).map((name) => h("option", {}, name)),
  );
  const many = h("input", { id: "burst-many", type: "number", min: 1, max: 5000, value: 150, required: true });
  const paced = h("input", { id: "burst-paced", type: "checkbox", checked: true });
  const progress = h("progress", { hidden: true, "aria-label": "Calls that are done" });
  const state = h("p", { class: "muted" });
  const button = h("button", { class: "primary" }, "Send");
  const failure = h("div");
  signal.addEventListener("abort", () => running?.abort());
  return h(
    "form",
    {
      class: "fields",
      onsubmit: (event: Event) => {
        event.preventDefault();
        if (running) running.abort();
        else void send();
      },
    },
    h(
      "div",
      { class: "row" },
      h("div", { class: "grow" }, h("label", { for: "burst-call" }, "Call"), call),
      h("div", {}, h("label", { for: "burst-many" }, "How often"), many),
    ),
    h("p", { class: "check" }, paced, h("label", { for: "burst-paced" }, "Wait before a limit is exceeded (pacing)")),
    button,
    progress,
    state,
    failure,
  );

  async function send(): Promise<void> {
    running = new AbortController();
    const { signal } = running;
    const okta = paced.checked ? org.okta : org.unpaced;
    const one = CALLS[call.value] as (okta: Client, signal: AbortSignal) => PromiseLike<unknown>;
    const all = many.valueAsNumber;
    let [begun, done] = [0, 0];
    [button.textContent, progress.hidden, progress.max, progress.value] = ["Stop", false, all, 0];
    failure.replaceChildren();
    const began = performance.now();
    const worker = async (): Promise<void> => {
      while (begun < all) {
        begun += 1;
        await one(okta, signal);
        progress.value = done += 1;
        state.textContent = `${done} of ${all} calls done`;
      }
    };
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      state.textContent = `${all} calls done in ${((performance.now() - began) / 1000).toFixed(1)} s`;
    } catch (error) {
      running.abort();
      state.textContent = `Stopped after ${done} of ${all} calls`;
      if (!isCancelled(error)) failure.replaceChildren(errorCard(error));
    }
    // Calls that were stopped wait no more.
    clearWaits();
    announce(state.textContent);
    [running, button.textContent, progress.hidden] = [undefined, "Send", true];
  }
}
