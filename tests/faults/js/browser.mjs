// Passes commands on to a page of Chromium, which has an origin of its own, and writes the outcomes.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { launch } from "../../../bindings-wasm/npm/test/launch.mjs";
import { files, listen } from "../../../bindings-wasm/npm/test/servers.mjs";

const write = (row) => process.stdout.write(`${JSON.stringify(row)}\n`);
const serve = files([["/", fileURLToPath(new URL("../../..", import.meta.url))]]);
const { server, origin } = await listen((request, response) => serve(request, response) || response.writeHead(404).end());
const profile = mkdtempSync(join(tmpdir(), "oktant-faults-"));
const browser = await launch(profile);
try {
  const page = await browser.newPage();
  page.on("console", (message) => write({ log: message.text() }));
  page.on("pageerror", (error) => write({ log: String(error.stack) }));
  await page.goto(`${origin}/tests/faults/js/page.html`);
  await page.waitForFunction(() => globalThis.take !== undefined);
  write({ ready: true, typed: false });
  for await (const line of createInterface(process.stdin)) {
    page.evaluate((command) => globalThis.take(command), JSON.parse(line)).then((row) => row && write(row), () => undefined);
  }
} finally {
  await browser.close();
  server.close();
  server.closeAllConnections();
  rmSync(profile, { recursive: true, force: true });
}
process.exit(0);
