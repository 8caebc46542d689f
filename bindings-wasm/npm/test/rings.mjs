// Rings of imports among the compiled modules, from which tsc has removed the imports of types.
import { readdirSync, readFileSync } from "node:fs";
import { join, posix, sep } from "node:path";

/** Paths and code of the modules below a folder. */
export function modules(folder) {
  const paths = readdirSync(folder, { recursive: true }).filter((path) => path.endsWith(".js"));
  return new Map(paths.map((path) => [path.split(sep).join("/"), readFileSync(join(folder, path), "utf8")]));
}

/** The modules that import themselves through others. */
export function rings(modules) {
  const imports = (path) =>
    [...modules.get(path).matchAll(/^(?:import|export)\b[^;]*?["'](\.[^"';]+\.js)["']/gm)].map(([, to]) => posix.join(posix.dirname(path), to));
  const reachable = (path) => {
    const seen = new Set();
    const open = [path];
    while (open.length > 0) {
      for (const next of imports(open.pop())) {
        if (!modules.has(next)) throw new Error(`${next} is imported but missing`);
        if (!seen.has(next)) open.push(next);
        seen.add(next);
      }
    }
    return seen;
  };
  return [...modules.keys()].filter((path) => reachable(path).has(path));
}
