import { Client, List, OktantError, type Page } from "oktant";
import { Client as Inline } from "oktant/inline";
import wasm from "oktant/oktant.wasm";

const okta: Client = new Inline({ orgUrl: "https://example.okta.com", bearer: () => "token", wasm: new URL("https://example.com/oktant.wasm") });
const users: List<unknown> = okta.users.listUsers({ search: "x" });
const page: Promise<Page<unknown>> = users.firstPage();
const other: Promise<Client> = Client.create({ wasm: wasm as WebAssembly.Module });
export { OktantError, other, page };
