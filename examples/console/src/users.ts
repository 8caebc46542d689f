// The users of the org, with search, a page at a time.
import type { User } from "oktant";
import { announce, h } from "./dom.ts";
import type { Page } from "./page.ts";
import { show } from "./page.ts";
import { nameOf, statusBadge } from "./person.ts";
import { date, plural, words } from "./text.ts";
import { clearWaits } from "./waits.ts";

const PER_PAGE = 15;
/** How long typing must rest before it is searched, in milliseconds. */
const REST = 250;
const STATUSES = ["ACTIVE", "STAGED", "PROVISIONED", "RECOVERY", "PASSWORD_EXPIRED", "LOCKED_OUT", "SUSPENDED", "DEPROVISIONED"];

export function users({ org, signal, query }: Page): HTMLElement {
  /** The cursor of each page that was reached; the first page has none. */
  let cursors: (string | undefined)[] = [undefined];
  let at = 0;
  let loading = new AbortController();
  let rest: ReturnType<typeof setTimeout> | undefined;

  const text = h("input", {
    id: "search",
    type: "search",
    value: query.get("search"),
    autocomplete: "off",
    spellcheck: "false",
    placeholder: "Beginning of a name, email or login",
    oninput: () => {
      clearTimeout(rest);
      rest = setTimeout(search, REST);
    },
  });
  const status = h(
    "select",
    { id: "status", onchange: search },
    h("option", { value: "" }, "Any status"),
    STATUSES.map((name) => h("option", { value: name, selected: name === query.get("status") }, words(name))),
  );
  const list = h("div", { class: "list" });
  const shown = h("p", { class: "muted" });
  const previous = h("button", { type: "button", onclick: () => turn(at - 1) }, "Previous");
  const next = h("button", { type: "button", onclick: () => turn(at + 1) }, "Next");
  void turn(0);
  return h(
    "article",
    {},
    h("h1", { tabindex: -1 }, "Users"),
    h(
      "form",
      {
        class: "filters",
        role: "search",
        onsubmit: (event: Event) => {
          event.preventDefault();
          search();
        },
      },
      h("div", { class: "grow" }, h("label", { for: "search" }, "Search"), text),
      h("div", {}, h("label", { for: "status" }, "Status"), status),
    ),
    h("section", { class: "card flush", "aria-label": "Found users" }, list),
    h("nav", { class: "pager", "aria-label": "Pages" }, shown, previous, next),
  );

  function search(): void {
    clearTimeout(rest);
    const kept = new URLSearchParams();
    if (text.value) kept.set("search", text.value);
    if (status.value) kept.set("status", status.value);
    history.replaceState(null, "", `#/users${kept.size > 0 ? `?${kept}` : ""}`);
    cursors = [undefined];
    void turn(0);
  }

  /** Shows a page, if its cursor is known. */
  async function turn(page: number): Promise<void> {
    if (page < 0 || page >= cursors.length) return;
    loading.abort();
    clearWaits();
    loading = new AbortController();
    const options = { signal: AbortSignal.any([signal, loading.signal]) };
    await show(list, async () => {
      const cursor = cursors[page];
      // A cursor brings the search that it is of.
      const expression = cursor === undefined ? searchFor(text.value.trim(), status.value) : "";
      const args = cursor === undefined ? { limit: PER_PAGE, ...(expression && { search: expression }) } : {};
      const found = await org.okta.users.listUsers(args, { ...options, ...(cursor !== undefined && { cursor }) });
      [at, cursors] = [page, [...cursors.slice(0, page + 1), ...(found.cursor === undefined ? [] : [found.cursor])]];
      // Disabled buttons lose the focus; these keep it.
      previous.setAttribute("aria-disabled", String(at === 0));
      next.setAttribute("aria-disabled", String(found.cursor === undefined));
      const first = at * PER_PAGE + 1;
      const summary = found.items.length === 0 ? "No users" : `Users ${first} to ${first + found.items.length - 1}`;
      shown.textContent = summary;
      announce(`${summary}${found.cursor === undefined ? ", the last page" : ""}.`);
      return found.items.length === 0
        ? h("p", { class: "empty" }, "No user is like that. Search finds the beginning of a first name, last name, email or login.")
        : table(found.items);
    });
  }
}

/** The search expression for what was typed: two words are a first and a last name, too. */
function searchFor(text: string, status: string): string {
  // In quotes, a backslash stands before a quote and a backslash.
  const begins = (name: string, value: string): string => `profile.${name} sw ${JSON.stringify(value)}`;
  const [first = "", ...last] = text.split(/\s+/);
  const terms = ["firstName", "lastName", "email", "login"].map((name) => begins(name, text));
  if (last.length > 0) terms.push(`(${begins("firstName", first)} and ${begins("lastName", last.join(" "))})`);
  const typed = text === "" ? [] : [`(${terms.join(" or ")})`];
  return [...typed, ...(status ? [`status eq "${status}"`] : [])].join(" and ");
}

function table(found: readonly User[]): HTMLElement {
  return h(
    "table",
    {},
    h("caption", { class: "unseen" }, `${plural(found.length, "user")}`),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ["Name", "Login", "Status"].map((name) => h("th", { scope: "col" }, name)),
        ["Department", "Last login"].map((name) => h("th", { scope: "col", class: "wide" }, name)),
      ),
    ),
    h("tbody", {}, found.map(row)),
  );
}

function row({ id = "", profile = {}, status, lastLogin }: User): HTMLElement {
  const name = nameOf(profile) || profile.login || id;
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, h("a", { href: `#/users/${encodeURIComponent(id)}` }, name)),
    h("td", { class: "long" }, profile.login),
    h("td", {}, statusBadge(status)),
    h("td", { class: "wide" }, profile.department ?? "–"),
    h("td", { class: "wide nowrap" }, date(lastLogin)),
  );
}
