import { Client } from "oktant";
import { list } from "../list.mjs";

const okta = new Client();
if (!(await okta.explain()).includes("OKTA_CLIENT_TOKEN = *** (./okta.yaml)")) throw new Error("okta.yaml is not read");
console.log(JSON.stringify(await list(okta, globalThis.Deno ? "Deno" : globalThis.Bun ? "Bun" : "Node")));
