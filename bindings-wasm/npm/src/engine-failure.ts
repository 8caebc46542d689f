import { OktantError } from "./error.js";

/** The error of a call in whose midst the engine trapped. After that it cannot be used. */
export function engineDied(cause: unknown): OktantError {
  const message = "the engine broke in the midst of a call: it may have been carried out, check before you repeat it";
  return new OktantError({ kind: "transport", message, cause, attempts: 1, elapsedMs: 0, mayHaveBeenSent: true });
}
