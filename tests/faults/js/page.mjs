// What browser.mjs runs on the page.
import { Client } from "../../../bindings-wasm/npm/dist/web.js";
import { Face } from "./face.mjs";

const face = new Face(Client, (thing) => [String(thing)]);
globalThis.take = (command) => face.take(command);
