// Takes the pictures of the docs: node test/screenshots.mjs FOLDER [BUILD]. All that they show is invented by the simulator.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import optimise, { init } from "@jsquash/oxipng/optimise.js";
import { open, start } from "./browser.mjs";
import { startOrg } from "./org.mjs";

const [folder, build] = process.argv.slice(2);
const ANN = "#/users?search=ann.lee";

/** What is done before a picture is taken, by its name. */
const PICTURES = {
  async users(open) {
    const page = await open("#/users");
    await page.locator("tbody tr").first().waitFor();
    return page;
  },

  async profile(open) {
    const page = await openAnn(open);
    await page.getByLabel("Badge badge").fill("B-42");
    await page.getByRole("button", { name: "Set Title to null" }).click();
    await page.evaluate(() => document.activeElement.blur());
    return page;
  },

  async error(open) {
    const page = await openAnn(open);
    await page.getByLabel("Email email").first().fill("ann.lee");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("alert").waitFor();
    return page;
  },

  async log(open, org) {
    await org.client().users.updateUser("ann.lee@example.com", { profile: { title: "Engineer" } });
    const page = await open("#/log");
    await page.locator(".log li").nth(7).waitFor();
    return page;
  },

  async traffic(open, org) {
    const page = await open("#/traffic");
    const job = org.client({ userAgent: "nightly-job/1.0" });
    await org.answerNext({ path: "/api/v1/users", method: "GET", status: 503, skip: 6 });
    for await (const { id } of job.users.listUsers({ limit: 20 }).take(160)) await job.userResources.listUserGroups(id);
    await job.users.getUser("nobody").catch(() => undefined);
    await page.getByLabel("How often").fill("130");
    await page.getByRole("button", { name: "Send" }).click();
    await page.locator("#waits").filter({ hasText: "another request now would exceed" }).waitFor();
    await page.getByText("0 of 100 left").nth(1).waitFor();
    await page.locator(".limits svg polyline").first().waitFor();
    return page;
  },
};

await init(
  await WebAssembly.compile(readFileSync(createRequire(import.meta.url).resolve("@jsquash/oxipng/codec/pkg/squoosh_oxipng_bg.wasm"))),
);
const browser = await start();
for (const colorScheme of ["light", "dark"]) {
  const org = await startOrg({ users: 1000 });
  for (const [name, prepare] of Object.entries(PICTURES)) {
    const page = await prepare((hash) => open(browser, org, hash, { build, colorScheme, reducedMotion: "reduce", height: 860 }), org);
    await page.evaluate(() => scrollTo(0, 0));
    const path = join(folder, `console-${name}-${colorScheme}.png`);
    const picture = await page.screenshot();
    const small = Buffer.from(await optimise(picture.buffer.slice(picture.byteOffset, picture.byteOffset + picture.length), { level: 3 }));
    writeFileSync(path, small);
    console.log(`${path}: ${small.length} bytes`);
    await page.close();
  }
  await org.close();
}
await browser.close();

async function openAnn(open) {
  const page = await open(ANN);
  await page.getByRole("link", { name: "Ann Lee" }).click();
  await page.getByLabel("Badge badge").waitFor();
  await page.locator("[aria-busy]").waitFor({ state: "detached" });
  return page;
}
