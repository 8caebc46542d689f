import { Client } from "oktant";

const okta = new Client();
for await (const user of okta.users.listUsers({ search: 'status eq "ACTIVE"' })) console.log(user.profile?.login);
