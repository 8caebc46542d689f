// What is read and what is sent: read-only members, null, custom attributes, open sets of strings.
import type { Client, CreateUserRequest, NetworkZoneInput, UpdateUserRequest, User, UserProfile, UserStatus } from "oktant";

export async function right(okta: Client, user: User): Promise<void> {
  const created: string | undefined = user.created;
  const lastLogin: string | null | undefined = user.lastLogin;
  const status: UserStatus | undefined = user.status;
  const text: string | undefined = user.status;
  if (user.status === "ACTIVE" || user.status === "A_NEW_STATUS") void user.status;
  const fresh: UserStatus = "A_NEW_STATUS";
  // Custom attributes are read and written by their names.
  const badge: unknown = user.profile?.["badge"];
  const profile: UserProfile = { firstName: "A", badge: 7, tags: ["a"], nickName: null };
  await okta.users.createUser({ profile, groupIds: ["1"] });
  await okta.users.updateUser(user.id, { profile: { mobilePhone: null } });
  await okta.groups.addGroup({ profile: { name: "a", description: null, badge: 7 } });
  // What was read can be sent back, changed.
  await okta.users.updateUser(user.id, user);
  await okta.users.replaceUser(user.id, { ...user, profile: { ...user.profile, title: "b" } });
  const { items } = await okta.networkZones.listNetworkZones();
  for (const zone of items) await okta.networkZones.replaceNetworkZone(zone.id, { ...zone, name: "b" });
  const brand = await okta.brands.getBrand("a");
  await okta.brands.replaceBrand(brand.id, { ...brand, name: "b" });
  const one: User = await okta.users.getUser("me");
  // Null removes an attribute from a schema.
  await okta.schemas.updateUserProfile("default", { definitions: { custom: { properties: { badge: null } } } });
  await okta.schemas.updateGroupSchema({ body: { definitions: { custom: { properties: { badge: null } } } } });
  await okta.profileMappings.updateProfileMapping("a", { properties: { badge: { expression: null, pushStatus: null } } });
  void [created, lastLogin, status, text, fresh, badge, one];
}

export function wrong(okta: Client, user: User): void {
  // @ts-expect-error: it may be missing
  const id: string = user.id;
  // @ts-expect-error: the org sets it
  user.id = "a";
  // @ts-expect-error: the org sets it
  user.lastLogin = null;
  // @ts-expect-error: it may be null
  const first: string | undefined = user.profile?.firstName;
  // @ts-expect-error: a custom attribute may be anything
  const badge: string = user.profile?.["badge"];
  // @ts-expect-error: no such member
  void user.name;
  // @ts-expect-error: a status is text
  const status: UserStatus = 3;
  // @ts-expect-error: the org sets the ID
  const created: CreateUserRequest = { id: "a", profile: {} };
  // @ts-expect-error: the org sets the ID
  const zone: NetworkZoneInput = { type: "IP", name: "a", id: "a" };
  // @ts-expect-error: the profile is required
  const empty: CreateUserRequest = {};
  // @ts-expect-error: a login cannot be null
  const update: UpdateUserRequest = { profile: { login: null } };
  // @ts-expect-error: null is not sent for a whole profile
  const none: UpdateUserRequest = { profile: null };
  // @ts-expect-error: absent, null and undefined are different things
  const absent: UpdateUserRequest = { profile: undefined };
  // @ts-expect-error: group IDs are text
  okta.users.createUser({ profile: {}, groupIds: [7] });
  // @ts-expect-error: null is not sent for what the org does not return as null
  okta.brands.replaceBrand("a", { name: null });
  // @ts-expect-error: a brand has no such member
  okta.brands.replaceBrand("a", { nme: "b" });
  // @ts-expect-error: the name is required
  okta.userTypes.replaceUserType("a", { body: { description: "b" } });
  // @ts-expect-error: the conditions are required where nothing was read
  okta.authorizationServerRules.createAuthorizationServerPolicyRule("a", "b", { name: "c", priority: 1, type: "RESOURCE_ACCESS" });
  // @ts-expect-error: a schema of an org has attributes
  okta.schemas.updateUserProfile("default", { definitions: { custom: { properties: null } } });
  // @ts-expect-error: names are those of the wire
  void user.last_login;
  void [id, first, badge, status, created, zone, empty, update, none, absent];
}
