// What Node, Deno and Bun have: files and the environment.
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Host } from "./host.js";
import { readYaml } from "./okta-yaml.js";
import type { Found } from "./settings.js";

const LARGEST = 64 * 1024;
const USUAL = ["~/.okta/okta.yaml", "./.okta.yaml", "./okta.yaml"];

/** The part of a host that the three share. @internal */
export const system: Pick<Host, "read" | "settings"> = {
  /** `fetch` reads no files in Node. */
  read: (wasm) => (wasm instanceof URL && wasm.protocol === "file:" ? readFileSync(wasm) : wasm),
  settings() {
    const variables = isAllowed({ name: "env" }) ? Object.entries(process.env) : [];
    return { environment: Object.fromEntries(variables.filter(([name]) => /^OKTA_(CLIENT|TESTING)_/i.test(name))), readFile, readKey };
  },
};

/** Reads a configuration file. Undefined if there is none, or if it is none that was named and Deno may not look. */
function readFile(path: string, profile: string | undefined): Found | undefined {
  if (USUAL.includes(path) && !mayRead(path)) return undefined;
  let bytes;
  try {
    bytes = readRegular(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw withoutPath(error);
  }
  return readYaml(yaml(), text(bytes), profile);
}

/** Reads the file of a key. */
function readKey(path: string): string {
  try {
    return readRegular(path).toString("utf8");
  } catch (error) {
    throw withoutPath(error);
  }
}

function readRegular(path: string): Buffer {
  const file = expand(path);
  const stat = statSync(file);
  // A pipe or a device might never end.
  if (!stat.isFile()) throw new Error("it is not a regular file");
  if (stat.size > LARGEST) throw new Error(`it is larger than ${LARGEST / 1024} kB`);
  return readFileSync(file);
}

/** `~/` is the home folder. */
function expand(path: string): string {
  return /^~[/\\]/.test(path) ? join(homedir(), path.slice(2)) : path;
}

/** The path may be a mistyped key. */
function withoutPath(error: unknown): Error {
  return new Error((error as Error).message.split(",", 1)[0]);
}

function text(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error("it is not UTF-8 text");
  }
}

/** The npm package `yaml`, which is not loaded before there is a file. */
function yaml(): typeof import("yaml") {
  try {
    return createRequire(import.meta.url)("yaml");
  } catch {
    throw new Error("the npm package yaml, which reads it, is not installed beside this program: npm install yaml");
  }
}

function mayRead(path: string): boolean {
  return (!path.startsWith("~") || isAllowed({ name: "sys", kind: "homedir" })) && isAllowed({ name: "read", path: expand(path) });
}

/** Whether a program may do something without asking: Deno has permissions. */
function isAllowed(permission: { name: string; kind?: string; path?: string }): boolean {
  const { Deno } = globalThis as { Deno?: { permissions?: { querySync?(permission: object): { state: string } } } };
  return (Deno?.permissions?.querySync?.(permission).state ?? "granted") === "granted";
}
