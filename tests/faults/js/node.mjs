// The driver of the fault scenarios for Node.
import { createInterface } from "node:readline";
import { inspect } from "node:util";
import { Client } from "../../../bindings-wasm/npm/dist/node.js";
import { Face } from "./face.mjs";

const face = new Face(Client, (thing) => [inspect(thing, { depth: 9 })]);
const say = (row) => process.stdout.write(`${JSON.stringify(row)}\n`);

say({ ready: true, typed: false });
for await (const line of createInterface(process.stdin)) {
  face.take(JSON.parse(line)).then((row) => row && say(row));
}
process.exit(0);
