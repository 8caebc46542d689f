import { configError, type OktantError } from "./error.js";
import { createGlue, type Glue } from "./glue.js";

/** Engine: the address of `oktant.wasm`, a response with it, its bytes, or the compiled module. */
export type WasmSource =
  | string
  | URL
  | Response
  | ArrayBuffer
  | ArrayBufferView
  // Node's own types have no WebAssembly.
  | (typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module extends object } } } ? Module : never);

/** Loads the engine, once in a program: what later clients name is not read. @internal */
export class Loader {
  #glue: Glue | undefined;
  #loading: Promise<Glue> | undefined;

  /** The engine for a new client: at once if it was loaded before, or if the source has bytes or a module. */
  load(source: () => WasmSource | Promise<WasmSource>): Glue | Promise<Glue> {
    // After a trap, an instance is left to the clients that have it.
    if (this.#glue?.isBroken) this.#glue = instantiate(this.#glue.module());
    if (this.#glue !== undefined) return this.#glue;
    if (this.#loading !== undefined) return this.#loading;
    if (typeof WebAssembly === "undefined") throw configError("this host has no WebAssembly: call the org from a server or a browser");
    const wasm = attempt(source);
    if (wasm instanceof WebAssembly.Module || wasm instanceof ArrayBuffer || ArrayBuffer.isView(wasm)) {
      return (this.#glue = attempt(() => instantiate(wasm as BufferSource)));
    }
    const glue = createGlue();
    this.#loading = glue.init({ module_or_path: wasm }).then(
      () => (this.#glue = glue),
      (cause: unknown) => {
        // The next client tries again.
        this.#loading = undefined;
        throw failure(cause, wasm instanceof URL || typeof wasm === "string" ? ` from ${wasm}` : "");
      },
    );
    return this.#loading;
  }
}

function instantiate(module: BufferSource | WebAssembly.Module): Glue {
  const glue = createGlue();
  glue.initSync({ module });
  return glue;
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
  return configError(`the engine cannot be loaded${from}: ${reason}: ${help}`, cause);
}
