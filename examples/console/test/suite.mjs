// What the page does, as a user meets it.
import assert from "node:assert/strict";
import { until, violations } from "./browser.mjs";
import { MARKUP } from "./org.mjs";

const ANN = "#/users?search=ann.lee";
const text = (page, selector) => page.locator(selector).innerText();
const shows = (page, range) => page.locator(".pager").getByText(range, { exact: true }).waitFor();
const names = (page) => page.locator("tbody th").allInnerTexts();
const lists = async (org) => (await org.requests({ method: "GET", path: "/api/v1/users" })).map(({ query }) => query);

/** Opens Ann Lee, from the list. */
async function openAnn(open) {
  const page = await open(ANN);
  await page.getByRole("link", { name: "Ann Lee" }).click();
  await page.getByLabel("Title title").waitFor();
  await page.locator("[aria-busy]").waitFor({ state: "detached" });
  return page;
}

/** What the org has of Ann Lee. */
async function ann(org) {
  const [found] = (await org.client().users.listUsers({ search: 'profile.login eq "ann.lee@example.com"' })).items;
  return found.profile;
}

/** The address of each view, what is there when it is ready, and what is done to it. */
const VIEWS = [
  ["#/users", "tbody tr"],
  ["#/users?search=nobody", ".empty"],
  [
    "#/users",
    "tbody tr",
    async (page) => {
      await page.locator("#about").click();
      await page.getByRole("dialog").waitFor();
    },
  ],
  [
    ANN,
    "tbody a",
    async (page) => {
      await page.getByRole("link", { name: "Ann Lee" }).click();
      await page.getByLabel("Show the").check();
      await page.getByLabel("Title title").fill("");
      await page.getByLabel("Email email").first().fill("x");
      await page.locator("[aria-busy]").waitFor({ state: "detached" });
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("alert").waitFor();
    },
  ],
  ["#/users/nobody", ".error"],
  ["#/log", ".log li"],
  [
    "#/traffic",
    ".bars",
    async (page) => {
      await page.locator("tbody tr").first().waitFor();
      await page.locator(".limits meter").first().waitFor();
    },
  ],
  [
    "#/traffic",
    "tbody tr",
    async (page) => {
      await page.locator("tbody button").first().click();
      await page.getByRole("dialog").waitFor();
    },
  ],
];

/** Each gets the org, as it began, and what opens a view. */
export const tests = {
  async "users are listed a page at a time, forth and back"({ open, org }) {
    const page = await open();
    await shows(page, "Users 1 to 15");
    const first = await names(page);
    await page.getByRole("button", { name: "Next" }).click();
    await shows(page, "Users 16 to 30");
    assert.equal((await names(page)).filter((name) => first.includes(name)).length, 0);
    await page.getByRole("button", { name: "Next" }).click();
    await shows(page, "Users 31 to 42");
    assert.equal(await page.getByRole("button", { name: "Next" }).getAttribute("aria-disabled"), "true");
    const requests = (await lists(org)).length;
    await page.getByRole("button", { name: "Next" }).press("Enter");
    assert.equal((await lists(org)).length, requests);
    await page.getByRole("button", { name: "Previous" }).click();
    await shows(page, "Users 16 to 30");
    await page.getByRole("button", { name: "Previous" }).click();
    await shows(page, "Users 1 to 15");
    assert.deepEqual(await names(page), first);
  },

  async "what is typed is searched once, when typing rests"({ open, org }) {
    const page = await open();
    await shows(page, "Users 1 to 15");
    await page.getByLabel("Search").pressSequentially("ann l");
    await shows(page, "Users 1 to 1");
    assert.deepEqual(await names(page), ["Ann Lee"]);
    assert.equal((await lists(org)).length, 2);
    assert.equal(new URL(page.url()).hash, "#/users?search=ann+l");
    await page.getByLabel("Search").fill(`no "such\\ name`);
    await page.getByText("No user is like that.").waitFor();
    await page.getByLabel("Search").fill("");
    await page.getByLabel("Status").selectOption("SUSPENDED");
    await page.getByRole("row", { name: "Suspended" }).first().waitFor();
    assert.deepEqual(new Set(await page.locator("tbody .badge").allInnerTexts()), new Set(["Suspended"]));
  },

  async "a user has groups and apps"({ open }) {
    const page = await openAnn(open);
    assert.equal(await text(page, "h1"), "Ann Lee");
    assert.match(await page.getByRole("region", { name: "Groups" }).innerText(), /Everyone[^]*On call\nWho answers at night/);
    assert.match(await page.getByRole("region", { name: "Apps" }).innerText(), /Wiki\nBookmark, active[^]*Payroll/);
    assert.match(await page.title(), /^Ann Lee/);
  },

  async "an attribute is set, emptied to null, or left out"({ open, org }) {
    const page = await openAnn(open);
    const state = (name) => text(page, `#state-${name}`);
    assert.deepEqual([await state("title"), await state("mobilePhone"), await state("level")], ["set", "null", "absent"]);
    assert.equal(await page.getByLabel("Nick name nickName").isVisible(), false);
    await page.getByLabel("Show the").check();
    assert.equal(await state("nickName"), "absent");
    await page.getByLabel("City city").fill("");
    await page.getByRole("button", { name: "Set Title to null" }).click();
    await page.getByLabel("Level level").fill("3");
    await page.getByLabel("Languages languages").fill("de\nit\n");
    await page.getByLabel("On call onCall").selectOption("false");
    await page.getByLabel("Nick name nickName").fill("Annie");
    await page.getByLabel("Last name lastName").fill("Other");
    await page.getByRole("button", { name: "Leave out Last name" }).click();
    assert.deepEqual(
      [await state("title"), await state("level"), await state("lastName"), await state("languages")],
      ["set → null", "absent → set", "set", "new value"],
    );
    const sent = { profile: { level: 3, onCall: false, languages: ["de", "it"], title: null, nickName: "Annie", city: null } };
    assert.deepEqual(JSON.parse(await page.getByLabel("What is sent").innerText()), sent);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved. Request ID").waitFor();
    const [update, ...others] = await org.requests({ method: "POST", path: "/api/v1/users/{}" });
    assert.deepEqual([update.body, others], [sent, []]);
    assert.ok((await text(page, ".summary")).includes(update.requestId));
    const profile = await ann(org);
    const { level, onCall, languages, nickName, lastName, badge } = profile;
    assert.deepEqual(
      { level, onCall, languages, nickName, lastName, badge },
      { level: 3, onCall: false, languages: ["de", "it"], nickName: "Annie", lastName: "Lee", badge: "B-100042" },
    );
    const kept = (name) => (!Object.hasOwn(profile, name) ? "absent" : profile[name] === null ? "null" : "set");
    for (const name of ["title", "city", "level", "nickName"]) assert.equal(await state(name), kept(name), name);
    assert.ok(["null", "absent"].includes(kept("title")));
  },

  async "what is no number is not taken for null"({ open, org }) {
    const page = await openAnn(open);
    await page.getByLabel("Level level").pressSequentially("3-");
    await page.getByRole("button", { name: "Save" }).click();
    assert.equal(await page.evaluate(() => document.activeElement?.id), "attribute-level");
    assert.deepEqual(await org.requests({ method: "POST", path: "/api/v1/users/{}" }), []);
  },

  async "markup in a name or an attribute is text"({ open }) {
    const page = await open("#/users?search=mark@");
    await page.getByRole("link", { name: MARKUP }).click();
    await page.getByLabel("Badge badge").waitFor();
    assert.equal(await text(page, "h1"), `${MARKUP} <b>Up</b>`);
    assert.equal(await page.getByLabel("Badge badge").inputValue(), MARKUP);
    await page.getByLabel("City city").waitFor({ state: "attached" });
    assert.equal(await page.locator("main img, main b").count(), 0);
  },

  async "an error says what happened, with the request ID, and keeps what was typed"({ open, org }) {
    const page = await openAnn(open);
    await page.getByLabel("Email email", { exact: false }).first().fill("x");
    await page.getByLabel("Email email", { exact: false }).first().press("Enter");
    const error = page.getByRole("alert");
    await error.waitFor();
    const [refused] = await org.requests({ method: "POST", path: "/api/v1/users/{}", status: 400 });
    const shown = await error.innerText();
    for (const part of [
      "The org refused the request",
      "api",
      "400",
      "E0000001",
      "email: Does not match required pattern",
      refused.requestId,
    ]) {
      assert.ok(shown.includes(part), `${part} in ${shown}`);
    }
    assert.equal(await error.evaluate((element) => element === document.activeElement), true);
    assert.equal(await page.getByLabel("Email email", { exact: false }).first().inputValue(), "x");
  },

  async "what failed is tried again"({ open, org }) {
    await org.answerNext({ method: "GET", path: "/api/v1/users/{}", status: 404, skip: 1 });
    const page = await open(ANN);
    await page.getByRole("link", { name: "Ann Lee" }).click();
    await page.getByRole("alert").filter({ hasText: "E0000008" }).waitFor();
    await page.getByRole("button", { name: "Try again" }).press("Enter");
    await page.getByLabel("Title title").waitFor();
    assert.equal(await page.getByRole("alert").count(), 0);
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("aria-label")), "Profile");
    const broken = await open("#/users/%E0");
    await broken.getByRole("alert").first().waitFor();
  },

  async "a wait before a retry is shown while it lasts"({ open, org }) {
    await org.answerNext({ method: "GET", path: "/api/v1/users", status: 503 });
    const page = await open();
    await page.locator("#waits").filter({ hasText: "listUsers: a request failed and is sent again" }).waitFor();
    await shows(page, "Users 1 to 15");
    await page.locator("#waits").waitFor({ state: "hidden" });
  },

  async "with pacing calls wait before a limit is exceeded, and without it the org refuses some"({ open, org }) {
    const page = await open("#/traffic");
    const limited = async () => (await org.requests({ status: 429 })).length;
    await page.getByLabel("How often").fill("120");
    await page.getByRole("button", { name: "Send" }).click();
    await page.locator("#waits").filter({ hasText: "another request now would exceed the rate limit" }).waitFor();
    await page.getByText("0 of 100 left").first().waitFor();
    await page.locator("progress[aria-label^='Waiting']").first().waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await page.locator("#waits").waitFor({ state: "hidden" });
    assert.equal(await limited(), 0);
    await page.getByLabel("Wait before").uncheck();
    await page.getByRole("button", { name: "Send" }).click();
    await page.locator("#waits").filter({ hasText: "the org answered 429: the rate limit is used up" }).waitFor();
    await until(limited, "a 429");
    await page.getByRole("button", { name: "Stop" }).click();
    await page
      .locator(".legend")
      .filter({ hasText: /429 [1-9]/ })
      .waitFor();
  },

  async "the traffic shows who sent what"({ open, org }) {
    const page = await open("#/traffic");
    await org.client({ userAgent: "nightly-job/1.0" }).users.getUser("me");
    const row = page.getByRole("row").filter({ hasText: "nightly-job/1.0" });
    await row.waitFor();
    await page.getByRole("row").filter({ hasText: "this page" }).first().waitFor();
    await page.locator("svg[aria-label^='Requests a second']").waitFor();
    const button = row.getByRole("button");
    await button.click();
    const dialog = page.getByRole("dialog");
    assert.match(await dialog.innerText(), /GET \/api\/v1\/users\/me[^]*"authorization": "SSWS \*\*\*\*"/);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    assert.equal(await button.evaluate((element) => element === document.activeElement), true);
  },

  async "the next answers are scripted"({ open, org }) {
    const page = await open("#/traffic");
    await page.getByLabel("Answer", { exact: true }).selectOption("500 Internal Server Error");
    await page.getByRole("button", { name: "Script" }).click();
    await page.locator(".done").filter({ hasText: "Next for GET /api/v1/users/{}: 500 Internal Server Error, once." }).waitFor();
    const response = await fetch(`${org.url}/api/v1/users/me`, { headers: { Authorization: `SSWS ${org.token}` } });
    assert.equal(response.status, 500);
    await page.getByLabel("Path", { exact: true }).fill("api/v1");
    await page.getByRole("button", { name: "Script" }).click();
    await page.getByRole("alert").filter({ hasText: "has no / at its start" }).waitFor();
  },

  async "the system log is followed, paused, and followed again"({ open, org }) {
    const page = await open("#/log");
    await page.getByText("Following").waitFor();
    const create = (login) =>
      org.client().users.createUser({ profile: { login, email: login, firstName: MARKUP, lastName: "Lee" } }, { activate: false });
    await create("one@example.com");
    const created = (login) =>
      page.getByRole("log").getByRole("listitem").filter({ hasText: "user.lifecycle.create" }).filter({ hasText: login });
    await created("one@example.com").waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    await page.locator(".toolbar").getByText("Paused").waitFor();
    await create("two@example.com");
    await page.getByRole("button", { name: "Follow again" }).click();
    const newest = created("two@example.com");
    await newest.getByText("Event", { exact: true }).click();
    assert.match(await newest.getByLabel("The event as JSON").innerText(), /"alternateId": "two@example\.com"/);
    assert.equal(await created("one@example.com").count(), 1);
    assert.equal(await page.locator("main img").count(), 0);
  },

  async "where the simulator gives no token, the page asks for it"({ open, org }) {
    const page = await open("#/users", { tokenless: true });
    await page.getByLabel("Token of the simulated org").fill("00wrong");
    await page.getByRole("button", { name: "Open" }).click();
    await page.getByRole("alert").filter({ hasText: "401" }).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByLabel("Token of the simulated org").fill(org.token);
    await page.getByRole("button", { name: "Open" }).click();
    await shows(page, "Users 1 to 15");
    assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length), 0);
  },

  async "all is done by keyboard"({ open, org }) {
    const page = await open(ANN);
    await page.getByRole("link", { name: "Ann Lee" }).waitFor();
    const focused = () =>
      page.evaluate(
        () => document.activeElement?.getAttribute("aria-label") ?? (document.activeElement?.id || document.activeElement?.textContent),
      );
    const order = [];
    for (let key = 0; key < 9; key += 1) {
      await page.keyboard.press("Tab");
      order.push(await focused());
      const ring = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
      assert.equal(ring, "solid", order.at(-1));
    }
    assert.deepEqual(order, [
      "Skip to the content",
      "Oktant console",
      "Users",
      "System log",
      "Traffic",
      "about",
      "search",
      "status",
      "Ann Lee",
    ]);
    await page.keyboard.press("Enter");
    await page.getByLabel("Badge badge").waitFor();
    assert.equal(await focused(), "Ann Lee");
    await page.locator("[aria-busy]").waitFor({ state: "detached" });
    const reach = async (id) => {
      for (let key = 0; key < 80 && (await focused()) !== id; key += 1) await page.keyboard.press("Tab");
      assert.equal(await focused(), id);
    };
    await reach("attribute-badge");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("B-7");
    await reach("Leave out Badge");
    await page.keyboard.press("Enter");
    assert.equal(await focused(), "attribute-badge");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("B-8");
    await reach("Save");
    await page.keyboard.press("Enter");
    await page.getByText("Saved. Request ID").waitFor();
    assert.equal((await ann(org)).badge, "B-8");
    await page.keyboard.press("Shift+Tab");
    await page.locator("#about").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    for (let key = 0; key < 6; key += 1) {
      await page.keyboard.press("Tab");
      assert.ok(
        await page.evaluate(
          () => document.activeElement === document.body || document.querySelector("dialog").contains(document.activeElement),
        ),
      );
    }
    await page.keyboard.press("Escape");
    assert.equal(await focused(), "about");
    await page.locator(".skip").focus();
    await page.keyboard.press("Enter");
    assert.equal(await focused(), "main");
  },

  async "axe finds nothing, and nothing is cut off, in every view, light and dark, wide and narrow"({ open, org }) {
    await org.answerNext({ method: "GET", path: "/api/v1/users/nobody", status: 404, times: 4 });
    await org.client().users.updateUser("ann.lee@example.com", { profile: { nickName: null } });
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [1200, 320]) {
        for (const [hash, ready, act] of VIEWS) {
          const page = await open(hash, { width, colorScheme, reducedMotion: "reduce" });
          await page.locator(ready).first().waitFor();
          await act?.(page);
          const where = `${hash}, ${colorScheme}, ${width}`;
          assert.deepEqual(await violations(page), [], where);
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${where}: it scrolls sideways`);
          assert.equal(await page.evaluate(() => document.getAnimations().length), 0, where);
          await page.end();
        }
      }
    }
  },
};
