// Measures the npm package, and the folder `dist` of another build, against `fetch` with text, JSON.parse, a signal and a timeout:
// lists, small calls, import. With the official SDK installed beside this file, its import too. `node bench.mjs SIMULATOR [DIST]`.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [simulator, other] = process.argv.slice(2);
const token = "00benchTokenBenchTokenBenchTokenBenchTokn";
const builds = { oktant: fileURLToPath(new URL("../../bindings-wasm/npm/dist", import.meta.url)) };
if (other) builds.other = resolve(other);

const org = spawn(simulator, ["--users", "10000", "--seed", "42", "--token", token, "--rate-limit", "100000000"], { stdio: ["ignore", "pipe", "inherit"] });
try {
  const url = String((await once(org.stdout, "data"))[0]).match(/http:\S+/)[0];
  const clients = { fetch: floor(url) };
  for (const [name, dist] of Object.entries(builds)) clients[name] = await client(dist, url);
  const [{ id }] = await clients.fetch.page(`${url}/api/v1/users?limit=1`).then(({ items }) => items);

  await inTurns("10,000 users", clients, 1, 9, async (client) => {
    const count = await client.users();
    if (count !== 10_000) throw new Error(`${count} users`);
  });
  await inTurns("a small call", clients, 1_000, 9, (client) => client.user(id));
} finally {
  org.kill();
}
imports();

/** What a program without an SDK does. */
function floor(url) {
  const page = async (target) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 30_000);
    try {
      const response = await fetch(target, { headers: { Authorization: `SSWS ${token}`, Accept: "application/json" }, signal: stop.signal });
      if (!response.ok) throw new Error(`status ${response.status}`);
      const items = JSON.parse(await response.text());
      return { items, next: response.headers.get("link")?.match(/<([^>]*)>; rel="next"/)?.[1] };
    } finally {
      clearTimeout(timer);
    }
  };
  const users = async () => {
    let count = 0;
    for (let next = `${url}/api/v1/users?limit=200`; next; ) {
      const { items, next: following } = await page(next);
      for (const user of items) count += user.id ? 1 : 0;
      next = following;
    }
    return count;
  };
  return { page, users, user: (id) => page(`${url}/api/v1/users/${id}`) };
}

async function client(dist, orgUrl) {
  const { Client } = await import(pathToFileURL(`${dist}/node.js`));
  const okta = new Client({ orgUrl, token });
  const users = async () => {
    let count = 0;
    for await (const user of okta.items("listUsers", { query: { limit: 200 } })) count += user.id ? 1 : 0;
    return count;
  };
  return { users, user: (id) => okta.call("getUser", { path: { id } }) };
}

/** Runs every client in each turn, so that other load affects all, and prints medians and ratios to the first. */
async function inTurns(what, clients, repeats, turns, run) {
  const taken = Object.fromEntries(Object.keys(clients).map((name) => [name, { wall: [], cpu: [] }]));
  // The first two turns compile.
  for (let turn = -2; turn < turns; turn++) {
    for (const [name, client] of Object.entries(clients)) {
      const [start, before] = [performance.now(), process.cpuUsage()];
      for (let repeat = 0; repeat < repeats; repeat++) await run(client);
      const { user, system } = process.cpuUsage(before);
      if (turn < 0) continue;
      taken[name].wall.push((performance.now() - start) / repeats);
      taken[name].cpu.push((user + system) / 1000 / repeats);
    }
  }
  const [first] = Object.values(taken);
  for (const [name, { wall, cpu }] of Object.entries(taken)) {
    const ratio = (times, base) => (median(base) / median(times)).toFixed(2);
    console.log(`${what}, ${name}: ${median(wall).toFixed(3)} ms (${ratio(wall, first.wall)} x fetch), CPU ${median(cpu).toFixed(3)} ms (${ratio(cpu, first.cpu)} x)`);
  }
}

/** Time and memory of a process that imports a client and makes one, over those of a process that does nothing. */
function imports() {
  const make = (dist) => `const { Client } = await import(${JSON.stringify(pathToFileURL(`${dist}/node.js`))}); await new Client({ orgUrl: "https://example.okta.com", token: "${token}" }).ready();`;
  const programs = { "bare Node": "" };
  for (const [name, dist] of Object.entries(builds)) programs[name] = make(dist);
  const official = resolveOfficial();
  if (official) programs["official SDK"] = `const { createRequire } = await import("node:module"); createRequire(${JSON.stringify(official)})("@okta/okta-sdk-nodejs");`;
  const taken = Object.fromEntries(Object.keys(programs).map((name) => [name, { ms: [], rss: [] }]));
  for (let turn = 0; turn < 9; turn++) {
    for (const [name, program] of Object.entries(programs)) {
      const measured = `const start = performance.now(); ${program} process.stdout.write(JSON.stringify([performance.now() - start, process.memoryUsage.rss() / 1e6]));`;
      const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", measured], { encoding: "utf8" });
      if (status !== 0) throw new Error(stderr);
      const [ms, rss] = JSON.parse(stdout);
      taken[name].ms.push(ms);
      taken[name].rss.push(rss);
    }
  }
  const bare = median(taken["bare Node"].rss);
  for (const [name, { ms, rss }] of Object.entries(taken)) {
    console.log(`import and a client, ${name}: ${median(ms).toFixed(0)} ms, ${(median(rss) - bare).toFixed(1)} MB over bare Node`);
  }
}

function resolveOfficial() {
  try {
    createRequire(import.meta.url).resolve("@okta/okta-sdk-nodejs");
    return import.meta.url;
  } catch {
    return undefined;
  }
}

function median(numbers) {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];
}
