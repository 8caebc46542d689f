// Starts the page: the org, the views and what is around them.
import { about } from "./about.ts";
import { announce, byId } from "./dom.ts";
import { errorCard } from "./error-card.ts";
import { log } from "./log.ts";
import { givenToken, Org } from "./org.ts";
import type { Page } from "./page.ts";
import { askForToken } from "./token-form.ts";
import { traffic } from "./traffic.ts";
import { user } from "./user.ts";
import { users } from "./users.ts";
import { clearWaits, watchWaits } from "./waits.ts";

/** A view by the beginning of its address; `#/users/00u1` is one user. */
const VIEWS: Record<string, (page: Page) => HTMLElement> = {
  users: (page) => (page.id === "" ? users(page) : user(page)),
  log,
  traffic,
};

const main = byId("main");
const nav = document.querySelector("nav") as HTMLElement;
let shown = new AbortController();

byId("about").addEventListener("click", about);
document.querySelector(".skip")?.addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
try {
  const token = await givenToken();
  if (token === undefined) askForToken(main, start);
  else start(await Org.open(token));
} catch (error) {
  main.replaceChildren(errorCard(error, () => location.reload()));
}

function start(org: Org): void {
  watchWaits(org);
  nav.hidden = false;
  addEventListener("hashchange", () => {
    open(org);
    // Where a link leads, reading goes on.
    main.querySelector("h1")?.focus();
  });
  open(org);
}

function open(org: Org): void {
  shown.abort();
  shown = new AbortController();
  clearWaits();
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [name = "", id = ""] = path.split("/");
  const view = Object.hasOwn(VIEWS, name) ? name : "users";
  for (const link of nav.querySelectorAll("a")) {
    if (link.hash === `#/${view}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const page = { org, signal: shown.signal, id: decoded(id), query: new URLSearchParams(query) };
  const content = (VIEWS[view] as (page: Page) => HTMLElement)(page);
  main.replaceChildren(content);
  scrollTo(0, 0);
  const title = content.querySelector("h1")?.textContent ?? "";
  document.title = `${title} · Oktant console`;
  announce("");
}

/** A part of an address; one that is wrongly encoded as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
