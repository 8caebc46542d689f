// Calls of a page in Chromium. The page comes from a server that forwards all else to the org, so both have one origin.
import { mkdtempSync, rmSync } from "node:fs";
import { request as send } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "../../../bindings-wasm/npm/test/launch.mjs";
import { files, listen } from "../../../bindings-wasm/npm/test/servers.mjs";

/** Opens the page. */
export async function open(org) {
  const serve = files([["/page/", fileURLToPath(new URL("../../../", import.meta.url))]]);
  const { server, origin } = await listen((request, response) => {
    if (serve(request, response)) return;
    if (request.url === "/favicon.ico") return response.writeHead(404).end();
    const { method, url, headers } = request;
    request.pipe(send(new URL(url, org), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(response);
    }));
  });
  const profile = mkdtempSync(join(tmpdir(), "oktant-replay-"));
  const browser = await launch(profile);
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(error.stack));
  await page.goto(`${origin}/page/tests/replay/node/page.html`);
  const settings = { orgUrl: origin, token: "00replay", maxRetries: 0, pacing: false };
  return {
    perform: (call) => page.evaluate(([settings, call]) => globalThis.perform(settings, call), [settings, call]),
    async end() {
      await browser.close();
      server.close();
      server.closeAllConnections();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
