// What Oktant does in the situations of ../situations.py, in JavaScript.
import { Client } from "../../../bindings-wasm/npm/dist/node.js";

const orgUrl = process.env.ORG;
const id = "00u1";
const client = (token, settings = {}) => new Client({ orgUrl, token, ...settings });
const serviceApp = (clientId, settings = {}) => new Client({ orgUrl, clientId, privateKey: process.env.KEY, ...settings });
const told = (error) => {
  const text = `${error.name}: ${error.message.replace(/\s+/g, " ")}`;
  return text.length < 240 ? text : `${text.slice(0, 240)}...`;
};

async function pages(name, query = {}) {
  const seen = [];
  try {
    for await (const user of client(name).users.listUsers({ limit: 2, ...query }).take(8)) seen.push(user.id);
  } catch (error) {
    seen.push(told(error));
  }
  return seen.join(" ");
}

const nickname = async (okta) => (await okta.users.getUser(id)).profile.nickName;

async function twoReads(name) {
  const okta = client(name);
  return `${await nickname(okta)}, ${await nickname(okta)}`;
}

async function writeByLogin(name) {
  const okta = client(name);
  const before = await nickname(okta);
  await okta.users.replaceUser("ann@example.com", { profile: { nickName: "Nan" } });
  return `${before}, ${await nickname(okta)}`;
}

async function changeUser(name) {
  const okta = client(name);
  const { profile } = await okta.users.getUser(id);
  await okta.users.replaceUser(id, { profile: { ...profile, nickName: "Nan" } });
  return "";
}

async function changeApp(name) {
  const okta = client(name);
  const app = await okta.applications.getApplication("0oa1");
  await okta.applications.replaceApplication("0oa1", { ...app, label: "Wiki 2" });
  return "";
}

async function changeOrigin(name) {
  const okta = client(name);
  const origin = await okta.trustedOrigins.getTrustedOrigin("tos1");
  await okta.trustedOrigins.replaceTrustedOrigin("tos1", { ...origin, name: "Wiki" });
  return "";
}

async function clear(name, profile) {
  await client(name).users.updateUser(id, { profile });
  return "";
}

async function ask(okta) {
  await okta.users.getUser(id);
  return "";
}

const read = async (name, settings) => `read ${(await client(name, settings).users.getUser(id)).id}`;

async function listed(list, show) {
  return (await list.all()).map(show).join(", ");
}

const policies = (name) => listed(client(name).policies.listPolicies({ type: "OKTA_SIGN_ON" }), (policy) => policy.name);

async function create(name) {
  const profile = { login: "bo@example.com", email: "bo@example.com", firstName: "Bo", lastName: "Lee" };
  return `created ${(await client(name).users.createUser({ profile })).id}`;
}

async function error(name) {
  const error = await read(name).catch((error) => error);
  const { status, code, causes, requestId } = error;
  return `${told(error)} Members: ${JSON.stringify({ status, code, causes, requestId })}`;
}

const SHOW = {
  "two-pages": pages,
  "joined-links": pages,
  "capital-link": pages,
  "empty-page": pages,
  "long-link": (name) => pages(name, { search: "x".repeat(2100) }),
  "failing-page": pages,
  "changed-elsewhere": twoReads,
  "written-by-login": writeByLogin,
  timeout: (name) => read(name, { requestTimeoutMs: 1000 }),
  "scopes-text": (name) => ask(serviceApp(name, { scopes: "okta.users.read okta.groups.read" })),
  "scopes-environment": (name) => ask(serviceApp(name)),
  precedence: () => ask(new Client()),
  files: () => ask(new Client()),
  port: read,
  "change-user": changeUser,
  "change-app": changeApp,
  "change-origin": changeOrigin,
  clear: (name) => clear(name, { nickName: null }),
  "clear-custom": (name) => clear(name, { badge: null }),
  "unknown-enum": async (name) => `status ${(await client(name).users.getUser(id)).status}`,
  policies,
  "unknown-policy": policies,
  "unknown-type": (name) => listed(client(name).applications.listApplications(), (app) => `${app.label}: ${app.signOnMode}`),
  "number-for-text": async (name) => JSON.stringify((await client(name).users.getUser(id)).profile.department),
  "rate-limited": read,
  "rate-limited-bare": read,
  unavailable: read,
  "unavailable-post": create,
  error,
  "not-json": read,
};
for (const name of process.argv.slice(2)) {
  const saw = await (async () => SHOW[name](name))().catch(told);
  console.log(`${name}\t${saw}`);
}
