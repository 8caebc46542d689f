// Runs the suite and the vectors with Node's test runner.
import { rejects } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { BaseClient } from "../dist/base-client.js";
import { createGlue } from "../dist/glue.js";
import { Client, OktantError } from "../dist/node.js";
import { Loader } from "../dist/load.js";
import { SimulatedOrg } from "../dist/testing.js";
import { readYaml } from "../dist/okta-yaml.js";
import { system } from "../dist/system.js";
import { seeds } from "../dist/seeds.js";
import { equal, ok } from "./check.mjs";
import { vectors } from "./files.mjs";
import { modules, rings } from "./rings.mjs";
import * as yaml from "yaml";
import { listen, start, TOKEN } from "./servers.mjs";
import { tests, environment } from "./suite.mjs";
import { play } from "./vectors.mjs";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url)));

describe("modules", () => {
  it("no module imports itself through others", () => {
    const compiled = modules(fileURLToPath(new URL("../dist", import.meta.url)));
    ok(compiled.has("base-client.js") && compiled.has("glue.js"));
    equal(rings(compiled), []);
  });
  it("a ring is found through every form of import", () => {
    const ring = { "a.js": 'import { b } from "./b.js";', "b.js": "export {\n  c,\n} from './sub/c.js';", "sub/c.js": 'import "../a.js";' };
    equal(rings(new Map(Object.entries({ ...ring, "d.js": 'export * from "./a.js";' }))), ["a.js", "b.js", "sub/c.js"]);
  });
});

describe("vectors", () => {
  const glue = createGlue();
  before(() => glue.initSync({ module: readFileSync(new URL("../dist/oktant.wasm", import.meta.url)) }));
  // The configuration file is named {file}, in a folder that is the home, too.
  let folder;
  const own = { cwd: process.cwd(), HOME: process.env.HOME };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "oktant-vectors-"));
    process.chdir(folder);
    process.env.HOME = folder;
  });
  after(() => {
    process.chdir(own.cwd);
    process.env.HOME = own.HOME;
    rmSync(folder, { recursive: true });
  });
  for (const [name, vector] of vectors("node")) {
    it(name, async () => {
      rmSync("{file}", { force: true });
      if (vector.config.file) writeFileSync("{file}", vector.config.file.join("\n"));
      const { readFile } = system.settings();
      const difference = await play(vector, { BaseClient, seeds, load: () => glue, version, readFile });
      if (difference) throw new Error(difference);
    });
  }
});

describe("configuration files", () => {
  const config = (text, profile) => {
    try {
      return readYaml(yaml, text, profile);
    } catch (error) {
      return error.message;
    }
  };
  it("what is no YAML is told with its line, without its text", () => {
    for (const text of ['okta:\n  client:\n    userAgent: "open\n    keyId: marked-secret', "okta:\n\tclient: {marked-secret: 1}", "okta: {client: [marked-secret"]) {
      ok(/^line \d+, column \d+ is not valid YAML$/.test(config(text)), config(text));
    }
  });
  it("a file that is nested too deep, or whose aliases repeat, ends in an error", () => {
    for (const [text, what] of [["[".repeat(60_000), "is not valid YAML"], ["[".repeat(17) + "]".repeat(17), "line 1 is nested deeper than 16 levels"], ["*a", "it has more aliases than other nodes"], ["okta: {client: {scopes: [*a]}}", "line 1 has an alias without an anchor before it"]]) {
      ok(config(text).endsWith?.(what), `${text.slice(0, 20)}: ${JSON.stringify(config(text)).slice(0, 200)}`);
    }
  });
  it("an empty file has nothing", () => {
    for (const text of ["", "# nothing", "---", "\uFEFF", "text", "- 1"]) equal(config(text), { settings: [], profiles: [] });
  });
  it("files are read from the home and the working folder, the nearer before the farther", async () => {
    const folder = mkdtempSync(join(tmpdir(), "oktant-files-"));
    const own = { cwd: process.cwd(), HOME: process.env.HOME };
    try {
      mkdirSync(join(folder, "home/.okta"), { recursive: true });
      process.chdir(folder);
      process.env.HOME = join(folder, "home");
      writeFileSync("home/.okta/okta.yaml", "okta: {client: {orgUrl: https://home.okta.com, token: 00home0123456789, maxWait: 1, requestTimeout: 2, userAgent: a}}");
      writeFileSync(".okta.yaml", "okta: {client: {maxWait: 3, requestTimeout: 4}}");
      writeFileSync("okta.yaml", "okta: {client: {maxWait: 5}, profiles: {staging: {orgUrl: https://staging.okta.com, token: 00staging0123456789}}}");
      const lines = (await new Client().explain()).split("\n");
      for (const line of [
        "OKTA_CLIENT_ORGURL = https://home.okta.com (~/.okta/okta.yaml)", "OKTA_CLIENT_TOKEN = *** (~/.okta/okta.yaml)",
        "OKTA_CLIENT_MAXWAIT = 5 (./okta.yaml)", "OKTA_CLIENT_REQUESTTIMEOUT = 4 (./.okta.yaml)", "OKTA_CLIENT_USERAGENT = a (~/.okta/okta.yaml)",
      ]) ok(lines.includes(line), line);
      const staging = await new Client({ profile: "staging", configFile: "okta.yaml" }).explain();
      ok(staging.startsWith("OKTA_CLIENT_ORGURL = https://staging.okta.com (configuration file)\n"), staging);
      equal(await Client.create({ configFile: "nowhere.yaml" }).catch(({ kind }) => kind), "config");
      writeFileSync("okta.yaml", Buffer.from("okta: \xff", "latin1"));
      const error = await Client.create().catch((error) => error);
      equal(error.message, "./okta.yaml cannot be read: it is not UTF-8 text");
    } finally {
      process.chdir(own.cwd);
      process.env.HOME = own.HOME;
      rmSync(folder, { recursive: true });
    }
  });
});

describe("a fleet", () => {
  it("is refused until there are fleets here", async () => {
    process.env.OKTA_CLIENT_FLEET = "redis://127.0.0.1";
    try {
      const error = await Client.create({ orgUrl: "https://example.okta.com", token: "00token" }).catch((error) => error);
      equal(error.kind, "config");
      ok(error.message.includes("OKTA_CLIENT_FLEET (environment): this package has no fleets: unset it for this program"), error.message);
    } finally {
      delete process.env.OKTA_CLIENT_FLEET;
    }
  });
});

describe("engine", () => {
  const file = new URL("../dist/oktant.wasm", import.meta.url);
  const bytes = readFileSync(file);
  const respond = (body, more) => new Response(body, { headers: { "Content-Type": "application/wasm" }, ...more });
  const served = async (use) => {
    const { server, origin } = await listen((request, response) => {
      response.writeHead(request.url === "/oktant.wasm" ? 200 : 404, { "Content-Type": "application/wasm" }).end(bytes);
    });
    try {
      return await use(origin);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  };
  it("is loaded from bytes, a module, a response or an address", () =>
    served(async (origin) => {
      const later = [respond(bytes), Promise.resolve(respond(bytes)), Promise.resolve(bytes), new URL("/oktant.wasm", origin), `${origin}/oktant.wasm`];
      const atOnce = [bytes, new Uint8Array(bytes).buffer, new WebAssembly.Module(bytes), system.read(file)];
      for (const source of [...atOnce, ...later]) {
        const glue = new Loader().load(() => source);
        equal(glue instanceof Promise, later.includes(source));
        ok((await glue).services().includes("users"));
      }
    }));
  it("that cannot be loaded says how it can, and is tried again", () =>
    served(async (origin) => {
      const html = new TextEncoder().encode("<!doctype html>");
      for (const source of [() => html, () => respond(html), () => new URL("/none.wasm", origin), () => readFileSync("/nowhere"), () => Promise.reject(new Error("offline"))]) {
        const loader = new Loader();
        const error = await Promise.resolve().then(() => loader.load(source)).catch((error) => error);
        equal([error.kind, error instanceof OktantError], ["config", true]);
        ok(/^the engine cannot be loaded.*: .*import "oktant\/inline"/.test(error.message), error.message);
        ok((await loader.load(() => respond(bytes))).services().includes("users"));
      }
    }));
  it("is there once: what another client names is not read", async () => {
    const loader = new Loader();
    const first = loader.load(() => respond(bytes));
    const unread = () => {
      throw new Error("it is read");
    };
    ok(loader.load(unread) === first);
    const glue = await first;
    ok(loader.load(unread) === glue);
  });
});

describe("package", () => {
  const npm = fileURLToPath(new URL("..", import.meta.url));
  const run = (...command) => execFileSync("node", command, { cwd: npm, encoding: "utf8" });
  it("publint finds nothing", () => run("node_modules/publint/src/cli.js", "--strict"));
  it("attw finds nothing", () => run("node_modules/@arethetypeswrong/cli/dist/index.js", "--pack", ".", "--profile", "node16", "--no-color"));
});

describe("a simulated org for tests", () => {
  const user = (name) => ({ profile: { login: `${name}@example.com`, email: `${name}@example.com`, firstName: name, lastName: "Lee" } });
  it("is controlled", async () => {
    const org = await SimulatedOrg.start({ users: 3, custom: ["level:integer", "team"] });
    try {
      const okta = org.client();
      await org.snapshot();
      await okta.users.createUser(user("ann"));
      equal((await okta.users.listUsers().all()).length, 4);
      const [request] = await org.requests({ method: "POST", path: "/api/v1/users" });
      equal([request.body, request.status, request.headers.authorization], [user("ann"), 200, "SSWS ****"]);
      await org.restore();
      equal((await okta.users.listUsers().all()).length, 3);
      await org.answerNext({ path: "/api/v1/users/{}", status: 503 });
      equal((await okta.users.getUser("me")).status, "ACTIVE");
      equal((await org.requests({ path: "/api/v1/users/me" })).map(({ status }) => status), [503, 200]);
      const { now } = await org.control("GET", "/clock");
      await org.advance("366 days");
      ok((await org.control("GET", "/clock")).now.slice(0, 4) > now.slice(0, 4));
      await org.reset();
      equal(await org.requests(), []);
      await rejects(org.restore("four"), { message: "there is no snapshot four" });
    } finally {
      await org.close();
    }
    await rejects(fetch(org.url));
  });
  it("says why it cannot start", async () => {
    await rejects(SimulatedOrg.start({ program: "/nowhere/at all" }), /cannot be started: spawn \/nowhere\/at all ENOENT: install/);
    await rejects(SimulatedOrg.start({ plan: "gold" }), /has ended with 2; standard error says why$/);
  });
  it("ends with the process that has it, which need not close it", () => {
    const url = new URL("../dist/testing.js", import.meta.url);
    const program = `import { SimulatedOrg } from "${url}"; console.log((await SimulatedOrg.start()).url)`;
    // The org holds standard error too, so this returns when both have ended.
    const output = execFileSync("node", ["--input-type=module", "--eval", program], { encoding: "utf8", timeout: 60_000 });
    ok(output.startsWith("http://127.0.0.1:"));
  });
});

describe("suite", () => {
  let servers, given;
  before(async () => {
    servers = await start(process.env.OKTANT_SIMULATOR);
    const table = readFileSync(fileURLToPath(new URL("../../../core/src/generated/operations.txt", import.meta.url)), "utf8");
    given = await environment({ Client, OktantError, home: servers.home, odd: servers.odd, apps: servers.apps, token: TOKEN, table, base: "..", wasm: () => readFileSync(new URL("../dist/oktant.wasm", import.meta.url)), isBrowser: false });
  });
  after(() => servers?.end());
  for (const { name, run, only } of tests) if ((only ?? "node") === "node") it(name, { timeout: 60_000 }, () => run(given));
});
