// The entry for web pages, and for bundlers: the engine is a file beside this one.
import { AnyClient, type Runtime } from "./client.js";
import init from "./glue.js";
import type { ClientOptions } from "./options.js";

export * from "./index.js";

let loading: Promise<unknown> | undefined;

const runtime: Runtime = {
  load() {
    loading ??= init({ module_or_path: new URL("./oktant.wasm", import.meta.url) }).catch((error: unknown) => {
      // Perhaps the network is back next time.
      loading = undefined;
      throw error;
    });
    return loading;
  },
  settings() {
    return {};
  },
};

/** A client of one org. */
export class Client extends AnyClient {
  /** Begins to load the engine; what is wrong with the options shows in the first call. `create` tells it at once. */
  constructor(options: ClientOptions = {}) {
    super(options, runtime);
  }

  /** Loads the engine and checks the options. */
  static async create(options: ClientOptions = {}): Promise<Client> {
    return new Client(options).ready();
  }
}
