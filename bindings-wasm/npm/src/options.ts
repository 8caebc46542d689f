import type { ClientOptions as Settings } from "./generated/options.js";
import type { WasmSource } from "./load.js";

/** Options of a client: settings, and where its engine is. */
export interface ClientOptions extends Settings {
  /**
   * Engine: the address of `oktant.wasm`, a response with it, its bytes, or the compiled module. For hosts and bundlers where the
   * package does not find the file. The first client of a program decides. Default: the file of the package.
   */
  wasm?: WasmSource;
}

/** Value of a parameter. An array repeats the parameter; undefined leaves it out. */
export type Argument = string | number | bigint | boolean | Date | readonly (string | number | bigint | boolean | Date)[] | undefined;

/** Arguments of an operation, by their names in the API document. */
export interface Arguments {
  /** Path parameters. */
  path?: Record<string, Argument>;
  /** Query parameters. */
  query?: Record<string, Argument>;
  /** Header parameters. */
  headers?: Record<string, Argument>;
  /**
   * Request body: a JSON value; a file as bytes, Blob, File or `{ name, type, data }`; bytes or a string. The operation determines
   * which of them.
   */
  body?: unknown;
}

/** Options of one call, in place of the client's settings. */
export interface CallOptions {
  /** Abort signal: cancels the call at once, even if it waits. The error is of kind cancelled. */
  signal?: AbortSignal;
  /** Request timeout of each attempt in milliseconds; 0 means no limit. Default: `requestTimeoutMs` of the client. */
  timeoutMs?: number;
  /**
   * Deadline of the whole call in milliseconds; 0 means no limit. Each page of a list is a call. Default: `deadlineMs` of the
   * client.
   */
  deadlineMs?: number;
  /** Retries: how often the call may be sent again, from 0 to 100. Default: `maxRetries` of the client. */
  maxRetries?: number;
  /** Additional request headers. */
  headers?: Record<string, Argument>;
  /** Additional query parameters, which the API document does not have. */
  query?: Record<string, Argument>;
}

/** Options of a list. Those of a call apply to each page. */
export interface ListOptions extends CallOptions {
  /** Cursor of the page to start from, as `Page.cursor` of the same operation. It brings its own query: leave out `query` beside it. */
  cursor?: string;
}
