import { InvalidArgument, pack, type Packed } from "./arguments.js";
import { Driver, type Finished } from "./drive.js";
import { toOktantError } from "./error.js";
import { Engine, type Layers } from "./glue.js";
import { Keys } from "./keys.js";
import { List, readPages } from "./list.js";
import { type Arguments, type CallOptions, type ClientOptions, type ListOptions, toEngineOptions } from "./options.js";
import type { RateLimitStatus } from "./rate-limit.js";
import type { Page, RawResponse } from "./response.js";
import { Users } from "./users.js";

/** How one kind of JavaScript host loads the engine and finds settings. @internal */
export interface Runtime {
  /** Loads the engine. Undefined if it is loaded already. */
  load(): Promise<unknown> | undefined;
  /** Settings from outside of the program. */
  settings(): Omit<Layers, "code">;
}

/** Client of one org. Create one and share it. */
export abstract class BaseClient {
  readonly #driver: Promise<Driver>;
  /** Users: the service for operations on users. */
  readonly users: Users = new Users(this);

  /** @internal */
  constructor(options: ClientOptions, runtime: Runtime) {
    const keys = new Keys(options.signer, options.proofSigner);
    const create = (): Driver => {
      const waiting = new Map<number, () => void>();
      try {
        const layers = { ...runtime.settings(), code: toEngineOptions(options) };
        return new Driver(new Engine(layers, (id) => waiting.get(id)?.()), waiting, keys, options);
      } catch (thrown) {
        throw toOktantError(thrown);
      }
    };
    const loading = runtime.load();
    const driver = loading === undefined ? Promise.resolve(create()) : loading.then(create);
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
  async call<T = unknown>(operation: string, args: Arguments = {}, options: CallOptions = {}): Promise<T> {
    const driver = await this.#driver;
    const { call, body } = await run(driver, operation, args, options);
    driver.engine.finish(call);
    return body?.value as T;
  }

  /** Raw response of the same call: the body with status, headers, request ID and rate limit. Rejects with an `OktantError`. */
  async raw<T = unknown>(operation: string, args: Arguments = {}, options: CallOptions = {}): Promise<RawResponse<T>> {
    const driver = await this.#driver;
    const { call, body, headers } = await run(driver, operation, args, options);
    return { ...driver.engine.response(call), headers, value: body?.value as T };
  }

  /** List of the items of any operation or path that returns one, named as for `call`. Nothing is sent before it is read. */
  items<T = unknown>(operation: string, args: Arguments = {}, options: ListOptions = {}): List<T> {
    const open = async () => {
      const driver = await this.#driver;
      const packing = prepare(driver, operation, args, options);
      const { text, body } = packing instanceof Promise ? await packing : packing;
      return { driver, pages: driver.engine.pages(operation, text, body) };
    };
    return new List<T>(() => readPages<T>(open, options.signal));
  }

  /** Pages of the same list. */
  pages<T = unknown>(operation: string, args: Arguments = {}, options: ListOptions = {}): AsyncIterableIterator<Page<T>> {
    return this.items<T>(operation, args, options).pages();
  }

  /** Rate limits of the org that this client has seen so far. */
  async rates(): Promise<RateLimitStatus[]> {
    return (await this.#driver).engine.rates();
  }

  /** Settings of the client and where each came from, one per line. Secrets are masked. */
  async explain(): Promise<string> {
    return (await this.#driver).engine.explain();
  }
}

/** Runs a call of an operation. */
function run(driver: Driver, operation: string, args: Arguments, options: CallOptions): Promise<Finished> {
  const packing = prepare(driver, operation, args, options);
  if (packing instanceof Promise) return packing.then((packed) => driver.call(operation, packed, options.signal));
  return driver.call(operation, packing, options.signal);
}

/** Arguments and options as the engine reads them. */
function prepare(driver: Driver, operation: string, args: Arguments, options: ListOptions): Packed | Promise<Packed> {
  try {
    return pack(args, options);
  } catch (thrown) {
    throw thrown instanceof InvalidArgument ? toOktantError(driver.engine.argumentError(operation, thrown.message)) : thrown;
  }
}
