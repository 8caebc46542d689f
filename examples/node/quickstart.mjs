// A program with Oktant: lists the users of an org, creates, changes and restores one, and continues a list from a cursor.
//
// node quickstart.mjs            reads the org of OKTA_CLIENT_ORGURL and OKTA_CLIENT_TOKEN, or of okta.yaml
// node quickstart.mjs --write    also makes, changes and deletes a user
import { Client, OktantError } from "oktant";

const okta = new Client();
const cursor = await listUsers();
if (process.argv.includes("--write")) await writeAndRestore();
if (cursor !== undefined) await continueList(cursor);

/** Lists every user of the org, page by page; returns the cursor after the first page. */
async function listUsers() {
  const start = performance.now();
  let [count, active, cursor] = [0, 0, undefined];
  for await (const page of okta.users.listUsers({ limit: 200 }).pages()) {
    count += page.items.length;
    active += page.items.filter(({ status }) => status === "ACTIVE").length;
    cursor ??= page.cursor;
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(2);
  console.log(`listed ${count.toLocaleString("en")} users in ${seconds} s, ${active.toLocaleString("en")} active`);
  return cursor;
}

/** Creates a user with a custom attribute, changes it, restores it, and deletes it. */
async function writeAndRestore() {
  const profile = { firstName: "Ada", lastName: "Nowak", email: "ada@example.com", login: "ada@example.com", badge: "42" };
  const ada = await okta.users.createUser({ profile }, { activate: false });
  console.log(`created ${ada.id}, status ${ada.status}, badge ${ada.profile.badge}`);

  const before = await okta.users.getUser(ada.id);
  const changed = { ...before, profile: { ...before.profile, nickName: "Countess", badge: "43" } };
  const replaced = await okta.users.replaceUser(ada.id, changed);
  console.log(`changed nickName to ${replaced.profile.nickName}, badge to ${replaced.profile.badge}`);

  const restored = await okta.users.replaceUser(ada.id, before);
  console.log(`put it back: its badge is ${restored.profile.badge}, its nickName ${restored.profile.nickName ?? "gone"}`);

  await okta.userLifecycle.deactivateUser(ada.id);
  await okta.users.deleteUser(ada.id);
  const error = await okta.users.getUser(ada.id).catch((error) => error);
  if (!(error instanceof OktantError) || error.status !== 404) throw error;
  console.log(`deleted it; asking again: ${error.message}`);
}

/** Continues the list from the cursor with another client, which could be in another process. */
async function continueList(cursor) {
  let count = 0;
  for await (const _ of new Client().users.listUsers({}, { cursor })) count += 1;
  console.log(`a second client went on from the cursor and saw the other ${count.toLocaleString("en")} users`);
}
