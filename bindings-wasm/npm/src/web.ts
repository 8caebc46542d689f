// Entry point for web pages and bundlers: loads the engine from the file beside this one.
import { BaseClient, type Runtime } from "./base-client.js";
import init from "./glue.js";
import type { ClientOptions } from "./options.js";

export * from "./index.js";

let loading: Promise<unknown> | undefined;

const runtime: Runtime = {
  load() {
    loading ??= init({ module_or_path: new URL("./oktant.wasm", import.meta.url) }).catch((error: unknown) => {
      // The next client tries again.
      loading = undefined;
      throw error;
    });
    return loading;
  },
  settings() {
    return {};
  },
};

/** Client of one org. */
export class Client extends BaseClient {
  /** Client whose engine loads in the background. Errors in the options are reported by the first call; `create` reports them at once. */
  constructor(options: ClientOptions = {}) {
    super(options, runtime);
  }

  /** Client that is ready: its engine is loaded. Rejects with a config error that lists every invalid or missing setting. */
  static async create(options: ClientOptions = {}): Promise<Client> {
    return new Client(options).ready();
  }
}
