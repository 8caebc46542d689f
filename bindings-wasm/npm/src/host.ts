import type { Runtime } from "./base-client.js";
import { Loader, type WasmSource } from "./load.js";

/** What the entry points fill in, so that there is one `Client` in a program, whichever of them it imports. @internal */
export interface Host extends Runtime {
  /** Where the engine is. That in the code, if one has it, is taken before a file. */
  engine?: () => WasmSource | Promise<WasmSource>;
  /** Reads what `fetch` does not. */
  read(wasm: WasmSource): WasmSource;
}

const loader = new Loader();

/** The host of this program. @internal */
export const host: Host = {
  read: (wasm) => wasm,
  settings: () => ({}),
  load: (wasm) => loader.load(wasm === undefined ? engine : () => host.read(wasm)),
};

function engine(): WasmSource | Promise<WasmSource> {
  if (host.engine === undefined) throw new Error("the package does not know this host");
  return host.engine();
}
