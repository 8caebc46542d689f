// The last requests that the org got, with what each said.
import type { Entry } from "./control.ts";
import { h, openDialog } from "./dom.ts";
import type { Org } from "./org.ts";
import { facts } from "./facts.ts";
import { outcomeOf } from "./outcomes.ts";
import { timeOfDay } from "./text.ts";

const MOST = 20;

export function requestList(org: Org): { element: HTMLElement; update(entries: readonly Entry[]): void } {
  const rows = h("tbody");
  const empty = h("p", { class: "empty" }, "The org has had no request yet.");
  const table = h(
    "table",
    { hidden: true },
    h("caption", { class: "unseen" }, "Last requests, newest first"),
    h(
      "thead",
      {},
      h("tr", {}, [
        h("th", { scope: "col", class: "wide" }, "Time"),
        h("th", { scope: "col" }, "Request"),
        h("th", { scope: "col" }, "Status"),
        h("th", { scope: "col", class: "wide" }, "From"),
      ]),
    ),
    rows,
  );
  return { element: h("div", {}, empty, table), update };

  function update(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    rows.prepend(...entries.slice(-MOST).reverse().map(row));
    while (rows.children.length > MOST) rows.lastElementChild?.remove();
    empty.hidden = true;
    table.hidden = false;
  }

  function row(entry: Entry): HTMLElement {
    const { at, method, path, status, requestId } = entry;
    return h(
      "tr",
      {},
      h("td", { class: "nowrap wide" }, timeOfDay(at)),
      h(
        "th",
        { scope: "row" },
        h("button", { type: "button", class: "link", onclick: () => detail(entry) }, h("code", {}, `${method} ${path}`)),
      ),
      h("td", {}, h("span", { class: "badge", "data-outcome": outcomeOf(status) }, status ?? "none")),
      h("td", { class: "wide long" }, org.hasSent(requestId) ? "this page" : client(entry)),
    );
  }
}

/** The first product of the User-Agent. */
const client = ({ headers }: Entry): string => (headers["user-agent"] ?? "unknown").split(" ")[0] ?? "unknown";

function detail({ number, at, method, path, query, headers, body, status, requestId }: Entry): void {
  const parts: [string, unknown][] = [
    ["Query", query],
    ["Headers", headers],
    ["Body", body],
  ];
  openDialog(
    `Request ${number}`,
    h("p", {}, h("code", {}, `${method} ${path}`)),
    facts([
      ["Status", status ?? "no response"],
      ["Time", at],
      ["Request ID", requestId ?? "none"],
    ]),
    parts.map(([name, value]) => [h("h3", {}, name), h("pre", {}, value === null ? "none" : JSON.stringify(value, undefined, 2))]),
  );
}
