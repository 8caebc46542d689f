import { InvalidArgument, members, milliseconds, text, typeName, wrongType } from "./arguments.js";
import { configError } from "./error.js";
import { describe } from "./failure.js";
import { implied } from "./generated/options.js";
import { isOpaque } from "./json.js";
import type { ClientOptions } from "./options.js";

/** Settings of a file. */
export interface Found {
  /** Settings by their names without `okta.client`. */
  settings: [name: string, text: string][];
  /** The names of all profiles in the file. */
  profiles: string[];
}

/** Settings from outside of the program, by their names, and functions that read files. */
export interface Layers {
  environment?: object;
  workingFile?: object;
  homeFile?: object;
  /** Reads a private key from the path of a file. */
  readKey?(path: string): string;
  /** Reads a configuration file. Undefined if there is none. */
  readFile?(path: string, profile: string | undefined): Found | undefined;
}

/** Settings as the engine reads them: three texts an entry, its origin or its kind, its name and value. Throws a config error. */
export function packSettings({ environment, workingFile, homeFile }: Layers, options: ClientOptions): string {
  const entries: string[] = [];
  try {
    for (const [origin, settings] of Object.entries({ environment, workingFile, homeFile })) {
      for (const name of members(settings, origin)) entries.push(origin, name, text(settings?.[name as keyof object], name));
    }
    const given = { ...options, ...implied(options) };
    for (const name of members(given, "the argument")) addOption(entries, name, given[name as keyof ClientOptions]);
  } catch (thrown) {
    throw thrown instanceof InvalidArgument ? configError(thrown.message) : thrown;
  }
  return JSON.stringify(entries);
}

function addOption(entries: string[], name: string, value: unknown): void {
  switch (name) {
    case "wasm":
    case "proofSigner":
      break;
    case "fetch":
    case "bearer":
    case "onEvent":
      if (typeof value !== "function") throw wrongType(name, value, "a function");
      if (name !== "onEvent") entries.push(name, "", "");
      break;
    case "signer": {
      const key = JSON.stringify((value as ClientOptions["signer"])?.publicKey) as string | undefined;
      if (key !== undefined) entries.push("clientKey", "", key);
      break;
    }
    default:
      if (name.endsWith("Ms")) entries.push("code", name.slice(0, -2), `${milliseconds(value, name)}ms`);
      else if (name === "privateKey") entries.push("code", name, text(keyText(value), name));
      else if (name === "scopes" && Array.isArray(value)) entries.push("code", name, value.join(" "));
      else entries.push("code", name, text(value, name));
  }
}

/** A private key as text: bytes are those of a file. */
function keyText(key: unknown): unknown {
  if (key instanceof Uint8Array || key instanceof ArrayBuffer) return new TextDecoder().decode(key);
  if (isOpaque(key)) throw configError(`privateKey is ${typeName(key)}: give PEM, a JWK, or a signer that uses it`);
  return typeof key === "object" ? JSON.stringify(key) : key;
}

/** A function that reads a file, as the engine calls it: it throws text. */
export type Reader = (path: string, profile: string | undefined) => string | undefined;

/** The functions of the host that read a private key, and a configuration file. */
export function readers({ readKey, readFile }: Layers): (Reader | undefined)[] {
  return [
    readKey && ((path) => attempt(() => readKey(path))),
    readFile && ((path, profile) => {
      const found = attempt(() => readFile(path, profile));
      return found && JSON.stringify([found.settings, found.profiles.map((name) => ["", name])].flat(2));
    }),
  ];
}

function attempt<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    throw describe(thrown).message;
  }
}
