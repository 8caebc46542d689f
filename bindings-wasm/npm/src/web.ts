// Entry point for web pages: fetches the engine from the file beside this one, which bundlers carry along.
import { host } from "./host.js";

export { Client } from "./client.js";
export * from "./index.js";

host.engine ??= () => new URL("./oktant.wasm", import.meta.url);
