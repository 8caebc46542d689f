// The entry for Node: the engine is read from the package, settings from the environment.
import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { AnyClient, type Runtime } from "./client.js";
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
    const own = Object.entries(process.env).filter(([name]) => /^OKTA_(CLIENT|TESTING)_/i.test(name));
    return { environment: Object.fromEntries(own), readKey };
  },
};

/** `~/` is the home folder. Why it cannot be read is said without the path: it may be a key that was copied badly. */
function readKey(path: string): string {
  try {
    const own = /^~[/\\]/.test(path) ? join(homedir(), path.slice(2)) : path;
    // A pipe or a device may never end.
    const file = statSync(own);
    if (!file.isFile()) throw new Error("it is not a regular file");
    if (file.size > 64 * 1024) throw new Error("it is larger than 64 kB");
    return readFileSync(own, "utf8");
  } catch (error) {
    throw new Error((error as Error).message.split(",", 1)[0]);
  }
}

/** A client of one org. What its options leave out comes from the variables `OKTA_CLIENT_ORGURL`, `OKTA_CLIENT_TOKEN` ... */
export class Client extends AnyClient {
  constructor(options: ClientOptions = {}) {
    super(options, runtime);
  }

  /** The same as the constructor, and the form that works on web pages too. */
  static async create(options: ClientOptions = {}): Promise<Client> {
    return new Client(options).ready();
  }
}
