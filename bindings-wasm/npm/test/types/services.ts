// Methods of services: path arguments, the body, named arguments, call options, in this order.
import { Client, type CallOptions, type Services, type User, type UserGetSingleton } from "oktant";

const okta: Client = new Client({ orgUrl: "https://example.okta.com", token: "t" });
const options: CallOptions = { timeoutMs: 1000, signal: new AbortController().signal };

export async function right(id: string, maybe: string | undefined): Promise<void> {
  const user: UserGetSingleton = await okta.users.getUser(id);
  await okta.users.getUser(user.id, { expand: "blocks" }, options);
  await okta.users.getUser("me", {}, { headers: { "x-a": 1 } });
  await okta.users.getUser("me", undefined, options);
  const { value, status, requestId } = await okta.users.getUser(id).withResponse();
  const login: string | undefined = value.profile?.login;
  const nothing: void = await okta.users.deleteUser(id, { sendEmail: true });
  await okta.users.createUser({ profile: { login: "a@example.com" } }, { activate: false, nextLogin: "changePassword" });
  await okta.users.createUser({ profile: { login: "a@example.com" } }, { activate: undefined, nextLogin: "something new" });
  await okta.users.listUsers({ search: maybe, limit: 10 });
  await okta.policies.listPolicies({ type: "OKTA_SIGN_ON" });
  await okta.policies.listPolicies({ type: "A_NEW_TYPE" });
  await okta.systemLog.listLogEvents({ since: new Date(), until: "2026-01-01T00:00:00Z" });
  await okta.orgCustomization.uploadOrgLogo(new Uint8Array(3));
  await okta.orgCustomization.uploadOrgLogo({ name: "logo.png", type: "image/png", data: new Blob([]) });
  const names: (keyof Services)[] = ["users", "agentPools", "userFactors"];
  const all: Promise<User[]> = Promise.all([okta.users.createUser({ profile: {} })]);
  void [login, status, requestId, nothing, names, all];
}

export async function wrong(id: string): Promise<void> {
  // @ts-expect-error: no such service
  okta.user;
  // @ts-expect-error: no such method
  okta.users.fetchUser;
  // @ts-expect-error: the ID is missing
  okta.users.getUser();
  // @ts-expect-error: an ID is text
  okta.users.getUser(7);
  // @ts-expect-error: null is no ID
  okta.users.getUser(null);
  // @ts-expect-error: options stand last, after the named arguments
  okta.users.getUser(id, { timeoutMs: 1000 });
  // @ts-expect-error: no such named argument
  okta.users.listUsers({ query: "a" });
  // @ts-expect-error: a limit is a number
  okta.users.listUsers({ limit: "10" });
  // @ts-expect-error: the body is missing
  okta.users.createUser();
  // @ts-expect-error: the type is required
  okta.policies.listPolicies();
  // @ts-expect-error: the type is required
  okta.policies.listPolicies({ limit: "10" });
  // @ts-expect-error: there is no option of this name
  okta.users.getUser(id, {}, { timeout: 1000 });
  // @ts-expect-error: a call is awaited before its value is used
  okta.users.getUser(id).profile;
  // @ts-expect-error: a call of one value is no list
  for await (const user of okta.users.getUser(id)) void user;
  // @ts-expect-error: a number is no file
  okta.orgCustomization.uploadOrgLogo(3);
  // @ts-expect-error: services are not assigned
  okta.users = okta.users;
  // @ts-expect-error: no such option of a client
  new Client({ orgURL: "https://example.okta.com" });
}
