import { OktantError } from "./error.js";

const pending = new Set<(error: unknown) => void>();
let fatal: unknown;

/**
 * Replaces the global `queueMicrotask` in the glue of wasm-bindgen, which polls the engine's futures with it. An exception that
 * nobody catches there would leave the interrupted calls pending forever. After a WebAssembly trap the engine cannot be used.
 */
export function queueMicrotask(poll: () => void): void {
  globalThis.queueMicrotask(() => {
    try {
      poll();
    } catch (cause) {
      const error = engineDied(cause);
      if (cause instanceof WebAssembly.RuntimeError) fatal = error;
      const rejects = [...pending];
      pending.clear();
      for (const reject of rejects) reject(error);
    }
  });
}

/** The same promise, which is also rejected if the engine dies. */
export function rejectIfEngineDies<T>(promise: Promise<T>): Promise<T> {
  if (fatal !== undefined) return Promise.reject(fatal);
  return new Promise((resolve, reject) => {
    pending.add(reject);
    void promise.then(resolve, reject).finally(() => pending.delete(reject));
  });
}

function engineDied(cause: unknown): OktantError {
  const message = "the engine broke in the midst of a call: it may have been carried out, check before you repeat it";
  return new OktantError({ kind: "transport", message, cause, attempts: 1, elapsedMs: 0, mayHaveBeenSent: true });
}
