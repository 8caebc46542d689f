// The vectors of a runner.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../tests/vectors/", import.meta.url));

/** Names and vectors in order, without those that exclude this runner. */
export function vectors(runner) {
  const areas = readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = areas.flatMap(({ name }) => readdirSync(ROOT + name).filter((file) => file.endsWith(".json")).map((file) => `${name}/${file}`));
  const all = names.sort().map((name) => [name.replace(".json", ""), JSON.parse(readFileSync(ROOT + name, "utf8"))]);
  return all.filter(([, vector]) => !vector.not?.[runner]);
}
