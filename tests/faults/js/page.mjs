// The script of the page that browser.mjs opens.
import { Client } from "../../../bindings-wasm/npm/dist/web.js";
import { Driver } from "./driver.mjs";

const driver = new Driver(Client, (thing) => [String(thing)]);
globalThis.take = (command) => driver.take(command);
