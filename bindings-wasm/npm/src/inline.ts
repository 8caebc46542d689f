// Entry point for bundles without files: the engine is in the code.
import { host } from "./host.js";
import deflated from "./wasm-deflated.js";

export { Client } from "./client.js";
export * from "./index.js";

host.engine = () => {
  const bytes = Uint8Array.from(atob(deflated), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).arrayBuffer();
};
