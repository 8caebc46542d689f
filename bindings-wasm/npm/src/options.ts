import type { Event } from "./event.js";
import type { Signer } from "./keys.js";

/** What a client is made with. What is not said comes from the environment, where there is one, or is a default. */
export interface ClientOptions {
  /** The org's address, `https://example.okta.com`. */
  orgUrl?: string;
  /** An API token; an access token where `authorizationMode` is Bearer. Not on web pages. */
  token?: string;
  /**
   * What proves who calls. `Cookie` is for web pages: the cookie of who is signed in. `PrivateKey` where `privateKey` or
   * `signer` is given.
   */
  authorizationMode?: "SSWS" | "Bearer" | "PrivateKey" | "Cookie";
  /** Gives an access token, once for all calls that wait for it; `fresh` where the org refused the last one. */
  bearer?: (question: { fresh: boolean }) => string | PromiseLike<string>;
  /** The client id of the service app that asks for tokens. */
  clientId?: string;
  /** What its tokens are to allow, `okta.users.read`. */
  scopes?: readonly string[] | string;
  /**
   * The private key of the service app: PEM (PKCS#1, PKCS#8, SEC1) or a JWK; in Node also the path of one. Tokens are asked
   * for with it when they are needed, once for all calls, and renewed before they end.
   */
  privateKey?: string | JsonWebKey;
  /** The name of that key, or of the signer's, where the app has several. */
  keyId?: string;
  /** What signs for the service app, instead of a private key in memory. */
  signer?: Signer;
  /** Whether tokens are bound to a key, so that nobody else can use them (DPoP). The key is made with the client. */
  dpop?: boolean;
  /** What signs the proofs of DPoP, instead of a key in memory. */
  proofSigner?: Signer;
  /** Whether calls are held back before they meet a rate limit. They are, unless this is false. */
  pacing?: boolean;
  /** Hears what happens in calls. What it throws is lost. */
  onEvent?: (event: Event) => void;
  /** What stands before the SDK's own name in User-Agent. */
  userAgent?: string;
  /** One attempt, from its start to the last byte of its answer. 0 is no limit. */
  requestTimeoutMs?: number;
  /** The whole of a call, pauses included. 0 is no limit. */
  deadlineMs?: number;
  /** The longest single pause. */
  maxWaitMs?: number;
  /** How often a call may be repeated on its own. */
  maxRetries?: number;
  /** The largest body of a 2xx response in megabytes, unpacked; a larger one is an error. Default: 256. */
  maxBodyMb?: number;
  /** Sends requests in place of the global `fetch`: for proxies, tracing and tests. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/** Options as the engine reads them: strings, numbers, booleans and functions. @internal */
export function toEngineOptions({ authorizationMode, signer, proofSigner, privateKey, scopes, dpop, ...rest }: ClientOptions): object {
  const signs = signer !== undefined || privateKey !== undefined;
  return {
    authorizationMode: authorizationMode ?? (signs ? "PrivateKey" : undefined),
    dpop: dpop ?? (proofSigner === undefined ? undefined : true),
    ...rest,
    clientKey: signer && JSON.stringify(signer.publicKey),
    privateKey: typeof privateKey === "object" ? JSON.stringify(privateKey) : privateKey,
    scopes: Array.isArray(scopes) ? scopes.join(" ") : scopes,
  };
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

/** Options of one call. */
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

/** Options of a list. */
export interface ListOptions extends CallOptions {
  /** Cursor of the page to start from, as `Page.cursor` of the same operation. */
  cursor?: string;
  /**
   * Polling interval in milliseconds: follows a growing list such as the system log. At its end, which is a page that is not full,
   * the list is polled again after this time, forever. With pacing, a quarter of the rate limit is left to other calls.
   */
  followMs?: number;
}
