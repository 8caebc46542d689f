// Runs the suite and the vectors with Node's test runner.
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { BaseClient } from "../dist/base-client.js";
import { initSync } from "../dist/glue.js";
import { Client, OktantError } from "../dist/node.js";
import { seeds } from "../dist/seeds.js";
import { equal, ok } from "./check.mjs";
import { vectors } from "./files.mjs";
import { modules, rings } from "./rings.mjs";
import { compile } from "./samples.mjs";
import { start, TOKEN } from "./servers.mjs";
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
  before(() => initSync({ module: readFileSync(new URL("../dist/oktant.wasm", import.meta.url)) }));
  for (const [name, vector] of vectors("node")) {
    it(name, async () => {
      const difference = await play(vector, { BaseClient, seeds, load: () => undefined, version });
      if (difference) throw new Error(difference);
    });
  }
});

describe("suite", () => {
  let servers, given;
  before(async () => {
    servers = await start(process.env.OKTANT_SIMULATOR);
    const table = readFileSync(fileURLToPath(new URL("../../../core/src/generated/operations.txt", import.meta.url)), "utf8");
    given = await environment({ Client, OktantError, home: servers.home, odd: servers.odd, apps: servers.apps, token: TOKEN, table, base: "..", isBrowser: false });
  });
  after(() => servers?.end());
  for (const { name, run, only } of tests) if ((only ?? "node") === "node") it(name, { timeout: 60_000 }, () => run(given));
});

it("compiles the examples of the READMEs", () => compile());
