import { OktantError } from "./error.js";
import init, { initSync } from "./glue.js";

// Node's own types have no WebAssembly.
type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module extends object } } } ? Module : never;

/** Engine: the address of `oktant.wasm`, a response with it, its bytes, or the compiled module. */
export type WasmSource = string | URL | Response | ArrayBuffer | ArrayBufferView | WasmModule;

let isLoaded = false;
let loading: Promise<void> | undefined;

/**
 * Loads the engine, once in a program: what other clients name later is not read. Undefined if it is there at once, which takes
 * bytes or a module. @internal
 */
export function load(source: () => WasmSource | Promise<WasmSource>): Promise<void> | undefined {
  if (isLoaded || loading !== undefined) return loading;
  if (typeof WebAssembly === "undefined") throw loadError("this host has no WebAssembly: call the org from a server or a browser");
  const wasm = attempt(source);
  if (wasm instanceof WebAssembly.Module || wasm instanceof ArrayBuffer || ArrayBuffer.isView(wasm)) {
    attempt(() => initSync({ module: wasm as BufferSource }));
    isLoaded = true;
    return undefined;
  }
  loading = init({ module_or_path: wasm }).then(
    () => {
      isLoaded = true;
      loading = undefined;
    },
    (cause: unknown) => {
      // The next client tries again.
      loading = undefined;
      throw failure(cause, wasm instanceof URL || typeof wasm === "string" ? ` from ${wasm}` : "");
    },
  );
  return loading;
}

function attempt<T>(action: () => T): T {
  try {
    return action();
  } catch (cause) {
    throw failure(cause);
  }
}

function failure(cause: unknown, from = ""): OktantError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const help = 'if a bundler left oktant.wasm out, import "oktant/inline", or tell where the file is: new Client({ wasm })';
  return loadError(`the engine cannot be loaded${from}: ${reason}: ${help}`, cause);
}

function loadError(message: string, cause?: unknown): OktantError {
  return new OktantError({ kind: "config", message, cause, attempts: 0, elapsedMs: 0, mayHaveBeenSent: false });
}
