export type { Argument, Arguments, CallOptions, ClientOptions, ListOptions, Raw } from "./client.js";
export { type ErrorKind, OktantError, type Rate } from "./error.js";
export { type Answer, List, type Page } from "./list.js";
export { type ListUsersQuery, Users } from "./users.js";
