/**
 * Entry point for Node: reads the engine from the file beside this one.
 *
 * @module oktant
 */
import { readFileSync } from "node:fs";
import { host } from "./host.js";
import { system } from "./system.js";

export { Client } from "./client.js";
export * from "./index.js";

Object.assign(host, system);
host.engine ??= () => readFileSync(new URL("./oktant.wasm", import.meta.url));
