// What a web page loads of the npm package, and what `npm install` puts on a disk, beside the official SDK.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { versionOf } from "./clients.mjs";
import { emit } from "./figures.mjs";

/** Prints the sizes of the package whose folder is given; `modules` is a file beside node_modules with esbuild and the official SDK. */
export async function sizes(folder, modules) {
  const { build } = createRequire(modules)("esbuild");
  const dist = join(folder, "dist");
  const bundled = await build({ entryPoints: [join(dist, "web.js")], bundle: true, minify: true, format: "esm", platform: "browser", write: false, logLevel: "error" });
  const parts = [readFileSync(join(dist, "oktant.wasm")), bundled.outputFiles[0].contents];
  const kB = (compress) => parts.reduce((sum, part) => sum + compress(part).length, 0) / 1000;
  const [gzip, brotli] = [kB((part) => gzipSync(part, { level: 9 })), kB(brotliCompressSync)];
  console.log(`wasm and JavaScript of a web page: ${gzip.toFixed(1)} kB after gzip, ${brotli.toFixed(1)} kB after brotli`);
  emit("wasm and JavaScript of a web page, gzip", "kB", [gzip]);
  emit("wasm and JavaScript of a web page, brotli", "kB", [brotli]);

  const npm = (...words) => execFileSync("npm", words, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const [packed] = JSON.parse(npm("pack", "--dry-run", "--json", "--ignore-scripts"));
  console.log(`the npm package: ${(packed.size / 1e6).toFixed(2)} MB, ${(packed.unpackedSize / 1e6).toFixed(2)} MB unpacked`);
  emit("the npm package, packed", "MB", [packed.size / 1e6]);
  const own = packed.unpackedSize + dependencies(join(folder, "package.json"), Object.keys(readJson(join(folder, "package.json")).dependencies ?? {}));
  const name = "@okta/okta-sdk-nodejs";
  const theirs = dependencies(modules, [name]);
  console.log(`installed, with dependencies: ${(own / 1e6).toFixed(1)} MB, the official SDK ${(theirs / 1e6).toFixed(1)} MB`);
  emit("installed, with dependencies", "MB", [own / 1e6], { name, version: versionOf(modules, name), theirs: [theirs / 1e6] });
}

/** Bytes of packages and all that they depend on, as a program beside `from` gets them. */
function dependencies(from, names, seen = new Set()) {
  let bytes = 0;
  for (const name of names) {
    // With a file, because a package may have the name of a module of Node.
    const paths = createRequire(from).resolve.paths(`${name}/package.json`).map((path) => join(path, name));
    const place = paths.find((path) => statSync(join(path, "package.json"), { throwIfNoEntry: false }));
    if (!place) throw new Error(`${name} is not installed`);
    if (seen.has(place)) continue;
    seen.add(place);
    const manifest = join(place, "package.json");
    bytes += size(place) + dependencies(manifest, Object.keys(readJson(manifest).dependencies ?? {}), seen);
  }
  return bytes;
}

/** Bytes of a folder, without the packages inside it. */
function size(folder) {
  const inside = (entry) => join(folder, entry.name);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.name !== "node_modules")
    .reduce((sum, entry) => sum + (entry.isDirectory() ? size(inside(entry)) : statSync(inside(entry)).size), 0);
}

function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}
