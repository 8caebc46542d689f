// What the official Node SDK does in the situations of ../situations.py.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { Client, DefaultRequestExecutor } = createRequire(import.meta.url)("@okta/okta-sdk-nodejs");
const orgUrl = process.env.ORG;
const userId = "00u1";
const client = (token, settings = {}) => new Client({ orgUrl, token, testing: { disableHttpsCheck: true }, ...settings });
const serviceApp = (name, settings = {}) =>
  new Client({ orgUrl, authorizationMode: "PrivateKey", clientId: name, privateKey: readFileSync(process.env.KEY, "utf8"), ...settings });
const told = (error) => {
  const text = `${error.name}: ${String(error.message).replace(/\s+/g, " ")}`;
  return text.length < 120 ? text : `${text.slice(0, 120)}...`;
};

async function pages(name, query = {}) {
  const seen = [];
  try {
    for await (const user of await client(name).userApi.listUsers({ limit: 2, ...query })) {
      seen.push(user === null ? "null" : user.id);
      if (seen.length === 8) break;
    }
  } catch (error) {
    seen.push(told(error));
  }
  return seen.join(" ");
}

// Lists may also be read by a callback.
async function emptyPage(name) {
  const seen = [];
  await (await client(name).userApi.listUsers({ limit: 2 })).each((user) => void seen.push(user.id));
  return `for await: ${await pages(name)}; each: ${seen.join(" ")}`;
}

const nickname = async (okta) => (await okta.userApi.getUser({ userId })).profile.nickName;

async function twoReads(name) {
  const okta = client(name);
  return `${await nickname(okta)}, ${await nickname(okta)}`;
}

async function writeByLogin(name) {
  const okta = client(name);
  const before = await nickname(okta);
  await okta.userApi.replaceUser({ userId: "ann@example.com", user: { profile: { nickName: "Nan" } } });
  return `${before}, ${await nickname(okta)}`;
}

async function changeUser(name) {
  const okta = client(name);
  const user = await okta.userApi.getUser({ userId });
  user.profile.nickName = "Nan";
  await okta.userApi.replaceUser({ userId, user: { profile: user.profile } });
  return "";
}

async function changeApp(name) {
  const okta = client(name);
  const application = await okta.applicationApi.getApplication({ appId: "0oa1" });
  application.label = "Wiki 2";
  await okta.applicationApi.replaceApplication({ appId: "0oa1", application });
  return "";
}

async function changeOrigin(name) {
  const okta = client(name);
  const trustedOriginId = "tos1";
  const trustedOrigin = await okta.trustedOriginApi.getTrustedOrigin({ trustedOriginId });
  trustedOrigin.name = "Wiki";
  await okta.trustedOriginApi.replaceTrustedOrigin({ trustedOriginId, trustedOrigin });
  return "";
}

async function policies(name) {
  return listed(client(name).policyApi.listPolicies({ type: "OKTA_SIGN_ON" }), (policy) => policy.name);
}

async function clear(name, profile) {
  await client(name).userApi.updateUser({ userId, user: { profile } });
  return "";
}

const read = async (name) => `read ${(await client(name).userApi.getUser({ userId })).id}`;

async function listed(list, show) {
  const seen = [];
  for await (const one of await list) seen.push(show(one));
  return seen.join(", ");
}

async function timeout(name) {
  const requestExecutor = new DefaultRequestExecutor({ requestTimeout: 1 });
  return `read ${(await client(name, { requestExecutor }).userApi.getUser({ userId })).id}`;
}

async function ask(okta) {
  await okta.userApi.getUser({ userId });
  return "";
}

async function create(name) {
  const profile = { login: "bo@example.com", email: "bo@example.com", firstName: "Bo", lastName: "Lee" };
  return `created ${(await client(name).userApi.createUser({ body: { profile } })).id}`;
}

async function error(name) {
  const error = await client(name).userApi.getUser({ userId }).catch((error) => error);
  const { status, errorCode, errorCauses } = error;
  const members = JSON.stringify({ status, errorCode, errorCauses });
  return `${told(error)} Members: ${members}, headers[x-okta-request-id] ${error.headers.get("x-okta-request-id")}`;
}

const SHOW = {
  "two-pages": pages,
  "joined-links": pages,
  "capital-link": pages,
  "empty-page": emptyPage,
  "long-link": (name) => pages(name, { search: "x".repeat(2100) }),
  "failing-page": pages,
  "changed-elsewhere": twoReads,
  "written-by-login": writeByLogin,
  timeout,
  "scopes-text": (name) => ask(serviceApp(name, { scopes: "okta.users.read okta.groups.read" })),
  "scopes-environment": (name) => ask(serviceApp(name)),
  precedence: () => ask(new Client({ testing: { disableHttpsCheck: true } })),
  files: () => ask(new Client({ testing: { disableHttpsCheck: true } })),
  port: read,
  "change-user": changeUser,
  "change-app": changeApp,
  "change-origin": changeOrigin,
  clear: (name) => clear(name, { nickName: null }),
  "clear-custom": (name) => clear(name, { badge: null }),
  "unknown-enum": async (name) => `status ${(await client(name).userApi.getUser({ userId })).status}`,
  policies,
  "unknown-policy": policies,
  "unknown-type": (name) =>
    listed(client(name).applicationApi.listApplications(), (app) => `${app.label}: ${app.constructor.name}, ${app.signOnMode}`),
  "number-for-text": async (name) => JSON.stringify((await client(name).userApi.getUser({ userId })).profile.department),
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
