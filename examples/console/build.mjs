// Bundles the page into a folder; that of the simulator, unless another is named: node build.mjs [FOLDER]
import { build } from "esbuild";
import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const outdir = process.argv[2] ?? join(here, "../../simulator/console");
const engine = join(here, "../../bindings-wasm/npm/dist");

/**
 * The glue belongs to one build of the engine, whose bytes depend on the compiler: both stay files beside the page's own, which are the
 * same wherever they are built.
 */
const glue = {
  name: "glue",
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/glue\.js$/ }, ({ kind }) => (kind === "entry-point" ? undefined : { path: "./glue.js", external: true })),
};

const options = { absWorkingDir: here, bundle: true, minify: true, format: "esm", target: "es2022", outdir, logLevel: "warning" };
mkdirSync(outdir, { recursive: true });
await build({ ...options, entryPoints: { app: "src/main.ts" }, plugins: [glue] });
await build({ ...options, entryPoints: { app: "app.css" }, target: "chrome123" });
await build({ ...options, entryPoints: { glue: join(engine, "glue.js") } });
copyFileSync(join(engine, "oktant.wasm"), join(outdir, "oktant.wasm"));
for (const name of ["index.html", "icon.svg"]) copyFileSync(join(here, name), join(outdir, name));
