import { Client } from "oktant/inline";
import { list } from "../list.mjs";

console.log(JSON.stringify(await list(new Client(), `bundle in Node ${process.version}`)));
