import { Client, type ClientOptions, OktantError } from "oktant";
import type { Client as Inline } from "oktant/inline";

const options: ClientOptions = { maxRetries: 1 };
const okta: Client = await Client.create(options);
let users = 0;
for await (const user of okta.users.listUsers({ search: 'status eq "ACTIVE"' })) users += user.status === "ACTIVE" ? 1 : 0;
const error: unknown = await okta.call("getUser", { path: { id: "nobody" } }).catch((error: unknown) => error);
if (!(error instanceof OktantError) || error.status !== 404) throw error;
const inline: Inline | undefined = undefined;
console.log(JSON.stringify({ host: `TypeScript for Node ${process.version}`, users, inline }));
