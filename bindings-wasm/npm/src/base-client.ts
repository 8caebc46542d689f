/// <reference lib="esnext.disposable" preserve="true" />
import { InvalidArgument, type MethodArguments, pack, type Packed, typeName } from "./arguments.js";
import { Call } from "./call.js";
import { Driver, type Finished } from "./drive.js";
import { toOktantError } from "./error.js";
import type { Services } from "./generated/services.js";
import type { Glue } from "./glue.js";
import { Keys } from "./keys.js";
import { List } from "./list.js";
import type { Arguments, CallOptions, ClientOptions, ListOptions } from "./options.js";
import type { WasmSource } from "./load.js";
import { readPages } from "./pages.js";
import type { RateLimitStatus } from "./rate-limit.js";
import { type Caller, createService, isOrdinary, unknownName } from "./service.js";
import type { Layers } from "./settings.js";

/** How one kind of JavaScript host loads the engine and finds settings. @internal */
export interface Runtime {
  /** Loads the engine: from the source of the options, if there is one. */
  load(wasm: WasmSource | undefined): Glue | Promise<Glue>;
  /** Settings from outside of the program. */
  settings(): Layers;
}

/** The services, by name. */
export interface BaseClient extends Services {
  /** Closes the client, for `using`. */
  [Symbol.dispose](): void;
  /** Closes the client and waits for its calls, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Client of one org. Create one and share it. */
export abstract class BaseClient {
  static {
    // Unknown names are explained; while the engine is loading, every name is a service.
    const prototype = new Proxy({}, {
      get(target, name, client) {
        if (isOrdinary(name) || !(#caller in client)) return Reflect.get(target, name, client);
        const { glue } = client.#caller;
        return glue === undefined ? client.#service(name) : unknownName(glue, name, "okta has no service");
      },
    });
    Object.setPrototypeOf(this.prototype, prototype);
    // Not every host has these symbols.
    for (const symbol of [Symbol.dispose, Symbol.asyncDispose]) {
      if (symbol !== undefined) Object.defineProperty(this.prototype, symbol, { value: this.prototype.close, writable: true, configurable: true });
    }
  }

  readonly #driver: Promise<Driver>;
  readonly #caller: Caller;
  /** Not properties, so that a frozen client works. */
  readonly #services = new Map<string, object>();

  /** @internal */
  constructor(given: ClientOptions | null | undefined, runtime: Runtime) {
    const options = given ?? {};
    if (typeof options !== "object" || Array.isArray(options)) {
      throw new TypeError(`the options of a client are ${typeName(options)}: give an object such as { orgUrl, token }`);
    }
    const keys = new Keys(options.signer, options.proofSigner);
    const create = (glue: Glue): Driver => {
      BaseClient.#defineServices(glue);
      this.#caller.glue = glue;
      try {
        return new Driver(glue, runtime.settings(), keys, options);
      } catch (thrown) {
        throw toOktantError(thrown);
      }
    };
    const loading = runtime.load(options.wasm);
    const call: Caller["call"] = (...call) => new Call(this.#send(...call));
    this.#caller = { glue: undefined, loading: Promise.resolve(loading), call, items: (...list) => this.#list(...list) };
    const driver = loading instanceof Promise ? loading.then(create) : Promise.resolve(create(loading));
    this.#driver = driver.then((driver) => keys.create(driver.engine).then(() => driver));
    // Every call reports the error; without calls the rejection would be unhandled.
    this.#driver.catch(() => undefined);
  }

  /** This client, once its engine is loaded and its keys exist. Rejects with a config error that lists every invalid setting. */
  async ready(): Promise<this> {
    await this.#driver;
    return this;
  }

  /**
   * Response body of any operation, called by its operation ID (`getUser`), or of any path of the org: `POST /api/v1/new`, or a
   * path alone, which is a GET. Rejects with an `OktantError`.
   */
  call<T = unknown>(operation: string, args: Arguments = {}, options: CallOptions = {}): Call<T> {
    return new Call<T>(this.#send(operation, args, options));
  }

  /** List of the items of any operation or path that returns one, named as for `call`. Nothing is sent before it is read. */
  items<T = unknown>(operation: string, args: Arguments = {}, options: ListOptions = {}): List<T> {
    return this.#list(operation, args, options);
  }

  /** Rate limits of the org that this client has seen so far. */
  async rates(): Promise<RateLimitStatus[]> {
    return (await this.#driver).use((engine) => engine.rates());
  }

  /** Settings of the client and where each came from, one per line. Secrets are masked. */
  async explain(): Promise<string> {
    return (await this.#driver).use((engine) => engine.explain());
  }

  /** Closes the client: it takes no more calls. Resolves when those on their way are over and its memory is free. */
  async close(): Promise<void> {
    let driver;
    try {
      driver = await this.#driver;
    } catch {
      // There is nothing to close.
      return;
    }
    await driver.close();
  }

  async #send(operation: string, args: Arguments | MethodArguments, options?: CallOptions | null): Promise<Finished> {
    const packing = snapshot(args, options);
    const driver = await this.#driver;
    return driver.call(operation, await checked(driver, operation, packing), options?.signal);
  }

  #list<T>(operation: string, args: Arguments | MethodArguments, options?: ListOptions | null): List<T> {
    const packing = snapshot(args, options);
    const open = async (followMs: number | undefined) => {
      const driver = await this.#driver;
      const { entries, body } = await checked(driver, operation, packing);
      const all = followMs === undefined ? entries : [...entries, "followMs", "", String(Math.ceil(followMs))];
      return { driver, pages: driver.use((engine) => engine.pages(operation, JSON.stringify(all), body)) };
    };
    return new List<T>((followMs) => readPages<T>(() => open(followMs), options?.signal));
  }

  /** The service of this name. It stays the same object, so that its methods can be replaced in tests. */
  #service(name: string): object {
    let service = this.#services.get(name);
    if (service === undefined) this.#services.set(name, (service = createService(name, this.#caller)));
    return service;
  }

  /** Gives clients a property for each service, the first time. */
  static #defineServices(glue: Glue): void {
    const prototype = BaseClient.prototype;
    const names = Object.hasOwn(prototype, "users") ? [] : glue.services().trimEnd().split(" ");
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

type Packing = Packed | Promise<Packed> | InvalidArgument;

/** Arguments and options as they are now: what the caller changes later is not sent. */
function snapshot(args: Arguments | MethodArguments, options: ListOptions | null | undefined): Packing {
  try {
    const packing = pack(args, options ?? {});
    // Whoever awaits it is told; if the engine cannot be loaded, nobody does.
    if (packing instanceof Promise) packing.catch(() => undefined);
    return packing;
  } catch (thrown) {
    if (thrown instanceof InvalidArgument) return thrown;
    throw thrown;
  }
}

/** The packed arguments, unless one of them, or the name of the operation, cannot be sent. */
function checked(driver: Driver, operation: string, packing: Packing): Packed | Promise<Packed> {
  if (typeof operation !== "string") {
    const message = `the operation is ${typeName(operation)}: give its ID, or a method and a path`;
    throw toOktantError({ kind: "invalid_argument", message, attempts: 0, elapsedMs: 0, mayHaveBeenSent: false });
  }
  if (!(packing instanceof InvalidArgument)) return packing;
  throw toOktantError(driver.use((engine) => engine.argumentError(operation, packing.message)));
}
