import { encode } from "./encode.js";
import { rejectIfEngineDies } from "./engine-failure.js";
import { toOktantError } from "./error.js";
import type { Services } from "./generated/services.js";
import { Engine, type Layers } from "./glue.js";
import { Keys } from "./keys.js";
import { List } from "./list.js";
import { type Arguments, type CallOptions, type ClientOptions, type ListOptions, toEngineOptions } from "./options.js";
import type { RateLimitStatus } from "./rate-limit.js";
import type { Page, RawResponse } from "./response.js";

/** How one kind of JavaScript host loads the engine and finds settings. @internal */
export interface Runtime {
  /** Loads the engine. Undefined if it is loaded already. */
  load(): Promise<unknown> | undefined;
  /** Settings from outside of the program. */
  settings(): Omit<Layers, "code">;
}

/** Services by name. */
export interface BaseClient extends Services {}

/** Client of one org. Create one and share it. */
export abstract class BaseClient {
  readonly #engine: Promise<Engine>;

  /** @internal */
  constructor(options: ClientOptions, runtime: Runtime) {
    const keys = new Keys(options.signer, options.proofSigner);
    const create = (): Engine => {
      try {
        return new Engine({ ...runtime.settings(), code: toEngineOptions(options) }, encode, keys.sign);
      } catch (thrown) {
        throw toOktantError(thrown);
      }
    };
    const loading = runtime.load();
    const engine = loading === undefined ? Promise.resolve(create()) : loading.then(create);
    this.#engine = engine.then((engine) => keys.create(engine).then(() => engine));
    // Every call reports the error; without calls the rejection would be unhandled.
    this.#engine.catch(() => undefined);
  }

  /** This client, once its engine is loaded and its keys exist. Rejects with a config error that lists every invalid setting. */
  async ready(): Promise<this> {
    await this.#engine;
    return this;
  }

  /**
   * Response body of any operation, called by its operation ID (`getUser`), or of any path of the org: `POST /api/v1/new`, or a
   * path alone, which is a GET. Rejects with an `OktantError`.
   */
  async call<T = unknown>(operation: string, args: Arguments = {}, options: CallOptions = {}): Promise<T> {
    return (await this.raw<T>(operation, args, options)).value;
  }

  /** Raw response of the same call: the body with status, headers, request ID and rate limit. Rejects with an `OktantError`. */
  async raw<T = unknown>(operation: string, args: Arguments = {}, options: CallOptions = {}): Promise<RawResponse<T>> {
    try {
      const engine = await this.#engine;
      return (await rejectIfEngineDies(engine.call(operation, args, options))) as RawResponse<T>;
    } catch (thrown) {
      throw toOktantError(thrown);
    }
  }

  /** List of the items of any operation or path that returns one, named as for `call`. Nothing is sent before it is read. */
  items<T = unknown>(operation: string, args: Arguments = {}, options: ListOptions = {}): List<T> {
    return new List<T>(async () => (await this.#engine).pages(operation, args, options));
  }

  /** Pages of the same list. */
  pages<T = unknown>(operation: string, args: Arguments = {}, options: ListOptions = {}): AsyncIterableIterator<Page<T>> {
    return this.items<T>(operation, args, options).pages();
  }

  /** Rate limits of the org that this client has seen so far. */
  async rates(): Promise<RateLimitStatus[]> {
    return (await this.#engine).rates();
  }

  /** Settings of the client and where each came from, one per line. Secrets are masked. */
  async explain(): Promise<string> {
    return (await this.#engine).explain();
  }
}
