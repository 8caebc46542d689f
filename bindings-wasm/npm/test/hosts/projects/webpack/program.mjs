import { Client } from "oktant";
import { list } from "../list.mjs";

console.log(JSON.stringify(await list(new Client(), `webpack for Node ${process.version}`)));
