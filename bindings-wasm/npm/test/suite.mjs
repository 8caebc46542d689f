// The behaviour of the package, the same in Node and in a browser. Each test gets its environment: the classes of the package,
// `home` (the simulator, of the page's own origin in a browser), `odd` (a server of another origin that misbehaves on request).

import { equal, fails, least, ok, timed, until } from "./check.mjs";
import { add } from "./service-apps.mjs";
import { add as addServices } from "./services.mjs";
import { trapping } from "./trap.mjs";

export const tests = [];
const test = (name, run, only) => tests.push({ name, run, only });
add(test);
addServices(test);

test("pages come one by one, each with its metadata; for await gives the items of all, in order", async ({ okta }) => {
  const users = okta.users.listUsers({ limit: 200 });
  const [sizes, ids, iterated] = [[], [], []];
  for await (const page of users.pages()) {
    sizes.push(page.items.length);
    ids.push(...page.items.map(({ id }) => id));
    equal(page.status, 200);
    ok(page.requestId && page.rate.limit > 0 && page.headers.get("content-type").startsWith("application/json"));
  }
  for await (const user of users) iterated.push(user.id);
  equal([sizes, new Set(ids).size], [[200, 200, 200, 200, 200], 1000]);
  equal(iterated, ids);
});

test("await gives the first page, and another client goes on from its cursor", async ({ okta, another }) => {
  const first = await okta.users.listUsers({ limit: 200 });
  equal(first.items.length, 200);
  let rest = 0;
  for await (const user of another().users.listUsers({}, { cursor: first.cursor })) rest += user.id ? 1 : 0;
  equal(rest, 800);
});

test("a list that is left early fetches no further page", async ({ odd, scripted }) => {
  const { okta, seen, options } = scripted("early", [{ json: [{ id: 1 }, { id: 2 }], headers: { Link: `<${odd}/api/v1/users?after=x>; rel="next"` } }]);
  for await (const user of okta.users.listUsers({}, options)) {
    equal(user.id, 1);
    break;
  }
  equal((await seen()).requests, 1);
});

test("concurrent calls of next get the items in order", async ({ okta }) => {
  const items = okta.users.listUsers({ limit: 3 })[Symbol.asyncIterator]();
  const asked = await Promise.all(Array.from({ length: 7 }, () => items.next()));
  const expected = (await okta.users.listUsers({ limit: 7 })).items;
  equal(asked.map(({ value }) => value.id), expected.map(({ id }) => id));
});

test("an error comes after the items before it, and then the list is over", async ({ odd, scripted }) => {
  const link = { Link: `<${odd}/api/v1/users?after=x>; rel="next"` };
  const { okta, options } = scripted("late-error", [{ json: [{ id: 1 }], headers: link }, { status: 500, json: { errorCode: "E0000009" } }]);
  const items = okta.users.listUsers({}, options)[Symbol.asyncIterator]();
  equal((await items.next()).value, { id: 1 });
  equal((await fails(items.next())).code, "E0000009");
  equal((await items.next()).done, true);
});

test("a document that is read, changed and written back keeps all its properties", async ({ okta }) => {
  const login = `ann.${Math.random()}@example.com`;
  const ann = await okta.call("createUser", { body: { profile: { login, email: login, firstName: "Ann", lastName: "Müller ☃" } }, query: { activate: false } });
  const profile = { ...ann.profile, nickName: "Annie", badge: "42", mobilePhone: null };
  const written = await okta.call("replaceUser", { path: { id: ann.id }, body: { ...ann, profile } });
  equal([written.profile.badge, written.profile.nickName, written.profile.lastName, written.profile.mobilePhone], ["42", "Annie", "Müller ☃", null]);
  equal((await okta.call("getUser", { path: { id: ann.id } })).profile, written.profile);
});

test("an error has the details of the response, and no secret when it is printed", async ({ okta, OktantError, token }) => {
  const error = await fails(okta.call("getUser", { path: { id: "nobody" } }));
  ok(error instanceof OktantError && error instanceof Error);
  const { name, kind, status, code, operation, isRetryable } = error;
  equal([name, kind, status, code, operation, isRetryable], ["OktantError", "api", 404, "E0000007", "getUser", false]);
  ok(error.requestId && error.id && error.summary && error.message.includes(error.requestId));
  equal(JSON.parse(error.body).errorCode, "E0000007");
  ok(!JSON.stringify(error).includes("errorSummary") && !(error.stack + JSON.stringify(error)).includes(token));
});

test("an argument that cannot be sent is rejected before any request", async ({ scripted, okta }) => {
  const { okta: odd, seen, options } = scripted("refused", [{ json: {} }]);
  const circle = {};
  circle.self = circle;
  for (const [given, what] of [
    [{ path: { id: ".." } }, "would change the path"], [{}, "path argument id is missing"], [{ path: { id: {} } }, "id is object: give a string"],
    [{ pth: {} }, "there is no argument pth"], [{ path: "00u1" }, "path is string: give an object"], [{ path: { id: "a" }, body: {} }, "takes no request body"],
  ]) {
    const error = await fails(odd.call("getUser", given, options));
    equal([error.kind, error.message.includes(what), error.mayHaveBeenSent], ["invalid_argument", true, false], error.message);
  }
  for (const [body, what] of [[{ a: NaN }, 'NaN at "a"'], [new Map(), "a Map"], [circle, "circular"], [new Uint8Array(3), "is bytes: pass JSON"], [undefined, "missing"]]) {
    const error = await fails(odd.call("createUser", { body }, options));
    equal([error.kind, error.message.toLowerCase().includes(what.toLowerCase())], ["invalid_argument", true], error.message);
  }
  for (const wrong of [{ timeout: 5 }, { timeoutMs: -1 }, { maxRetries: 0.5 }, { signal: {} }]) {
    equal((await fails(okta.call("getUser", { path: { id: "me" } }, wrong))).kind, "invalid_argument");
  }
  equal((await fails(okta.call("getNothing"))).kind, "invalid_argument");
  // Path arguments of a path are named: their order does not tell their names.
  for (const given of [{ path: ["a"] }, { path: { xId: "a" } }, {}, { path: { id: "a" }, body: {} }]) {
    equal((await fails(odd.call("GET /api/v1/x/{id}", given, options))).kind, "invalid_argument", given);
  }
  equal((await seen()).requests, 0);
});

test("arguments of every type are written as text", async ({ fake }) => {
  const { okta, sent } = fake(() => []);
  await okta.call("listLogEvents", { query: { since: new Date(0), limit: 5, q: "a&b=ü" } });
  await okta.call("listUsers", { query: { limit: 10n, search: undefined } }, { query: { x: ["1", 2], y: true } });
  equal(sent.map(({ url }) => url.split("/api/v1")[1]), ["/logs?since=1970-01-01T00%3A00%3A00.000Z&limit=5&q=a%26b%3D%C3%BC", "/users?limit=10&x=1&x=2&y=true"]);
});

test("settings of certificates need a fetch of the caller", async ({ Client, home, token }) => {
  const settings = { orgUrl: home, token, caCertificates: "/etc/own.pem" };
  const error = await fails(Client.create(settings));
  equal(error.kind, "config");
  ok(/^OKTA_CLIENT_CACERTIFICATES \(code\): .* give a fetch$/.test(error.message), error.message);
  await Client.create({ ...settings, fetch });
}, "node");

test("cancelling a call in flight ends it at once and closes the connection", async ({ scripted }) => {
  const { okta, seen, options } = scripted("cancel-sending", [{ hang: "answer" }]);
  const stop = new AbortController();
  const call = timed(fails(okta.call("getUser", { path: { id: "a" } }, { ...options, signal: stop.signal })));
  await until(async () => (await seen()).requests === 1);
  stop.abort("enough");
  const [error, took] = await call;
  equal([error.kind, error.cause, error.mayHaveBeenSent], ["cancelled", "enough", true]);
  ok(took < 8000, `${took} ms`);
  await until(async () => (await seen()).closed === 1);
});

test("cancelling a call that waits ends it at once, and nothing more is sent", async ({ scripted }) => {
  const limited = { status: 503, headers: { "Retry-After": "1" }, json: {} };
  const stop = new AbortController();
  let waits;
  const waiting = new Promise((resolve) => (waits = resolve));
  const onEvent = ({ kind }) => kind === "retry" && waits();
  const { okta, seen, options } = scripted("cancel-waiting", [limited, limited, { json: {} }], { onEvent });
  const call = fails(okta.call("getUser", { path: { id: "a" } }, { ...options, maxRetries: 5, signal: stop.signal }));
  await waiting;
  stop.abort();
  const error = await call;
  equal([error.kind, (await seen()).requests], ["cancelled", 1]);
  // A call that waits as long from now on: when it is over, the first one would have been sent again.
  await okta.call("getUser", { path: { id: "a" } }, options);
  equal((await seen()).requests, 3);
});

test("a call whose signal is already aborted is not sent", async ({ scripted }) => {
  const { okta, seen, options } = scripted("cancel-before", [{ json: {} }]);
  equal((await fails(okta.call("getUser", { path: { id: "a" } }, { ...options, signal: AbortSignal.abort() }))).kind, "cancelled");
  equal((await seen()).requests, 0);
});

test("a list is cancelled by its signal", async ({ okta }) => {
  const stop = new AbortController();
  let count = 0;
  const error = await fails((async () => {
    for await (const _ of okta.users.listUsers({ limit: 100 }, { signal: stop.signal })) if (++count === 100) stop.abort();
  })());
  equal([error.kind, count], ["cancelled", 100]);
});

test("an attempt times out before its response and during it", async ({ scripted }) => {
  for (const [where, phase] of [["answer", "answer"], ["body", "body"]]) {
    const { okta, seen, options } = scripted(`slow-${where}`, [{ hang: where, json: {} }]);
    const [error, took] = await timed(fails(okta.call("getUser", { path: { id: "a" } }, { ...options, maxRetries: 0, timeoutMs: 1000 })));
    equal([error.kind, error.phase, error.isRetryable], ["timeout", phase, true]);
    ok(took < 8000, `${took} ms`);
    await until(async () => (await seen()).closed === 1);
  }
});

test("a body that breaks off is a transport error", async ({ scripted }) => {
  const { okta, options } = scripted("cut", [{ json: { id: "a" }, cut: true }]);
  const error = await fails(okta.call("getUser", { path: { id: "a" } }, { ...options, maxRetries: 0 }));
  equal([error.kind, error.phase], ["transport", "body"]);
});

test("a body that is not JSON, or whose UTF-8 is broken, is a decode error that carries it", async ({ scripted }) => {
  for (const [name, body] of [["html", { text: "<html>" }], ["half", { text: '{"id":' }], ["bytes", { base64: "eyJhIjoi/yJ9" }], ["list", { json: [1] }], ["empty", {}]]) {
    const { okta, seen, options } = scripted(`decode-${name}`, [body]);
    const error = await fails(okta.call("getUser", { path: { id: "a" } }, options));
    equal([error.kind, (await seen()).requests, error.body !== undefined], ["decode", 1, name !== "empty"], error.message);
  }
});

test("one MiB of a large error body is read", async ({ scripted }) => {
  const { okta, options } = scripted("large-error", [{ status: 400, fill: 3 << 20 }]);
  const error = await fails(okta.call("getUser", { path: { id: "a" } }, options));
  equal([error.status, error.body.length], [400, 1 << 20]);
});

test("redirects are not followed", async ({ scripted, home, isBrowser }) => {
  const { okta, options } = scripted("redirect", [{ status: 302, headers: { Location: `${home}/api/v1/users/me` } }]);
  const error = await fails(okta.call("getUser", { path: { id: "a" } }, { ...options, maxRetries: 0 }));
  equal(error.kind, isBrowser ? "transport" : "api", error.message);
  ok(isBrowser || error.message.includes(home));
});

test("a refused connection is a transport error", async ({ Client, isBrowser }) => {
  const okta = await Client.create({ orgUrl: "http://127.0.0.1:9", bearer: () => "token-one-0123", maxRetries: 0 });
  const error = await fails(okta.call("getUser", { path: { id: "a" } }));
  equal(error.kind, "transport");
  ok(isBrowser || error.cause !== undefined);
});

test("a callback that throws is an auth error with what it threw", async ({ scripted }) => {
  const thrown = new Error("nobody is signed in");
  for (const bearer of [() => Promise.reject(thrown), () => { throw thrown; }]) {
    const { okta, options } = scripted("bearer-throws", [{ json: {} }], { bearer });
    const error = await fails(okta.call("getUser", { path: { id: "a" } }, options));
    equal([error.kind, error.cause === thrown], ["auth", true], error.message);
  }
  const { okta, options } = scripted("bearer-number", [{ json: {} }], { bearer: () => 7 });
  equal((await fails(okta.call("getUser", { path: { id: "a" } }, options))).kind, "auth");
});

test("every failure of a caller's fetch is reported", async ({ fake }) => {
  const thrown = new Error("no network today");
  for (const fetch of [() => Promise.reject(thrown), () => { throw thrown; }]) {
    const error = await fails(fake(fetch).okta.call("getUser", { path: { id: "a" } }, { maxRetries: 0 }));
    equal([error.kind, error.cause === thrown, error.message.includes("no network today")], ["transport", true, true]);
  }
  for (const wrong of [undefined, null, 7, "text", {}, { status: 200 }, { status: 200, headers: new Headers() }]) {
    const error = await fails(fake(() => ({ raw: wrong })).okta.call("getUser", { path: { id: "a" } }, { maxRetries: 0 }));
    equal(error.kind, "transport");
  }
  const deaf = fake(() => new Promise(() => undefined));
  equal((await fails(deaf.okta.call("getUser", { path: { id: "a" } }, { maxRetries: 0, timeoutMs: 50 }))).kind, "timeout");
});

test("a global fetch that is replaced and throws at once ends in an error", async ({ okta }) => {
  const own = globalThis.fetch;
  globalThis.fetch = () => {
    throw new Error("replaced");
  };
  try {
    const error = await fails(okta.call("getUser", { path: { id: "me" } }, { maxRetries: 0 }));
    equal([error.kind, error.cause?.message], ["transport", "replaced"]);
  } finally {
    globalThis.fetch = own;
  }
  equal((await okta.call("getUser", { path: { id: "me" } }).withResponse()).status, 200);
});

test("files and bytes are uploaded; text and empty responses are read", async ({ fake }) => {
  const bodies = [];
  const { okta } = fake(async (url, init) => {
    bodies.push([init.headers["Content-Type"], new TextDecoder().decode(init.body)]);
    return url.includes("metadata") ? { text: "<xml/>", type: "text/xml" } : { status: 201 };
  });
  const path = { appId: "0oa1" };
  for (const body of [new Blob(["PNG"], { type: "image/png" }), new TextEncoder().encode("PNG").buffer, { name: "logo.png", data: new TextEncoder().encode("PNG") }]) {
    equal(await okta.call("uploadApplicationLogo", { path, body }), undefined);
    const [type, text] = bodies.at(-1);
    ok(type.startsWith("multipart/form-data; boundary=") && text.includes('name="file"') && text.includes("PNG"), text);
  }
  ok(bodies.at(-1)[1].includes('filename="logo.png"') && bodies.at(-1)[1].includes("image/png"));
  ok(bodies[0][1].includes("image/png"));
  equal(await okta.call("previewSAMLmetadataForApplication", { path, query: { kid: "k" } }), "<xml/>");
});

test("every operation of the table is called by its name", async ({ fake, table }) => {
  const rows = table.trimEnd().split("\n").map((line) => line.split("\t"));
  ok(rows.length >= 621, `${rows.length} rows`);
  let reply;
  const { okta, sent } = fake(() => reply);
  for (const [id, , method, template, parameters, request, answer, paging] of rows) {
    const given = { path: {}, query: {} };
    for (const [place, name, kind] of parameters === "-" ? [] : parameters.split(" ").map((parameter) => parameter.split(":"))) {
      if (template.includes(`{${name}}`)) given.path[name] = "x1";
      else if (place === "q!") given.query[name] = kind === "int" ? 1 : kind === "bool" ? true : "x";
    }
    if (request === "json!") given.body = {};
    else if (!["-", "json?"].includes(request)) given.body = new TextEncoder().encode("bytes");
    reply = least(answer, paging);
    const value = await okta.call(id, given);
    const { url, init } = sent.at(-1);
    equal([init.method, new URL(url).pathname], [method, template.replaceAll(/\{[^}]*\}/g, "x1")], id);
    if (reply !== undefined && answer.startsWith("json")) equal(value, reply, id);
    if (paging !== "-") equal((await okta.items(id, given)).items, [], id);
  }
});

test("two clients share nothing", async ({ another }) => {
  const [good, bad] = [another(), another({ token: "00wrongTokenWrongTokenWrong" })];
  const [one, other] = await Promise.all([good.call("getUser", { path: { id: "me" } }), fails(bad.call("getUser", { path: { id: "me" } }))]);
  ok(one.id && other.status === 401);
});

test("a trap of the engine ends its client alone, and the next client gets a new engine", async ({ base, wasm, home, token }) => {
  const [{ Loader }, { BaseClient }] = await Promise.all([import(`${base}/dist/load.js`), import(`${base}/dist/base-client.js`)]);
  for (const [traps, trap] of [["engine_explain", (okta) => okta.explain()], ["engine_responded", (okta, answer) => (answer(), okta.users.getUser("a"))]]) {
    const bytes = trapping(await wasm(), traps);
    const loader = new Loader();
    let engine;
    const runtime = { load: () => (engine = loader.load(() => bytes)), settings: () => ({}) };
    const held = [];
    const client = () => new BaseClient({ orgUrl: home, token, fetch: (url) => new Promise((resolve) => held.push([url, resolve])) }, runtime);
    const answer = (id) => {
      const at = held.findIndex(([url]) => url.endsWith(id));
      const [[, resolve]] = held.splice(at, 1);
      resolve(new Response(JSON.stringify({ id }), { headers: { "Content-Type": "application/json" } }));
    };
    const [one, other] = [client(), client()];
    const shared = engine;
    equal(other.users === one.users, false);
    const inFlight = [one.users.getUser("first"), one.users.listUsers().first(), one.call("getUser", { path: { id: "second" } })].map(fails);
    const survivor = other.users.getUser("other");
    await until(() => held.length === 4);
    const told = [trap(one, () => answer("first")), ...inFlight];
    for (const error of await Promise.all([fails(told[0]), ...inFlight])) {
      const { kind, mayHaveBeenSent, isRetryable, cause, message } = error;
      equal([kind, mayHaveBeenSent, isRetryable, cause instanceof WebAssembly.RuntimeError], ["transport", true, false, true], message);
      ok(message.startsWith("the engine broke, which is a fault of oktant: this call may have been carried out"), message);
    }
    for (const later of [one.users.getUser("a"), one.users.listUsers().first(), one.rates()].map(fails)) {
      const { kind, mayHaveBeenSent, message } = await later;
      equal([kind, mayHaveBeenSent, message.includes("make a new client")], ["transport", false, true], message);
    }
    answer("other");
    if (traps === "engine_explain") equal((await survivor).id, "other");
    else equal((await fails(survivor)).kind, "transport");
    const next = client();
    equal([engine === shared, (await next.rates()).length], [false, 0]);
    const call = next.users.getUser("next");
    await until(() => held.some(([url]) => url.endsWith("next")));
    answer("next");
    if (traps === "engine_explain") equal((await call).id, "next");
    else equal((await fails(call)).kind, "transport");
  }
});

test("a list of another origin that exposes its headers is read to its end", async ({ scripted }) => {
  const next = { Link: '</api/v1/users?after=x>; rel="next"', "X-Rate-Limit-Remaining": "7" };
  const { okta, options } = scripted("exposed", [{ json: [{ id: 1 }, { id: 2 }], headers: next }, { json: [{ id: 3 }] }]);
  const pages = [];
  for await (const page of okta.users.listUsers({ limit: 2 }, options).pages()) pages.push(page);
  equal(pages.map(({ items }) => items.map(({ id }) => id)), [[1, 2], [3]]);
  equal([pages[0].requestId, pages[0].rate.remaining], ["req00001", 7]);
}, "chromium");

test("a page whose Link is hidden is followed by an error, never a short list", async ({ scripted }) => {
  const { okta, options } = scripted("hidden", [{ json: [{ id: 1 }, { id: 2 }], headers: { Link: '</api/v1/users?after=x>; rel="next"' }, hidden: true }]);
  const items = okta.users.listUsers({ limit: 2 }, options)[Symbol.asyncIterator]();
  equal([(await items.next()).value.id, (await items.next()).value.id], [1, 2]);
  equal((await fails(items.next())).kind, "page");
}, "chromium");

test("settings come from the environment", async ({ Client, home, token }) => {
  Object.assign(process.env, { OKTA_CLIENT_ORGURL: home, OKTA_CLIENT_TOKEN: token });
  try {
    const okta = new Client();
    ok((await okta.explain()).includes("OKTA_CLIENT_TOKEN = *** (environment)"));
    equal((await okta.call("getUser", { path: { id: "me" } }).withResponse()).status, 200);
  } finally {
    delete process.env.OKTA_CLIENT_ORGURL;
    delete process.env.OKTA_CLIENT_TOKEN;
  }
  let error;
  try {
    new Client();
  } catch (thrown) {
    error = thrown;
  }
  equal(error?.kind, "config");
}, "node");

/** Adds the helpers that tests share to their environment. */
export async function environment(bare) {
  const { Client, home, odd, token } = bare;
  const another = (options = {}) => new Client({ orgUrl: home, token, ...options });
  return {
    ...bare,
    another,
    okta: another(),
    /** A client whose requests the odd server answers by a script; `seen` counts them there. */
    scripted(name, script, options = {}) {
      const own = `${name}-${Math.random()}`;
      const okta = new Client({ orgUrl: odd, bearer: () => "token-one-0123", ...options });
      const seen = async () => (await fetch(`${odd}/seen?name=${own}`)).json();
      return { okta, seen, options: { headers: { "X-Do": JSON.stringify({ name: own, script }) } } };
    },
    /** A client of a service app; `answer` answers its token requests in the place of the org, by the assertion. */
    service(options = {}, answer) {
      const { privateKey, keyId } = bare.apps.keys.find(({ alg }) => alg === "ES256").options;
      const sent = [];
      const send = async (url, init) => {
        sent.push({ url, init });
        if (!answer || !url.endsWith("/oauth2/v1/token")) return fetch(url, init);
        return respond(answer(new URLSearchParams(new TextDecoder().decode(init.body)).get("client_assertion")));
      };
      const app = { clientId: bare.apps.plain, scopes: ["okta.users.read"], privateKey, keyId };
      return { sent, okta: new Client({ orgUrl: home, fetch: send, ...app, ...options }) };
    },
    /** A key that is elsewhere: of a P-256 JWK, or a new one. It counts what it signs. */
    async kms(jwk) {
      const form = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
      const pair = jwk ? undefined : await crypto.subtle.generateKey(form, false, ["sign"]);
      const { alg, ...members } = jwk ?? (await crypto.subtle.exportKey("jwk", pair.publicKey));
      const key = pair?.privateKey ?? (await crypto.subtle.importKey("jwk", members, form, false, ["sign"]));
      const { kty, crv, x, y, kid } = members;
      return {
        publicKey: { kty, crv, x, y, ...(kid ? { kid } : {}) },
        signed: 0,
        sign(bytes) {
          this.signed += 1;
          return crypto.subtle.sign(form, key, bytes);
        },
      };
    },
    /** A client with a fetch that answers what `reply` gives: a document, or parts of a response. */
    fake(reply, options) {
      const sent = [];
      const fetch = (url, init) => {
        sent.push({ url, init });
        const given = reply(url, init);
        return given instanceof Promise ? given.then(respond) : respond(given);
      };
      return { sent, okta: new Client({ orgUrl: home, token, fetch, ...options }) };
    },
  };
}

async function respond(given) {
  if (given && "raw" in given) return given.raw;
  const parts = given && ["status", "text", "json"].some((name) => name in given) ? given : { json: given };
  const { status = 200, text = "json" in parts ? JSON.stringify(parts.json) : null, type = "application/json", headers = {} } = parts;
  return new Response(text, { status, headers: text === null ? headers : { "Content-Type": type, ...headers } });
}
