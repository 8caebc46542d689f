// Entry point for bundles of Node without files, and for Deno, which asks for permission to read one: the engine is in the code.
import { inflateRawSync } from "node:zlib";
import { host } from "./host.js";
import { system } from "./system.js";
import deflated from "./wasm-deflated.js";

export { Client } from "./client.js";
export * from "./index.js";

Object.assign(host, system);
host.engine = () => inflateRawSync(Buffer.from(deflated, "base64"));
