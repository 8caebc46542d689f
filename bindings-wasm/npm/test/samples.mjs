// The TypeScript examples of the READMEs, compiled against the package.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const npm = fileURLToPath(new URL("..", import.meta.url));

/** Throws what the compiler reports. */
export function compile() {
  const readmes = ["README.md", "../../README.md"].map((path) => readFileSync(join(npm, path), "utf8"));
  const samples = readmes.flatMap((text) => [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code));
  if (samples.length < 5) throw new Error(`found ${samples.length} examples`);
  const folder = mkdtempSync(join(tmpdir(), "oktant-samples-"));
  try {
    samples.forEach((code, at) => writeFileSync(join(folder, `sample${at}.ts`), code));
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    const paths = { oktant: [join(npm, "dist/node.d.ts")], "oktant/testing": [join(npm, "dist/testing.d.ts")] };
    const typeRoots = [join(npm, "node_modules/@types")];
    const options = { target: "es2022", module: "nodenext", lib: ["es2022", "dom", "dom.iterable"], types: ["node"], strict: true, noEmit: true };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: { ...options, paths, typeRoots } }));
    execFileSync(join(npm, "node_modules/.bin/tsc"), ["-p", folder], { encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    throw new Error(error.stdout || error.message);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
