// Runs the package, packed and installed as a user has it, in every host, where it lists the users of the simulator. Prints what each
// host is and did, and the counts. `run.mjs consumers` runs what takes longer to install.
import { execFile, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { launch } from "../launch.mjs";
import { start, TOKEN } from "../servers.mjs";
import { consumers, hosts } from "./hosts.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const work = join(here, "work");
const only = process.argv[3];
const counts = { node: { passed: 0, failed: 0 }, chromium: { passed: 0, failed: 0 } };
const run = promisify(execFile);
const servers = await start(process.env.OKTANT_SIMULATOR);
const env = { ...withoutSettings(process.env), OKTA_CLIENT_ORGURL: servers.home, OKTA_CLIENT_TOKEN: TOKEN, NO_COLOR: "1" };
const expected = await active();
let browser;

try {
  await install();
  for (const host of process.argv[2] === "consumers" ? consumers : hosts) {
    if (!only || host.name.includes(only)) await one(host);
  }
} finally {
  await browser?.context.close();
  if (browser) rmSync(browser.profile, { recursive: true, force: true });
  servers.end();
}
for (const [name, { passed, failed }] of Object.entries(counts)) console.log(`${name}: ${passed} passed, ${failed} failed`);
process.exitCode = counts.node.failed + counts.chromium.failed > 0 || counts.node.passed === 0 ? 1 : 0;

/** Packs the package, and installs it into the folder above all projects. */
async function install() {
  rmSync(work, { recursive: true, force: true });
  cpSync(join(here, "projects"), work, { recursive: true });
  writeFileSync(join(work, "package.json"), '{ "private": true }');
  await run("npm", ["pack", "--pack-destination", work, "--ignore-scripts"], { cwd: join(here, "../..") });
  const packed = readdirSync(work).find((name) => name.endsWith(".tgz"));
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", "--no-save", "--omit=peer", `./${packed}`], { cwd: work });
}

async function one({ name, project, steps, page, check = listed }) {
  const count = counts[page ? "chromium" : "node"];
  const seen = [];
  try {
    const cwd = join(work, project);
    for (const [command, ...args] of steps ?? []) {
      const { stdout } = await run(command, args, { cwd, env, timeout: 300_000, maxBuffer: 1 << 26 });
      const last = stdout.trimEnd().split("\n").at(-1);
      if (last.startsWith("{")) seen.push(JSON.parse(last));
    }
    if (page) seen.push(await open(`${servers.home}/__test/test/hosts/work/${project}/${page}#${TOKEN}`));
    const what = await check({ seen: seen.at(-1), cwd, env, expected, serve });
    count.passed += 1;
    console.log(`${name}: ${seen.map(({ host }) => host).join(", ")}: ${what}`);
  } catch (error) {
    count.failed += 1;
    console.log(`failed: ${name}: ${error.stderr || error.stdout || error.stack}`);
  }
}

/** What a host says that has listed the users of the org. */
function listed({ seen: { users } }) {
  if (users !== expected) throw new Error(`it listed ${users} users of ${expected}`);
  return `${users} users`;
}

async function open(url) {
  if (!browser) {
    const profile = mkdtempSync(join(tmpdir(), "oktant-hosts-"));
    browser = { profile, context: await launch(profile) };
  }
  const page = await browser.context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  try {
    await page.goto(url);
    await page.waitForFunction(() => globalThis.result !== undefined, undefined, { timeout: 60_000 });
    return await page.evaluate(() => globalThis.result);
  } catch (error) {
    throw new Error([String(error), ...errors].join("\n"));
  } finally {
    await page.close();
  }
}

/** Starts a program that serves on a free port, which `address` finds in what it prints; `use` gets its origin. */
async function serve(command, args, { cwd, env, address, use }) {
  const program = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const port = new Promise((resolve, reject) => {
    const read = (line) => {
      said += `${line}\n`;
      const found = address(line);
      if (found) resolve(found);
    };
    for (const stream of [program.stdout, program.stderr]) createInterface(stream).on("line", read);
    program.once("error", reject);
    program.once("exit", (code) => reject(new Error(`it ended with ${code}: ${said}`)));
  });
  try {
    return await use(`http://127.0.0.1:${await port}`, program);
  } catch (error) {
    throw new Error(`${error.stack}\n${said}`);
  } finally {
    program.kill();
  }
}

async function active() {
  let [url, users] = [`${servers.home}/api/v1/users?limit=200&search=${encodeURIComponent('status eq "ACTIVE"')}`, 0];
  while (url) {
    const response = await fetch(url, { headers: { Authorization: `SSWS ${TOKEN}` } });
    users += (await response.json()).length;
    url = /<([^>]+)>; rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
  }
  if (users === 0) throw new Error("the org has no active users");
  return users;
}

function withoutSettings(variables) {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !name.startsWith("OKTA_")));
}
