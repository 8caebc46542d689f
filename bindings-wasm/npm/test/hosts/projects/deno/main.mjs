import { createRequire } from "node:module";
import { Client } from "oktant";
import { list } from "../list.mjs";

if (createRequire(import.meta.url)("oktant").Client !== Client) throw new Error("import and require give two clients");
console.log(JSON.stringify(await list(new Client(), `Deno ${Deno.version.deno}`)));
