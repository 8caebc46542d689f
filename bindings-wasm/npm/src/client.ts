import { BaseClient } from "./base-client.js";
import { host } from "./host.js";
import type { ClientOptions } from "./options.js";

/**
 * Client of one org. On Node, Deno and Bun, settings that are not in the options come from environment variables such as
 * `OKTA_CLIENT_ORGURL` and `OKTA_CLIENT_TOKEN`. In a Worker a client belongs to the request that it is made in, as all that does
 * I/O does there.
 */
export class Client extends BaseClient {
  /**
   * Client from options. Throws a config error that lists every invalid or missing setting. On web pages the engine loads in the
   * background, and the first call reports the error; `create` reports it at once.
   */
  constructor(options: ClientOptions = {}) {
    super(options, host);
  }

  /** Client that is ready: its engine is loaded, its keys exist. Rejects with a config error that lists every invalid or missing setting. */
  static async create(options: ClientOptions = {}): Promise<Client> {
    return new Client(options).ready();
  }
}
