// Lists and searches users. The page has no secret of its own: an access token of the signed-in user stays in its memory.
import { Client } from "oktant";

const [form, section] = [document.forms[0], document.querySelector("section")];
const [search, list, more] = ["input", "ul", "button"].map((name) => section.querySelector(name));
const [status, alert] = ["status", "alert"].map((role) => document.querySelector(`[role=${role}]`));

let okta;
/** The pages of the last search, and what ends it. */
let [pages, stop] = [];

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { org, token } = form.elements;
  attempt(async () => {
    // A page that signs users in gives `bearer: () => auth.getAccessToken()` here.
    okta = await Client.create({ orgUrl: org.value, bearer: () => token.value });
    await start();
    form.hidden = true;
    section.hidden = false;
  });
});
search.addEventListener("input", () => attempt(start));
more.addEventListener("click", () => attempt(next));

/** Starts a search; one that still runs is aborted. */
async function start() {
  stop?.abort();
  stop = new AbortController();
  // In quotes, a backslash stands before a quote and a backslash.
  const text = JSON.stringify(search.value);
  const terms = ["profile.firstName", "profile.lastName", "profile.email"].map((name) => `${name} sw ${text}`);
  const query = search.value ? { search: terms.join(" or ") } : {};
  pages = okta.users.listUsers({ ...query, limit: 50 }, { signal: stop.signal }).pages();
  list.replaceChildren();
  await next();
}

/** Shows the next page. */
async function next() {
  const { signal } = stop;
  const { value, done } = await pages.next();
  if (signal.aborted) return;
  for (const { profile } of value?.items ?? []) {
    const item = document.createElement("li");
    item.textContent = `${profile.firstName} ${profile.lastName}, ${profile.email}`;
    list.append(item);
  }
  more.hidden = done || value.cursor === undefined;
  status.textContent = `${list.children.length} users${more.hidden ? "" : " so far"}`;
}

async function attempt(action) {
  alert.textContent = "";
  try {
    await action();
  } catch (error) {
    if (error.kind !== "cancelled") alert.textContent = error.message;
  }
}
