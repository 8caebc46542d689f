// Runs the suite on a page of Chromium and the vectors in a worker of it; prints the count at the end.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { vectors } from "./files.mjs";
import { launch } from "./launch.mjs";
import { start, TOKEN } from "./servers.mjs";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url)));
const table = readFileSync(fileURLToPath(new URL("../../../core/src/generated/operations.txt", import.meta.url)), "utf8");

const counts = { passed: 0, failed: 0 };
const profile = mkdtempSync(join(tmpdir(), "oktant-chromium-"));
const servers = await start(process.env.OKTANT_SIMULATOR);
let browser;
try {
  browser = await launch(profile);
  const page = await browser.newPage();
  await page.goto(`${servers.home}/__test/test/page.html`);
  await page.evaluate((bare) => globalThis.open_(bare), { home: servers.home, odd: servers.odd, apps: servers.apps, token: TOKEN, table, isBrowser: true });
  for (const name of await page.evaluate(() => globalThis.names())) {
    report(name, await within(60_000, page.evaluate((name) => globalThis.run(name), name)));
  }
  report("100,000 users that were read leave nothing behind", await within(120_000, memory(page)));
  for (const [name, vector] of vectors("chromium")) {
    report(name, await within(60_000, page.evaluate(([vector, version]) => globalThis.play(vector, version), [vector, version])));
  }
} catch (error) {
  report("the browser", String(error?.stack ?? error));
} finally {
  await browser?.close();
  servers.end();
  rmSync(profile, { recursive: true, force: true });
}
console.log(`chromium: ${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed === 0 && counts.passed > 0 ? 0 : 1);

function report(name, difference) {
  counts[difference ? "failed" : "passed"] += 1;
  if (difference) console.log(`failed: ${name}: ${difference}`);
}

/** The org has 1,000 users, and those of other tests. */
async function memory(page) {
  const inspector = await page.context().newCDPSession(page);
  const used = async () => {
    await inspector.send("HeapProfiler.collectGarbage");
    const { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 } = await inspector.send("Runtime.getHeapUsage");
    return usedSize + embedderHeapUsedSize + backingStorageSize;
  };
  await page.evaluate(() => globalThis.readUsers(10));
  const before = await used();
  const users = await page.evaluate(() => globalThis.readUsers(100));
  const grown = (await used()) - before;
  if (users < 100_000) return `${users} users`;
  return grown > 2_000_000 ? `${grown} bytes` : undefined;
}

async function within(ms, promise) {
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(() => resolve(`not done within ${ms} ms`), ms)));
  try {
    return await Promise.race([promise.catch((error) => String(error?.stack ?? error)), late]);
  } finally {
    clearTimeout(timer);
  }
}
