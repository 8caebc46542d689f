// The quickstart with the official Node SDK.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const { Client } = createRequire(import.meta.url)("@okta/okta-sdk-nodejs");
const okta = new Client({
  orgUrl: process.env.OKTA_CLIENT_ORGURL,
  token: process.env.OKTA_CLIENT_TOKEN,
  testing: { disableHttpsCheck: true },
});
const say = (what) => console.log(`  ${what}`);
const all = async (list) => {
  const found = [];
  await (await list).each((one) => void found.push(one));
  return found;
};

const profile = { firstName: "Ann", lastName: "Lee", login: "ann@example.com", email: "ann@example.com" };
const user = await okta.userApi.createUser({ body: { profile, credentials: { password: { value: "Correct-Horse-1" } } } });
assert.equal(user.status, "ACTIVE");
say("created a user");
assert.equal((await okta.userApi.getUser({ userId: "ann@example.com" })).id, user.id);
say("found it by its login");
await okta.userApi.updateUser({ userId: user.id, user: { profile: { nickName: "Annie" } } });
say("changed its profile");
const found = await all(okta.userApi.listUsers({ search: 'profile.nickName eq "Annie"' }));
assert.deepEqual(found.map((one) => one.id), [user.id]);
say("searched for it");
assert.equal((await all(okta.userApi.listUsers({ limit: 100 }))).length, 301);
say("listed all users in pages");
const group = await okta.groupApi.createGroup({ group: { profile: { name: "Peers" } } });
say("created a group");
await okta.groupApi.assignUserToGroup({ groupId: group.id, userId: user.id });
assert.deepEqual((await all(okta.groupApi.listGroupUsers({ groupId: group.id }))).map((one) => one.id), [user.id]);
say("added the user, listed the group");
const settings = { app: { url: "https://example.com" } };
const application = { name: "bookmark", label: "Peers", signOnMode: "BOOKMARK", settings };
const app = await okta.applicationApi.createApplication({ application });
say("created an app");
await okta.applicationApi.assignGroupToApplication({ appId: app.id, groupId: group.id });
say("assigned the group to it");
assert.ok((await all(okta.policyApi.listPolicies({ type: "ACCESS_POLICY" }))).length);
say("listed the policies");
await okta.applicationApi.deactivateApplication({ appId: app.id });
await okta.applicationApi.deleteApplication({ appId: app.id });
say("deactivated and deleted the app");
await okta.userApi.deactivateUser({ userId: user.id });
await okta.userApi.deleteUser({ userId: user.id });
say("deactivated and deleted the user");
await assert.rejects(okta.userApi.getUser({ userId: user.id }), (error) => error.errorCode === "E0000007");
say("got the error of a user that is gone");
