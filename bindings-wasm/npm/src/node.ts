// Entry point for Node: loads the engine from the package and reads settings from the environment.
import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { BaseClient, type Runtime } from "./base-client.js";
import { initSync } from "./glue.js";
import type { ClientOptions } from "./options.js";

export * from "./index.js";

let loaded = false;

const runtime: Runtime = {
  load() {
    if (!loaded) initSync({ module: readFileSync(new URL("./oktant.wasm", import.meta.url)) });
    loaded = true;
    return undefined;
  },
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

/**
 * Client of one org. Settings that are not in the options come from environment variables such as `OKTA_CLIENT_ORGURL` and
 * `OKTA_CLIENT_TOKEN`.
 */
export class Client extends BaseClient {
  /** Client from options. Throws a config error that lists every invalid or missing setting. */
  constructor(options: ClientOptions = {}) {
    super(options, runtime);
  }

  /** Client that is ready: its keys exist. Works the same on web pages. */
  static async create(options: ClientOptions = {}): Promise<Client> {
    return new Client(options).ready();
  }
}
