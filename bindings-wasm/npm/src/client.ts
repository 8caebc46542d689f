import { encode } from "./encode.js";
import { errorOf } from "./error.js";
import type { Bucket } from "./event.js";
import { Engine, type Layers } from "./glue.js";
import { Keys } from "./keys.js";
import { type Answer, List, type Page } from "./list.js";
import { type ClientOptions, plain } from "./options.js";
import { Users } from "./users.js";
import { watched } from "./watch.js";

/** What a caller can say of one call. */
export interface CallOptions {
  /** Stops it: a call that waits or is on its way ends at once, with an error of kind cancelled. */
  signal?: AbortSignal;
  /** One attempt, in place of the client's limit. 0 is no limit. */
  timeoutMs?: number;
  /** The whole call, in place of the client's limit. Each page of a list is a call. 0 is no limit. */
  deadlineMs?: number;
  /** How often it may be repeated, in place of the client's number. */
  maxRetries?: number;
  /** Headers beside the operation's own. */
  headers?: Record<string, Argument>;
  /** Query members that the API document does not tell of. */
  query?: Record<string, Argument>;
}

/** What a caller can say of a list. */
export interface ListOptions extends CallOptions {
  /** Where to go on: the cursor of a page. */
  cursor?: string;
  /**
   * Follows a list that grows, such as the system log: at its end it is polled again after this time, forever. A page that is not
   * full is the end for now. With pacing, a quarter of the rate limit is left to other calls.
   */
  followMs?: number;
}

/** A plain value of an argument. */
export type Argument = string | number | bigint | boolean | Date | readonly (string | number | bigint | boolean | Date)[] | undefined;

/** What an operation is called with, by the API document's own names. */
export interface Arguments {
  path?: Record<string, Argument>;
  query?: Record<string, Argument>;
  headers?: Record<string, Argument>;
  /** A JSON value; a file as bytes, Blob, File or `{name, type, data}`; bytes or text. What of it, the operation says. */
  body?: unknown;
}

/** A document, and what came with it. */
export interface Raw<T> extends Answer {
  readonly value: T;
}

/** Where the engine and settings come from in one kind of JavaScript host. @internal */
export interface Runtime {
  /** Makes the engine ready; undefined where it is. */
  load(): Promise<unknown> | undefined;
  /** What is set outside of the program. */
  settings(): Omit<Layers, "code">;
}

/** A client of one org. Safe to share; make one and keep it. */
export abstract class AnyClient {
  readonly #engine: Promise<Engine>;
  /** Operations of the area Users. */
  readonly users: Users = new Users(this);

  /** @internal */
  constructor(options: ClientOptions, runtime: Runtime) {
    const keys = new Keys(options.signer, options.proofSigner);
    const make = (): Engine => {
      try {
        return new Engine({ ...runtime.settings(), code: plain(options) }, encode, keys.sign);
      } catch (thrown) {
        throw errorOf(thrown);
      }
    };
    const loading = runtime.load();
    const engine = loading === undefined ? Promise.resolve(make()) : loading.then(make);
    this.#engine = engine.then((engine) => keys.make(engine).then(() => engine));
    // Whoever calls hears of it; nobody may.
    this.#engine.catch(() => undefined);
  }

  /** Ready when the engine is loaded, the options are checked, and keys are made. */
  async ready(): Promise<this> {
    await this.#engine;
    return this;
  }

  /**
   * Calls any operation of the API by its operationId, or any path of the org by method and path (`GET /api/v1/users/me`).
   * Gives the document of the answer.
   */
  async call<T = unknown>(operation: string, given: Arguments = {}, options: CallOptions = {}): Promise<T> {
    return (await this.raw<T>(operation, given, options)).value;
  }

  /** The same with status, headers, request id and rate figures. */
  async raw<T = unknown>(operation: string, given: Arguments = {}, options: CallOptions = {}): Promise<Raw<T>> {
    try {
      const engine = await this.#engine;
      return (await watched(engine.call(operation, given, options))) as Raw<T>;
    } catch (thrown) {
      throw errorOf(thrown);
    }
  }

  /** The items of any operation that answers a list. */
  items<T = unknown>(operation: string, given: Arguments = {}, options: ListOptions = {}): List<T> {
    return new List<T>(async () => (await this.#engine).pages(operation, given, options));
  }

  /** The pages of any operation that answers a list. */
  pages<T = unknown>(operation: string, given: Arguments = {}, options: ListOptions = {}): AsyncIterableIterator<Page<T>> {
    return this.items<T>(operation, given, options).pages();
  }

  /** What is known of the org's rate limits. */
  async rates(): Promise<Bucket[]> {
    return (await this.#engine).rates();
  }

  /** What is set to what, and where that was said: one line a setting, secrets not shown. */
  async explain(): Promise<string> {
    return (await this.#engine).explain();
  }
}
