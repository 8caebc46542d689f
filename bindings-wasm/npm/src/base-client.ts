import { Call } from "./call.js";
import { encode } from "./encode.js";
import { rejectIfEngineDies } from "./engine-failure.js";
import { toOktantError } from "./error.js";
import type { Services } from "./generated/services.js";
import { Engine, type Layers, services } from "./glue.js";
import { Keys } from "./keys.js";
import { List } from "./list.js";
import { type Arguments, type CallOptions, type ClientOptions, type ListOptions, toEngineOptions } from "./options.js";
import type { RateLimitStatus } from "./rate-limit.js";
import type { RawResponse } from "./response.js";
import { type Caller, createService, isOrdinary, unknownName } from "./service.js";

/** How one kind of JavaScript host loads the engine and finds settings. @internal */
export interface Runtime {
  /** Loads the engine. Undefined if it is loaded already. */
  load(): Promise<unknown> | undefined;
  /** Settings from outside of the program. */
  settings(): Omit<Layers, "code">;
}

/** The services, by name. */
export interface BaseClient extends Services {}

/** Client of one org. Create one and share it. */
export abstract class BaseClient {
  static {
    // Unknown names are explained; while the engine is loading, every name is a service.
    const prototype = new Proxy({}, {
      get(target, name, client) {
        if (isOrdinary(name) || !(#caller in client)) return Reflect.get(target, name, client);
        return client.#caller.loading === undefined ? unknownName(name, "okta has no service") : client.#service(name);
      },
    });
    Object.setPrototypeOf(this.prototype, prototype);
  }

  readonly #engine: Promise<Engine>;
  readonly #caller: Caller & { loading: Promise<unknown> | undefined };

  /** @internal */
  constructor(options: ClientOptions, runtime: Runtime) {
    const keys = new Keys(options.signer, options.proofSigner);
    const create = (): Engine => {
      BaseClient.#defineServices();
      try {
        const engine = new Engine({ ...runtime.settings(), code: toEngineOptions(options) }, encode, keys.sign);
        this.#caller.loading = undefined;
        return engine;
      } catch (thrown) {
        throw toOktantError(thrown);
      }
    };
    this.#caller = { loading: undefined, call: (...call) => this.call(...call), items: (...list) => this.items(...list) };
    const loading = runtime.load();
    const engine = loading === undefined ? Promise.resolve(create()) : loading.then(create);
    if (loading !== undefined) this.#caller.loading = engine;
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
   * path alone, which is a GET. Arguments are by name, or an array of those of the service's method. Rejects with an `OktantError`.
   */
  call<T = unknown>(operation: string, args: Arguments | unknown[] = {}, options: CallOptions = {}): Call<T> {
    return new Call<T>(this.#send<T>(operation, args, options));
  }

  async #send<T>(operation: string, args: unknown, options: CallOptions): Promise<RawResponse<T>> {
    try {
      const engine = await this.#engine;
      return (await rejectIfEngineDies(engine.call(operation, args, options))) as RawResponse<T>;
    } catch (thrown) {
      throw toOktantError(thrown);
    }
  }

  /** List of the items of any operation or path that returns one, named as for `call`. Nothing is sent before it is read. */
  items<T = unknown>(operation: string, args: Arguments | unknown[] = {}, options: ListOptions = {}): List<T> {
    const open = async () => (await this.#engine).pages(operation, args, options);
    return new List<T>(open, () => this.#send<T[]>(operation, args, options));
  }

  /** Rate limits of the org that this client has seen so far. */
  async rates(): Promise<RateLimitStatus[]> {
    return (await this.#engine).rates();
  }

  /** Settings of the client and where each came from, one per line. Secrets are masked. */
  async explain(): Promise<string> {
    return (await this.#engine).explain();
  }

  /** The service of this name. It stays the same object, so that its methods can be replaced in tests. */
  #service(name: string): object {
    const value = createService(name, this.#caller);
    Object.defineProperty(this, name, { value, writable: true, configurable: true });
    return value;
  }

  /** Gives clients a property for each service, the first time. */
  static #defineServices(): void {
    const prototype = BaseClient.prototype;
    const names = Object.hasOwn(prototype, "users") ? [] : services().trimEnd().split(" ");
    for (const name of names) {
      Object.defineProperty(prototype, name, {
        get(this: BaseClient) {
          return this.#service(name);
        },
        set(this: BaseClient, value: unknown) {
          Object.defineProperty(this, name, { value, writable: true, configurable: true });
        },
        configurable: true,
      });
    }
  }
}
