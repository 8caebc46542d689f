// Checks the types of the built package: the uses in this folder with every TypeScript, in a project for Node without the DOM
// library and in one for web pages; what an editor completes, what a small project costs, the names at run time; and the
// documentation. The last line is `node: N passed, N failed`.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { excess } from "./cost/cost.mjs";
import { unmet } from "./editor.mjs";
import { differences, hidden } from "./names.mjs";
import { roundTrips } from "./round-trips.mjs";

const folder = fileURLToPath(new URL(".", import.meta.url));
const npm = join(folder, "../..");
const module = (path) => join(npm, "node_modules", path);

/** Runs a program of Node. True if it passes; what it prints is shown if it fails. */
function passes(name, program, ...args) {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [program, ...args], { cwd: npm, encoding: "utf8" });
  if (status !== 0) console.log(`${name}:\n${stdout}${stderr}${error ?? ""}`);
  return status === 0;
}

mkdirSync(join(folder, "generated"), { recursive: true });
writeFileSync(join(folder, "generated/round-trips.ts"), roundTrips(join(npm, "dist")));

const results = [];
for (const typescript of ["typescript-5.9", "typescript", "typescript-7"]) {
  const { version } = JSON.parse(readFileSync(module(`${typescript}/package.json`), "utf8"));
  for (const project of ["tsconfig.json", "tsconfig.web.json"]) {
    results.push(passes(`TypeScript ${version}, ${project}`, module(`${typescript}/bin/tsc`), "-p", join(folder, project)));
  }
}
results.push(passes("TypeDoc", module("typedoc/bin/typedoc"), "--emit", "none"));

const paths = readdirSync(join(npm, "dist"), { recursive: true }).filter((path) => path.endsWith(".js"));
const empty = paths.filter((path) => /^(export \{\};|\/\/.*|\s)*$/.test(readFileSync(join(npm, "dist", path), "utf8")));
if (empty.length > 0) console.log(`modules without code: ${empty.join(", ")}`);
results.push(empty.length === 0 && paths.length > 0);

for (const [what, found] of [
  ["not completed by an editor", unmet()],
  ["costs more than it may", excess()],
  ["names", differences(join(npm, "dist"))],
  ["models", hidden(join(npm, "dist"))],
]) {
  if (found.length > 0) console.log(`${what}:\n${found.join("\n")}`);
  results.push(found.length === 0);
}

const passed = results.filter(Boolean).length;
console.log(`node: ${passed} passed, ${results.length - passed} failed`);
process.exit(passed === results.length ? 0 : 1);
