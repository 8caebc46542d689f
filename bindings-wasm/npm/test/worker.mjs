// Plays vectors in a browser.
import { AnyClient } from "../dist/client.js";
import init from "../dist/glue.js";
import { play } from "./vectors.mjs";

// Messages may come before the engine is there: they wait for it.
const loading = init({ module_or_path: new URL("../dist/oktant.wasm", import.meta.url) });

onmessage = async ({ data: { vector, version } }) => {
  try {
    await loading;
    postMessage(await play(vector, { AnyClient, load: () => undefined, version }));
  } catch (error) {
    postMessage(String(error?.stack ?? error));
  }
};
