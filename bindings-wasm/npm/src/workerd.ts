// Entry point for Workers: workerd compiles no bytes, and imports a compiled module.
import { host } from "./host.js";
import type { WasmSource } from "./load.js";
import wasm from "./oktant.wasm";

export { Client } from "./client.js";
export * from "./index.js";

host.engine = () => wasm as WasmSource;
