import { rspack } from "@rspack/core";

const path = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const common = { mode: "production", context: path, performance: { hints: "error", maxAssetSize: 400_000 } };
const configs = [
  { ...common, name: "page", entry: "./page.mjs", target: "web", output: { path: `${path}/page` } },
  { ...common, name: "import", entry: "./program.mjs", target: "node20", output: { path: `${path}/import` } },
  { ...common, name: "require", entry: "./program.cjs", target: "node20", output: { path: `${path}/require` } },
];
rspack(configs, (error, stats) => {
  if (error) throw error;
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString());
  console.log(JSON.stringify({ host: `Rspack ${rspack.rspackVersion}` }));
});
