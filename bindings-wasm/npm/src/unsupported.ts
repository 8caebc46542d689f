// Entry point for React Native, whose Hermes knows neither WebAssembly nor `import.meta`: importing works, and the client says so.
import type { Client as AnyClient } from "./client.js";
import { OktantError } from "./error.js";

export * from "./index.js";

/** Client of one org, which React Native cannot have: creating one throws a config error. */
export const Client = class {
  constructor() {
    const message = "Hermes, the JavaScript engine of React Native, has no WebAssembly: call the org from a server";
    throw new OktantError({ kind: "config", message, attempts: 0, elapsedMs: 0, mayHaveBeenSent: false });
  }

  static async create(): Promise<never> {
    throw new this();
  }
} as unknown as typeof AnyClient;
export type Client = AnyClient;
