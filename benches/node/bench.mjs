// Measures the npm package, the folder `dist` of another build, and the official SDK, against `fetch` with text, JSON.parse, a signal and
// a timeout: lists, small calls, imports, memory, sizes. `node bench.mjs SIMULATOR MODULES [DIST]`; MODULES is a folder that has what
// package.json names.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { floor, official, oktant, versionOf } from "./clients.mjs";
import { emit, median } from "./figures.mjs";
import { sizes } from "./sizes.mjs";

const [simulator, folder, other] = process.argv.slice(2);
const modules = join(folder, "package.json");
const token = "00benchTokenBenchTokenBenchTokenBenchTokn";
const npm = fileURLToPath(new URL("../../bindings-wasm/npm", import.meta.url));
const builds = { oktant: join(npm, "dist"), ...(other && { other: resolve(other) }) };
const OFFICIAL = "@okta/okta-sdk-nodejs";
const FLOOR = "fetch + JSON.parse";
const peers = { [FLOOR]: `of Node ${process.versions.node}`, [OFFICIAL]: versionOf(modules, OFFICIAL) };

await withOrg(10_000, async (url) => {
  const clients = { [FLOOR]: floor(url, token) };
  for (const [name, dist] of Object.entries(builds)) clients[name] = await oktant(dist, url, token);
  const { id } = (await clients[FLOOR].page(`${url}/api/v1/users?limit=1`)).items[0];
  await inTurns("one small call", clients, 1_000, 9, (client) => client.user(id));
  clients[OFFICIAL] = official(modules, url, token);
  await inTurns("10,000 users", clients, 1, 9, async (client) => {
    const count = await client.users();
    if (count !== 10_000) throw new Error(`${count} users`);
  });
});
imports();
await memory(1_000_000);
await sizes(npm, modules);

/** Runs something with the URL of a simulated org. */
async function withOrg(users, run) {
  const org = spawn(simulator, ["--users", String(users), "--seed", "42", "--token", token, "--rate-limit", "100000000"], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    await run(String((await once(org.stdout, "data"))[0]).match(/http:\S+/)[0]);
  } finally {
    org.kill();
  }
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
  compared(what, "ms", Object.fromEntries(Object.entries(taken).map(([name, { wall }]) => [name, wall])));
}

/** A figure for each peer. */
function compared(what, unit, taken) {
  for (const [name, version] of Object.entries(peers)) {
    if (taken[name]) emit(what, unit, taken.oktant, { name, version, theirs: taken[name] });
  }
}

/** Time and memory of a process that imports a client and makes one, over those of a process that does nothing. */
function imports() {
  const make = (dist) => `const { Client } = await import(${JSON.stringify(pathToFileURL(`${dist}/node.js`))}); await new Client({ orgUrl: "https://example.okta.com", token: "${token}" }).ready();`;
  const programs = { "bare Node": "" };
  for (const [name, dist] of Object.entries(builds)) programs[name] = make(dist);
  programs[OFFICIAL] = `const { createRequire } = await import("node:module"); const { Client } = createRequire(${JSON.stringify(modules)})("${OFFICIAL}"); new Client({ orgUrl: "https://example.okta.com", token: "${token}" });`;
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
  const over = (name) => taken[name].rss.map((rss) => rss - bare);
  for (const [name, { ms }] of Object.entries(taken)) {
    console.log(`import and a client, ${name}: ${median(ms).toFixed(0)} ms, ${median(over(name)).toFixed(1)} MB over bare Node`);
  }
  compared("import and a client", "ms", { oktant: taken.oktant.ms, [OFFICIAL]: taken[OFFICIAL].ms });
  compared("memory of the import, over bare Node", "MB", { oktant: over("oktant"), [OFFICIAL]: over(OFFICIAL) });
}

/** The memory of a process that reads so many users. */
async function memory(users) {
  await withOrg(users, (url) => {
    const taken = {};
    for (const name of ["oktant", "fetch"]) {
      const words = [fileURLToPath(new URL("memory.mjs", import.meta.url)), name, url, token, String(users), builds.oktant];
      const { stdout, stderr, status } = spawnSync(process.execPath, words, { encoding: "utf8" });
      if (status !== 0) throw new Error(stderr);
      taken[name] = [Number(stdout)];
      console.log(`memory, ${users.toLocaleString("en")} users, ${name}: ${taken[name][0].toFixed(1)} MB`);
    }
    compared(`memory, ${users.toLocaleString("en")} users`, "MB", { oktant: taken.oktant, [FLOOR]: taken.fetch });
  });
}
