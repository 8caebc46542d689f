import { build, version } from "esbuild";

const common = { absWorkingDir: new URL(".", import.meta.url).pathname, bundle: true, minify: true, outdir: "out", logLevel: "error" };
await build({ ...common, entryPoints: ["page.mjs"], format: "esm" });
await build({ ...common, entryPoints: ["program.mjs", "left-out.mjs"], platform: "node", format: "esm", outExtension: { ".js": ".mjs" } });
await build({ ...common, entryPoints: ["program.cjs"], platform: "node", format: "cjs", outExtension: { ".js": ".cjs" }, logOverride: { "empty-import-meta": "silent" } });
console.log(JSON.stringify({ host: `esbuild ${version}` }));
