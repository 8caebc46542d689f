// What a project of one file that lists users costs to check above an empty one. `node cost.mjs` prints seconds; the counts, which
// do not depend on the machine, are part of the tests.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));
const RUNS = 7;

/** The seconds and the counts of one check. */
function check(typescript, project, skipLibCheck) {
  const compiler = join(folder, "../../../node_modules", typescript, "bin/tsc");
  const start = performance.now();
  const args = [compiler, "-p", join(folder, project), "--skipLibCheck", String(skipLibCheck), "--extendedDiagnostics"];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${typescript} ${project}: ${stdout}`);
  const count = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(stdout)?.[1]);
  return { seconds: (performance.now() - start) / 1000, types: count("Types"), instantiations: count("Instantiations") };
}

/** What costs more than it may: types that the checker makes for one file. */
export function excess() {
  const [one, empty] = ["one", "empty"].map((project) => check("typescript", project, true));
  const types = one.types - empty.types;
  const instantiations = one.instantiations - empty.instantiations;
  return types > 0 && types <= 200 && instantiations <= 100 ? [] : [`${types} types, ${instantiations} instantiations`];
}

function median(numbers) {
  return numbers.sort((a, b) => a - b)[numbers.length >> 1];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const typescript of ["typescript-5.9", "typescript", "typescript-7"]) {
    const { version } = JSON.parse(readFileSync(join(folder, "../../../node_modules", typescript, "package.json"), "utf8"));
    for (const skipLibCheck of [true, false]) {
      // In turns, so that both meet the same machine.
      const above = Array.from({ length: RUNS }, () => {
        const empty = check(typescript, "empty", skipLibCheck).seconds;
        return check(typescript, "one", skipLibCheck).seconds - empty;
      });
      console.log(`TypeScript ${version}, skipLibCheck ${skipLibCheck}: ${median(above).toFixed(2)} s above an empty project`);
    }
  }
}
