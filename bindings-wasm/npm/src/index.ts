export type { Argument, Arguments, CallOptions, ClientOptions, ListOptions } from "./client.js";
export { type ErrorKind, OktantError, type Rate } from "./error.js";
export { List, type Page } from "./list.js";
export { type ListUsersQuery, Users } from "./users.js";
