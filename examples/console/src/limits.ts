// Rate limits: as the org has them, and as the client of this page has learnt them from responses.
import type { Client, RateLimitStatus } from "oktant";
import { line } from "./chart.ts";
import type { Bucket } from "./control.ts";
import { h } from "./dom.ts";
import { number } from "./text.ts";

/** How many values the line of a limit has. */
const PLACES = 60;

export function limits(okta: Client): { element: HTMLElement; update(known: Record<string, Bucket>, now: Date): Promise<void> } {
  const ofOrg = h("ul", { class: "plain limits" });
  const ofClient = h("ul", { class: "plain limits" });
  /** What was left of each limit at the last polls, since the view was opened. */
  const history = new Map<string, number[]>();
  const element = h(
    "div",
    {},
    h("h3", {}, "As the org has them"),
    ofOrg,
    h("h3", {}, "As the client of this page has seen them"),
    ofClient,
  );
  return { element, update };

  async function update(known: Record<string, Bucket>, now: Date): Promise<void> {
    for (const [name, { remaining }] of Object.entries(known)) history.set(name, [...(history.get(name) ?? []), remaining].slice(-PLACES));
    const used = Object.entries(known).filter(
      ([name, { limit, reset }]) => reset !== null || (history.get(name) ?? []).some((left) => left < limit),
    );
    ofOrg.replaceChildren(...(used.length > 0 ? used.map(([name, bucket]) => row(name, bucket, now)) : [none("None is in use.")]));
    const seen = await okta.rates();
    ofClient.replaceChildren(...(seen.length > 0 ? seen.map((status) => learnt(status, now)) : [none("None yet.")]));
  }

  function row(name: string, { limit, remaining, reset }: Bucket, now: Date): HTMLElement {
    return h(
      "li",
      { "data-low": remaining === 0 },
      h("span", { class: "name" }, name),
      h("span", { class: "muted" }, left(remaining, limit, reset ?? undefined, now)),
      meter(name, remaining, limit),
      line(`${name}: what was left in the last minute`, history.get(name) ?? [], PLACES, limit),
    );
  }
}

function learnt({ name, rate: { limit = 0, remaining = 0, reset }, inFlight, held }: RateLimitStatus, now: Date): HTMLElement {
  const more = [inFlight > 0 && `${inFlight} in flight`, held > 0 && `${held} waiting`].filter((text) => text !== false);
  return h(
    "li",
    { "data-low": held > 0 },
    h("code", { class: "name" }, name),
    h("span", { class: "muted" }, [left(remaining, limit, reset, now), ...more].join(", ")),
    meter(name, remaining, limit),
  );
}

function left(remaining: number, limit: number, reset: number | undefined, now: Date): string {
  const seconds = reset === undefined ? 0 : Math.ceil(reset - now.getTime() / 1000);
  return `${number(remaining)} of ${number(limit)} left${seconds > 0 ? `, resets in ${seconds} s` : ""}`;
}

const meter = (name: string, remaining: number, limit: number): HTMLElement =>
  h("meter", { min: 0, max: limit, value: remaining, low: limit / 4, optimum: limit, "aria-label": `Left of ${name}` });
const none = (text: string): HTMLElement => h("li", { class: "empty" }, text);
