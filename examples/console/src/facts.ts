// Names and values below each other.
import { h } from "./dom.ts";

/** A list of what is known: what is undefined or empty is left out. `more` are further classes. */
export function facts(
  rows: readonly (readonly [name: string, value: string | number | Node | null | undefined])[],
  more = "",
): HTMLElement {
  const known = rows.filter(([, value]) => value !== undefined && value !== null && value !== "");
  return h(
    "dl",
    { class: `facts ${more}` },
    known.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
  );
}
