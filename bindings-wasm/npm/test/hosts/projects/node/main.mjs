import { createRequire } from "node:module";
import { Client } from "oktant";
import { Client as Inline } from "oktant/inline";
import { list } from "../list.mjs";

const required = createRequire(import.meta.url)("oktant");
if (required.Client !== Client) throw new Error("import and require give two clients");
if (Inline !== Client) throw new Error("oktant/inline has a client of its own");
console.log(JSON.stringify(await list(new Client(), `Node ${process.version}`)));
