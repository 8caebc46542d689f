// Reads commands and writes outcomes in Node, a line of JSON each.
import { createInterface } from "node:readline";
import { inspect } from "node:util";
import { Client } from "../../../bindings-wasm/npm/dist/node.js";
import { Driver } from "./driver.mjs";

const driver = new Driver(Client, (thing) => [inspect(thing, { depth: 9 })]);
const write = (row) => process.stdout.write(`${JSON.stringify(row)}\n`);

write({ ready: true, typed: false });
for await (const line of createInterface(process.stdin)) {
  driver.take(JSON.parse(line)).then((row) => row && write(row));
}
process.exit(0);
