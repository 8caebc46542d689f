export { Call } from "./call.js";
export { type ErrorKind, OktantError } from "./error.js";
export type { Event } from "./event.js";
export type { Signer } from "./keys.js";
export { List } from "./list.js";
export type { Argument, Arguments, CallOptions, ClientOptions, ListOptions } from "./options.js";
export type { RateLimit, RateLimitStatus } from "./rate-limit.js";
export type { Page, RawResponse, ResponseMetadata } from "./response.js";
