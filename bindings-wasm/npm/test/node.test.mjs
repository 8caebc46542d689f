// The suite and the vectors in Node, by its own test runner.
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { AnyClient } from "../dist/client.js";
import { initSync } from "../dist/glue.js";
import { Client, OktantError } from "../dist/node.js";
import { vectors } from "./files.mjs";
import { compile } from "./samples.mjs";
import { start, TOKEN } from "./servers.mjs";
import { tests, world } from "./suite.mjs";
import { play } from "./vectors.mjs";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url)));

describe("vectors", () => {
  before(() => initSync({ module: readFileSync(new URL("../dist/oktant.wasm", import.meta.url)) }));
  for (const [name, vector] of vectors("node")) {
    it(name, async () => {
      const difference = await play(vector, { AnyClient, load: () => undefined, version });
      if (difference) throw new Error(difference);
    });
  }
});

describe("suite", () => {
  let servers, given;
  before(async () => {
    servers = await start(process.env.OKTANT_SIMULATOR);
    const table = readFileSync(fileURLToPath(new URL("../../../core/src/generated/operations.txt", import.meta.url)), "utf8");
    given = await world({ Client, OktantError, home: servers.home, odd: servers.odd, apps: servers.apps, token: TOKEN, table, base: "..", isBrowser: false });
  });
  after(() => servers?.end());
  for (const { name, run, only } of tests) if ((only ?? "node") === "node") it(name, { timeout: 60_000 }, () => run(given));
});

it("compiles the examples of the READMEs", () => compile());
