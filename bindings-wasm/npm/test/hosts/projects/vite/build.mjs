import { build, version } from "vite";

await build({ root: new URL(".", import.meta.url).pathname, base: "./", logLevel: "warn", build: { outDir: "page", assetsDir: "." } });
console.log(JSON.stringify({ host: `Vite ${version}` }));
