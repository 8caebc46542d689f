// The entry for Node: the engine is read from the package, settings from the environment.
import { readFileSync } from "node:fs";
import { AnyClient, type ClientOptions, type Runtime } from "./client.js";
import { initSync } from "./glue.js";

export * from "./index.js";

let loaded = false;

const runtime: Runtime = {
  load() {
    if (!loaded) initSync({ module: readFileSync(new URL("./oktant.wasm", import.meta.url)) });
    loaded = true;
    return undefined;
  },
  settings() {
    const own = Object.entries(process.env).filter(([name]) => name.toUpperCase().startsWith("OKTA_CLIENT_"));
    return { environment: Object.fromEntries(own) };
  },
};

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
