import type { AnyClient, Argument, ListOptions } from "./client.js";
import type { List } from "./list.js";

/** What `listUsers` can be asked for. */
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

/** Operations of the area Users. */
export class Users {
  readonly #client: AnyClient;

  /** @internal */
  constructor(client: AnyClient) {
    this.#client = client;
  }

  /** Lists users: `for await` gives all of them, `await` the first page. */
  listUsers<T = Record<string, unknown>>(query: ListUsersQuery = {}, options: ListOptions = {}): List<T> {
    return this.#client.items<T>("listUsers", { query }, options);
  }
}
