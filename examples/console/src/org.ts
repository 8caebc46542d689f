// The org that serves this page, and its clients.
import { Client, type Event, type OktantError } from "oktant";

/** What a client reports, with the name of the client: call IDs are unique in one client. */
export type Listener = (client: string, event: Event) => void;

/** How many request IDs are remembered. */
const MOST = 1000;

/** The org of this page. */
export class Org {
  readonly okta: Client;
  readonly #options: { orgUrl: string; token: string; wasm: URL };
  readonly #listeners = new Set<Listener>();
  /** The IDs of the last requests of this page, the oldest first. */
  readonly #requests = new Set<string>();
  #unpaced: Client | undefined;

  private constructor(token: string) {
    this.#options = { orgUrl: location.origin, token, wasm: new URL("oktant.wasm", import.meta.url) };
    this.okta = this.#client("paced", true);
  }

  /** Opens the org with its token. Rejects if the org does not take it. */
  static async open(token: string): Promise<Org> {
    const org = new Org(token);
    await org.okta.users.getUser("me");
    return org;
  }

  /** A second client of the same org, which calls it as fast as it can. */
  get unpaced(): Client {
    return (this.#unpaced ??= this.#client("unpaced", false));
  }

  listen(listener: Listener): void {
    this.#listeners.add(listener);
  }

  /** Whether a client of this page sent the request of this ID. */
  hasSent(requestId: string | null): boolean {
    return requestId !== null && this.#requests.has(requestId);
  }

  #remember(requestId: string): void {
    this.#requests.add(requestId);
    if (this.#requests.size > MOST) this.#requests.delete(this.#requests.values().next().value as string);
  }

  #client(name: string, pacing: boolean): Client {
    const onEvent = (event: Event): void => {
      if (event.kind === "response" && event.requestId !== undefined) this.#remember(event.requestId);
      for (const listener of this.#listeners) listener(name, event);
    };
    return new Client({ ...this.#options, pacing, onEvent });
  }
}

/** The token that the simulator gives to pages on its own machine; undefined if it gives none. */
export async function givenToken(): Promise<string | undefined> {
  const response = await fetch("console/token");
  return response.ok ? ((await response.json()) as { token: string }).token : undefined;
}

export const isCancelled = (error: unknown): boolean =>
  error instanceof DOMException ? error.name === "AbortError" : (error as Partial<OktantError> | null)?.kind === "cancelled";
