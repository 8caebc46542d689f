import { Client, type OktantError } from "oktant";

async function main(): Promise<void> {
  const okta: Client = new Client({ maxRetries: 1 });
  let users = 0;
  for await (const user of okta.users.listUsers({ search: 'status eq "ACTIVE"' })) users += user.status === "ACTIVE" ? 1 : 0;
  const kind: OktantError["kind"] = "api";
  console.log(JSON.stringify({ host: `TypeScript for Node ${process.version}`, users, kind }));
}

void main();
