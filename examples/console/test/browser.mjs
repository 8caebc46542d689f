// A page of Chromium on the console of a simulated org, and what went wrong on it.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { launch } from "../../../bindings-wasm/npm/test/launch.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Starts Chromium with a new profile. */
export const start = () => launch("");

/**
 * Opens a view. `build`: the folder of a build, whose files replace those that the simulator has; `tokenless`: it gives no token.
 */
export async function open(browser, org, hash = "#/users", { build, tokenless, width = 1200, height = 800, ...media } = {}) {
  const page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(String(error.stack)));
  // An error status is a message of the console, too; the page shows it.
  page.on("console", (message) => message.type() === "error" && !/status of \d/.test(message.text()) && page.problems.push(message.text()));
  page.on("request", (request) => request.url().startsWith(org.url) || page.problems.push(`a request to ${request.url()}`));
  page.on("dialog", (dialog) => page.problems.push(`a dialog: ${dialog.message()}`));
  for (const name of build ? readdirSync(build) : [])
    await page.route(`**/console/${name}`, (route) => route.fulfill({ path: join(build, name) }));
  if (tokenless) await page.route("**/console/token", (route) => route.fulfill({ status: 403, json: {} }));
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: "light", ...media });
  await page.goto(`${org.url}/${hash}`);
  await page.waitForSelector("h1");
  return page;
}

/** What axe finds, by rule and element. */
export async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`));
}

/** Waits until a function of the page, or of the test, returns true. */
export async function until(check, what) {
  const end = Date.now() + 20_000;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
