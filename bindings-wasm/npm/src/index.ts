export type { Argument, Arguments, CallOptions, ListOptions, Raw } from "./client.js";
export { type ErrorKind, OktantError, type Rate } from "./error.js";
export type { Event, Bucket } from "./event.js";
export type { Signer } from "./keys.js";
export { type Answer, List, type Page } from "./list.js";
export type { ClientOptions } from "./options.js";
export { type ListUsersQuery, Users } from "./users.js";
