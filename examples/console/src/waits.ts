// Calls that wait, as it happens: before a request that a rate limit would refuse, and before a retry.
import type { Event } from "oktant";
import { announce, byId, h } from "./dom.ts";
import type { Org } from "./org.ts";

/** Waiting calls of one operation for one reason. */
interface Wait {
  readonly text: string;
  readonly calls: Map<string, number>;
  /** The longest pause, in milliseconds. */
  longest: number;
}

const REASONS: Record<string, string> = {
  "pace pace": "another request now would exceed the rate limit",
  "pace concurrent_limit": "the org takes no more requests at the same time",
  "retry rate_limit": "the org answered 429: the rate limit is used up",
  "retry concurrent_limit": "the org answered 429: too many requests at the same time",
  "retry backoff": "a request failed and is sent again",
};

/** Waiting calls by what is said of them. */
const waits = new Map<string, Wait>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Shows what waits in the clients of an org. */
export function watchWaits(org: Org): void {
  org.listen((client, event) => {
    const call = `${client} ${event.callId}`;
    for (const wait of waits.values()) wait.calls.delete(call);
    const pause = event.kind === "pace" ? event.atMostMs : event.kind === "retry" ? event.afterMs : undefined;
    if (pause !== undefined) add(call, event, pause);
    draw();
  });
}

/** Forgets all: their calls were cancelled. */
export function clearWaits(): void {
  waits.clear();
  draw();
}

function add(call: string, event: Event, pause: number): void {
  const reason = "reason" in event ? (REASONS[`${event.kind} ${event.reason}`] ?? event.reason) : event.kind;
  const text = `${event.operation}: ${reason}`;
  let wait = waits.get(text);
  if (wait === undefined) {
    waits.set(text, (wait = { text, calls: new Map(), longest: 0 }));
    announce(`A call waits at most ${seconds(pause)} seconds. ${text}.`);
  }
  wait.calls.set(call, performance.now() + pause);
  wait.longest = Math.max(wait.longest, pause);
}

function draw(): void {
  const now = performance.now();
  // A call that looks whether it may go on tells of it only if it waits longer: while others wait for the same, it does too.
  for (const [text, { calls }] of waits) if (!(Math.max(...calls.values()) > now)) waits.delete(text);
  const panel = byId("waits");
  panel.hidden = waits.size === 0;
  panel.replaceChildren(...[...waits.values()].map((wait) => row(wait, now)));
  if (waits.size === 0) {
    clearInterval(timer);
    timer = undefined;
  } else timer ??= setInterval(draw, 250);
}

function row({ text, calls, longest }: Wait, now: number): HTMLElement {
  const left = Math.max(...calls.values()) - now;
  const who = calls.size === 1 ? "1 call waits" : `${calls.size} calls wait`;
  return h(
    "div",
    { class: "wait" },
    h("p", {}, h("strong", {}, `${who}, at most ${seconds(left)} s. `), text),
    h("progress", { max: longest, value: longest - left, "aria-label": `Waiting: ${text}` }),
  );
}

const seconds = (ms: number): number => Math.ceil(ms / 1000);
