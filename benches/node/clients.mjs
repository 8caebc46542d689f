// Clients that read an org from Node: each with `users`, which reads all and counts them, and `user`, which reads one.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

/** What a program without an SDK does: `fetch` with text, JSON.parse, a signal and a timeout. */
export function floor(url, token) {
  const page = async (target) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 30_000);
    try {
      const response = await fetch(target, { headers: { Authorization: `SSWS ${token}`, Accept: "application/json" }, signal: stop.signal });
      if (!response.ok) throw new Error(`status ${response.status}`);
      const items = JSON.parse(await response.text());
      return { items, next: response.headers.get("link")?.match(/<([^>]*)>; rel="next"/)?.[1] };
    } finally {
      clearTimeout(timer);
    }
  };
  const users = async () => {
    let count = 0;
    for (let next = `${url}/api/v1/users?limit=200`; next; ) {
      const { items, next: following } = await page(next);
      for (const user of items) count += user.id ? 1 : 0;
      next = following;
    }
    return count;
  };
  return { page, users, user: (id) => page(`${url}/api/v1/users/${id}`) };
}

/** Oktant, from a folder `dist`. */
export async function oktant(dist, orgUrl, token) {
  const { Client } = await import(pathToFileURL(`${dist}/node.js`));
  const okta = new Client({ orgUrl, token });
  const users = async () => {
    let count = 0;
    for await (const user of okta.items("listUsers", { query: { limit: 200 } })) count += user.id ? 1 : 0;
    return count;
  };
  return { users, user: (id) => okta.call("getUser", { path: { id } }) };
}

/** The official SDK. Without `user`: its cache, which is there from the start, would answer. */
export function official(modules, orgUrl, token) {
  const require = createRequire(modules);
  const { Client } = require("@okta/okta-sdk-nodejs");
  const okta = new Client({ orgUrl, token, testing: { disableHttpsCheck: true } });
  const users = async () => {
    let count = 0;
    await (await okta.userApi.listUsers({ limit: 200 })).each((user) => void (count += user.id ? 1 : 0));
    return count;
  };
  return { users };
}

/** The version of a package. */
export function versionOf(modules, name) {
  return createRequire(modules)(`${name}/package.json`).version;
}
