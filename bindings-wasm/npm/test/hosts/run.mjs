// Runs the package, packed and installed as a user has it, in every host, where it lists the users of the simulator. Prints what each
// host is and did, and the counts. `run.mjs consumers` runs what takes longer to install.
import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { launch } from "../launch.mjs";
import { listen, start, TOKEN } from "../servers.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const work = join(here, "work");
const only = process.argv[3];
const counts = { node: { passed: 0, failed: 0, skipped: 0 }, chromium: { passed: 0, failed: 0, skipped: 0 } };
const run = promisify(execFile);
await installHosts(process.argv[2] === "consumers");
const { consumers, hosts } = await import("./hosts.mjs");
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
for (const [name, { passed, failed, skipped }] of Object.entries(counts)) console.log(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = counts.node.failed + counts.chromium.failed > 0 || counts.node.passed === 0 ? 1 : 0;

/** Installs the hosts, if they are not. */
async function installHosts(all) {
  const lock = createHash("sha256").update(readFileSync(join(here, "package-lock.json"))).digest("hex");
  const mark = join(here, "node_modules/.installed");
  const installed = existsSync(mark) ? readFileSync(mark, "utf8") : "";
  if (installed === `${lock} all` || (installed === lock && !all)) return;
  console.log("installing hosts and bundlers into npm/test/hosts/node_modules");
  await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", ...(all ? [] : ["--omit=dev"])], { cwd: here });
  writeFileSync(mark, all ? `${lock} all` : lock);
}

/** Packs the package, and installs it into the folder above all projects. */
async function install() {
  rmSync(work, { recursive: true, force: true });
  cpSync(join(here, "projects"), work, { recursive: true });
  await run("npm", ["pack", "--pack-destination", work, "--ignore-scripts"], { cwd: join(here, "../..") });
  // As npm does it; what it depends on is in the folder above, pinned.
  const place = join(work, "node_modules/oktant");
  mkdirSync(place, { recursive: true });
  const packed = readdirSync(work).find((name) => name.endsWith(".tgz"));
  cpSync(join(here, "../../../../examples/browser"), join(work, "browser"), { recursive: true });
  cpSync(join(work, "between"), join(work, "node_modules/between"), { recursive: true });
  await run("tar", ["-xzf", join(work, packed), "-C", place, "--strip-components=1"]);
}

async function one({ name, project, steps, page, file, drive = result, check = listed }) {
  const count = counts[page ? "chromium" : "node"];
  const seen = [];
  try {
    const cwd = join(work, project);
    if (steps.some(([command]) => command === undefined)) {
      counts.node.skipped += 1;
      return console.log(`skipped: ${name}: there is no such package for this platform`);
    }
    // The settings are in the environment, or in a file.
    const given = file ? withoutSettings(env) : env;
    if (file) writeFileSync(join(cwd, "okta.yaml"), `okta:\n  client:\n    orgUrl: ${servers.home}\n    token: ${TOKEN}\n`);
    for (const [command, ...args] of steps) {
      const { stdout } = await run(command, args, { cwd, env: given, timeout: 300_000, maxBuffer: 1 << 26 });
      const last = stdout.trimEnd().split("\n").at(-1);
      if (last.startsWith("{")) seen.push(JSON.parse(last));
    }
    if (page) seen.push(await open(`${servers.home}/__test/test/hosts/work/${project}/${page}#${TOKEN}`, drive));
    const what = await check({ seen: seen.at(-1), cwd, env, expected, serve, visit });
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

/** Opens a page of another server in front of which the org stands, so that both have one origin. */
async function visit(origin) {
  const { server, origin: front } = await listen((request, response) => {
    const target = new URL(request.url.startsWith("/api/v1/") ? servers.home : origin);
    const { method, headers, url: path } = request;
    const passed = http.request({ host: target.hostname, port: target.port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    passed.on("error", () => response.destroy());
    request.pipe(passed);
  });
  try {
    return await open(`${front}/#${TOKEN}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function result(page) {
  return page.waitForFunction(() => globalThis.result !== undefined, undefined, { timeout: 60_000 }).then(() => page.evaluate(() => globalThis.result));
}

async function open(url, drive = result) {
  if (!browser) {
    const profile = mkdtempSync(join(tmpdir(), "oktant-hosts-"));
    browser = { profile, context: await launch(profile) };
  }
  const page = await browser.context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  try {
    await page.goto(url);
    return await drive(page, { org: servers.home, app: servers.apps });
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
