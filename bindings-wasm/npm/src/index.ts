export { Call } from "./call.js";
export { type ErrorKind, OktantError } from "./error.js";
export type { Event, EventBase, EventKind } from "./event.js";
export type { InlineHooks } from "./generated/hooks.js";
export { type EventDelivery, type EventHookHandler, type HookBody, type Hooks, hooks, type InlineHookHandler } from "./hooks.js";
export type * from "./generated/models.js";
// Its own name is that of the package's client.
export type { Client as ClientModel } from "./generated/models.js";
export type * from "./generated/services.js";
export type { Jwk, Signer } from "./keys.js";
export { List } from "./list.js";
export type { WasmSource } from "./load.js";
export type { Argument, Arguments, CallOptions, ClientOptions, ListOptions } from "./options.js";
export type { RateLimit, RateLimitStatus } from "./rate-limit.js";
export type { Page, RawResponse, ResponseMetadata } from "./response.js";
export type { UnknownTag } from "./unknown-tag.js";
export type { Upload } from "./upload.js";
