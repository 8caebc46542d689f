// What every host does: list the users of the org, and say what it is.
export async function list(okta, host) {
  let users = 0;
  for await (const user of okta.users.listUsers({ search: 'status eq "ACTIVE"' })) users += user.status === "ACTIVE" ? 1 : 0;
  return { host, users };
}
