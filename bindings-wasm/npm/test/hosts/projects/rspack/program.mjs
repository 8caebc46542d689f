import { Client } from "oktant";
import { list } from "../list.mjs";

console.log(JSON.stringify(await list(new Client(), `bundle in Node ${process.version}`)));
