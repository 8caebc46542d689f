// What a page loads: the engine, its glue, and the package's own code, as it is and after gzip.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { join } from "node:path";

const folder = process.argv[2];
const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length;
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const seen = new Set();
const open = ["web.js"];
while (open.length > 0) {
  const file = open.pop();
  if (seen.has(file)) continue;
  seen.add(file);
  const imports = readFileSync(join(folder, file), "utf8").matchAll(/(?:from|import) "\.\/([^"]+\.js)"/g);
  open.push(...[...imports].map(([, path]) => path));
}
const code = [...seen].filter((file) => file !== "glue.js").map((file) => readFileSync(join(folder, file)));
for (const [what, bytes] of [["oktant.wasm", readFileSync(join(folder, "oktant.wasm"))], ["glue.js", readFileSync(join(folder, "glue.js"))], [`${code.length} other modules`, Buffer.concat(code)]]) {
  console.log(`${what}: ${kb(bytes.length)}, ${kb(gzip(bytes))} after gzip`);
}
