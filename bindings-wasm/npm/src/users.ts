import type { BaseClient } from "./base-client.js";
import type { List } from "./list.js";
import type { Argument, ListOptions } from "./options.js";

/** Query parameters of `listUsers`, by their names in Okta's reference. */
export interface ListUsersQuery {
  search?: string;
  filter?: string;
  q?: string;
  after?: string;
  limit?: number;
  sortBy?: string;
  sortOrder?: string;
  [name: string]: Argument;
}

/** Users: the service for operations on users. */
export class Users {
  readonly #client: BaseClient;

  /** @internal */
  constructor(client: BaseClient) {
    this.#client = client;
  }

  /** List of users: `for await` iterates over all of them, `await` resolves to the first page. */
  listUsers<T = Record<string, unknown>>(query: ListUsersQuery = {}, options: ListOptions = {}): List<T> {
    return this.#client.items<T>("listUsers", { query }, options);
  }
}
