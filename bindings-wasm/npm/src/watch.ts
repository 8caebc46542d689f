import { OktantError } from "./error.js";

const waiting = new Set<(error: unknown) => void>();
let dead: unknown;

/**
 * Takes the place of the global one in the glue, which runs the engine's futures by it. What passes through there uncaught
 * would leave the calls that it interrupts hanging for ever. After a trap of WebAssembly there is no engine any more.
 */
export function queueMicrotask(poll: () => void): void {
  globalThis.queueMicrotask(() => {
    try {
      poll();
    } catch (cause) {
      const error = broken(cause);
      if (cause instanceof WebAssembly.RuntimeError) dead = error;
      const all = [...waiting];
      waiting.clear();
      for (const reject of all) reject(error);
    }
  });
}

/** The same promise, which rejects too where the engine breaks. */
export function watched<T>(promise: Promise<T>): Promise<T> {
  if (dead !== undefined) return Promise.reject(dead);
  return new Promise((resolve, reject) => {
    waiting.add(reject);
    promise.then(
      (value) => {
        waiting.delete(reject);
        resolve(value);
      },
      (error: unknown) => {
        waiting.delete(reject);
        reject(error);
      },
    );
  });
}

function broken(cause: unknown): OktantError {
  const message = "the engine broke in the midst of a call: it may have been done, look before you repeat it";
  return new OktantError({ kind: "transport", message, cause, causes: [], rate: {}, attempts: 1, elapsedMs: 0, mayHaveBeenSent: true });
}
