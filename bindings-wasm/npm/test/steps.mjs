// The overhead of the engine: CPU time of calls over a fetch that responds at once, and of the same work without the engine.
// `node steps.mjs [DIST]` also measures another build, in turns with this one: its folder `dist`.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const body = '{"id":"00u1"}';
globalThis.fetch = async () => new Response(body, { headers: { "Content-Type": "application/json" } });
const variants = { bare: async () => JSON.parse(await (await fetch()).text()) };
for (const [name, dist] of [["engine", new URL("../dist", import.meta.url)], ["other", process.argv[2] && pathToFileURL(resolve(process.argv[2]))]]) {
  if (!dist) continue;
  const { Client } = await import(`${dist}/node.js`);
  const okta = new Client({ orgUrl: "https://example.okta.com", token: "00token0123456789" });
  variants[name] = () => okta.call("getUser", { path: { id: "00u1" } });
}

const rounds = 4_000;
const times = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
for (let turn = 0; turn < 12; turn++) {
  for (const [name, run] of Object.entries(variants)) {
    const { user, system } = process.cpuUsage();
    for (let round = 0; round < rounds; round++) await run();
    const took = process.cpuUsage({ user, system });
    // The first turns compile.
    if (turn >= 3) times[name].push((took.user + took.system) / rounds);
  }
}
const median = (numbers) => numbers.sort((one, other) => one - other)[Math.floor(numbers.length / 2)];
const bare = median(times.bare);
for (const [name, taken] of Object.entries(times)) {
  const time = median(taken);
  console.log(`${name}: ${time.toFixed(1)} us of CPU time a call of two steps, ${(time - bare).toFixed(1)} over bare`);
}
