// What Node, Deno and Bun have: files and the environment.
import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Host } from "./host.js";

/** The part of a host that Node, Deno and Bun share. @internal */
export const system: Pick<Host, "read" | "settings"> = {
  /** `fetch` reads no files in Node. */
  read: (wasm) => (wasm instanceof URL && wasm.protocol === "file:" ? readFileSync(wasm) : wasm),
  /** Settings from the environment. */
  settings() {
    const variables = Object.entries(process.env).filter(([name]) => /^OKTA_(CLIENT|TESTING)_/i.test(name));
    return { environment: Object.fromEntries(variables), readKey };
  },
};

/** Reads a file; `~/` is the home folder. Errors do not contain the path: it may be a mistyped key. */
function readKey(path: string): string {
  try {
    const file = /^~[/\\]/.test(path) ? join(homedir(), path.slice(2)) : path;
    // A pipe or a device might never end.
    const stat = statSync(file);
    if (!stat.isFile()) throw new Error("it is not a regular file");
    if (stat.size > 64 * 1024) throw new Error("it is larger than 64 kB");
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error((error as Error).message.split(",", 1)[0]);
  }
}
