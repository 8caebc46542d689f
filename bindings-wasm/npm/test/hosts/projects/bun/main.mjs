import { Client } from "oktant";
import { list } from "../list.mjs";

if (require("oktant").Client !== Client || require("oktant/inline").Client !== Client) throw new Error("import and require give two clients");
console.log(JSON.stringify(await list(new Client(), `Bun ${Bun.version}`)));
