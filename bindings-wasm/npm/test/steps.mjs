// The overhead of the engine: CPU time of calls over a fetch that responds at once, and of the same work without the engine.
import { Client } from "../dist/node.js";

const body = '{"id":"00u1"}';
const fetch = async () => new Response(body, { headers: { "Content-Type": "application/json" } });
const okta = new Client({ orgUrl: "https://example.okta.com", token: "00token0123456789", fetch });
const variants = {
  engine: () => okta.call("getUser", { path: { id: "00u1" } }),
  bare: async () => JSON.parse(await (await fetch()).text()),
};
const rounds = 20_000;
for (const [name, run] of Object.entries(variants)) {
  for (let round = 0; round < 5_000; round++) await run();
  const { user, system } = process.cpuUsage();
  for (let round = 0; round < rounds; round++) await run();
  const took = process.cpuUsage({ user, system });
  console.log(`${name}: ${((took.user + took.system) / rounds).toFixed(1)} us of CPU time a call of two steps`);
}
