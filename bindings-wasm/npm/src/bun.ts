// Entry point for Bun: `bun build` carries the file along, into a single program too.
import { readFileSync } from "node:fs";
import { isAbsolute } from "node:path";
import { host } from "./host.js";
import file from "./oktant.wasm" with { type: "file" };
import { system } from "./system.js";

export { Client } from "./client.js";
export * from "./index.js";

Object.assign(host, system);
host.engine ??= () => {
  const path = file as unknown as string;
  // In a bundle the path is relative to the code, not to the working folder.
  return readFileSync(isAbsolute(path) ? path : new URL(path, import.meta.url));
};
