// Runs the suite in Chromium against a simulated org: node test/run.mjs BUILD [NAME], the folder of a build
// of the page, and a part of the names of the tests to run. Prints the count at the end.
import assert from "node:assert/strict";
import { open, start } from "./browser.mjs";
import { startOrg } from "./org.mjs";
import { tests } from "./suite.mjs";

const [build, only = ""] = process.argv.slice(2);
const counts = { passed: 0, failed: 0 };
const org = await startOrg();
const browser = await start();
try {
  for (const [name, run] of Object.entries(tests)) if (name.includes(only)) await one(name, run, build);
  // The engine that the simulator has may be of an earlier build.
  if (only === "") await one("the engine that the simulator has lists users", tests["users are listed a page at a time, forth and back"]);
} finally {
  await browser.close();
  await org.close();
}
console.log(`chromium: ${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;

async function one(name, run, build) {
  const pages = [];
  const opened = async (hash, { tokenless, ...options } = {}) => {
    const page = await open(browser, org, hash, { build, tokenless, ...options });
    pages.push(page);
    page.end = async () => {
      assert.deepEqual(page.problems, []);
      await page.close();
    };
    return page;
  };
  try {
    await org.reset();
    await run({ org, browser, open: opened });
    for (const page of pages) if (!page.isClosed()) await page.end();
    counts.passed += 1;
  } catch (error) {
    counts.failed += 1;
    console.log(`failed: ${name}: ${error.stack}`);
    for (const page of pages) await page.close();
  }
}
