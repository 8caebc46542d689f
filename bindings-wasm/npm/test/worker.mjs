// Plays vectors in a browser.
import { BaseClient } from "../dist/base-client.js";
import { createGlue } from "../dist/glue.js";
import { seeds } from "../dist/seeds.js";
import { play } from "./vectors.mjs";

// Messages that arrive before the engine is loaded wait for it.
const glue = createGlue();
const loading = glue.init({ module_or_path: new URL("../dist/oktant.wasm", import.meta.url) });

onmessage = async ({ data: { vector, version } }) => {
  try {
    await loading;
    postMessage(await play(vector, { BaseClient, seeds, load: () => glue, version }));
  } catch (error) {
    postMessage(String(error?.stack ?? error));
  }
};
