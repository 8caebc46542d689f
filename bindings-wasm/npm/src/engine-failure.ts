import { OktantError } from "./error.js";

const BUG = "the engine broke, which is a fault of oktant";

/** Whether an exception of an engine's function says that the engine has trapped: its memory is in no known state. */
export function isTrap(thrown: unknown): boolean {
  // The last two are a stack overflow.
  return thrown instanceof WebAssembly.RuntimeError || thrown instanceof RangeError || (thrown as Error | undefined)?.name === "InternalError";
}

/** The error of a call in whose midst the engine of its client trapped. */
export function brokenInCall(cause: unknown): OktantError {
  const message = `${BUG}: this call may have been carried out, check before you repeat it with a new client`;
  return new OktantError({ kind: "transport", message, cause, attempts: 1, elapsedMs: 0, mayHaveBeenSent: true });
}

/** The error of a call that begins after that. */
export function brokenBefore(cause: unknown): OktantError {
  const message = `${BUG}: make a new client, this one cannot be used any more`;
  return new OktantError({ kind: "transport", message, cause, attempts: 0, elapsedMs: 0, mayHaveBeenSent: false });
}
