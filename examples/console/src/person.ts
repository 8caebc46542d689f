// How a user is called, and what state it is in.
import type { User } from "oktant";
import { h } from "./dom.ts";
import { words } from "./text.ts";

/** First and last name, as far as they are there. */
export function nameOf(profile: User["profile"]): string {
  return [profile?.firstName, profile?.lastName].filter((name) => typeof name === "string").join(" ");
}

export function statusBadge(status: string | undefined): HTMLElement {
  return h("span", { class: "badge", "data-status": status }, words(status));
}
