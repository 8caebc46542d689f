// Writes a module with a file as base64 after raw deflate: for bundles that carry no file along.
import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";

const deflated = deflateRawSync(readFileSync(process.argv[2]), { level: 9 });
console.log(`export default "${deflated.toString("base64")}";`);
