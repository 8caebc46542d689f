// Tests of service apps with their keys and tokens, of rate limits and of events. They run in Node and in a browser, like suite.mjs.
import { equal, fails, ok, until } from "./check.mjs";

/** Adds the tests. */
export function add(test) {
  test("a service app gets its tokens with its private key, in every format and algorithm", async ({ Client, home, apps }) => {
    for (const { alg, options } of apps.keys) {
      const events = [];
      const okta = new Client({ orgUrl: home, clientId: apps.plain, scopes: ["okta.users.read"], ...options, onEvent: (event) => events.push(event.kind) });
      const all = await Promise.all([1, 2, 3].map(() => okta.call("listUsers", { query: { limit: 1 } }).withResponse()));
      equal(all.map(({ status }) => status), [200, 200, 200], alg);
      equal(events.filter((kind) => kind.startsWith("token")), ["token_requested", "token_received"], alg);
      const error = await fails(okta.call("listGroups"));
      equal([error.status, error.message.includes("okta.groups.read")], [403, true], error.message);
    }
  });

  test("tokens are bound to a key of the client, which cannot be exported", async ({ service, apps }) => {
    const made = [];
    for (const name of ["importKey", "generateKey"]) {
      const own = crypto.subtle[name];
      const spied = (...given) => {
        made.push(given.at(-2));
        return own.apply(crypto.subtle, given);
      };
      Object.defineProperty(crypto.subtle, name, { value: spied, configurable: true });
    }
    const { okta, sent } = service({ clientId: apps.bound, dpop: true });
    try {
      await okta.ready();
    } finally {
      for (const name of ["importKey", "generateKey"]) delete crypto.subtle[name];
    }
    equal(made, [false, false]);
    let count = 0;
    for await (const page of okta.users.listUsers({ limit: 400 }).pages()) count += page.items.length;
    equal(count, 1000);
    const proofs = sent.map(({ init }) => JSON.parse(atob(init.headers.DPoP.split(".")[0].replaceAll("-", "+").replaceAll("_", "/"))));
    ok(proofs.length >= 4 && proofs.every(({ typ, jwk }) => typ === "dpop+jwt" && jwk.x && jwk.d === undefined));
    equal(new Set(proofs.map(({ jwk }) => jwk.x)).size, 1);
    ok(sent.at(-1).init.headers.Authorization.startsWith("DPoP "));
    const plain = await fails(service({ clientId: apps.bound, dpop: undefined }).okta.call("listUsers"));
    equal(plain.kind, "auth", plain.message);
  });

  test("signers can hold the private key and the DPoP key", async ({ service, apps, kms }) => {
    const { jwk } = apps.keys.find(({ alg }) => alg === "ES256");
    const [signer, proofSigner] = [await kms(jwk), await kms()];
    const { okta } = service({ clientId: apps.bound, privateKey: undefined, keyId: undefined, dpop: undefined, signer, proofSigner });
    equal((await okta.call("listUsers", { query: { limit: 1 } }).withResponse()).status, 200);
    ok(signer.signed >= 1 && proofSigner.signed >= 2);
  });

  test("each option reaches the engine", async ({ Client, home, apps }) => {
    const { options: key } = apps.keys.find(({ alg }) => alg === "ES256");
    const okta = await Client.create({
      orgUrl: home, clientId: apps.bound, scopes: ["okta.users.read", "okta.groups.read"], ...key, dpop: true, userAgent: "program/1",
      requestTimeoutMs: 1500, deadlineMs: 2000, maxRetries: 3, maxWaitMs: 4000, maxBodyMb: 5, pacing: false, pacingReserve: 6,
    });
    const lines = (await okta.explain()).split("\n");
    for (const line of [
      `ORGURL = ${home}`, "AUTHORIZATIONMODE = PrivateKey", `CLIENTID = ${apps.bound}`, "SCOPES = okta.users.read okta.groups.read", "PRIVATEKEY = ***",
      `KEYID = ${key.keyId}`, "DPOPENABLED = true", "USERAGENT = program/1", "REQUESTTIMEOUT = 1500ms", "DEADLINE = 2000ms", "RATELIMIT_MAXRETRIES = 3",
      "MAXWAIT = 4000ms", "MAXBODY = 5", "PACING = false", "PACINGRESERVE = 6",
    ]) {
      ok(lines.includes(`OKTA_CLIENT_${line} (code)`), lines.join("\n"));
    }
  });

  test("every failure of a signer is reported", async ({ service, apps, kms, OktantError }) => {
    const { publicKey } = await kms(apps.keys.find(({ alg }) => alg === "ES256").jwk);
    const thrown = new Error("the KMS is away");
    const never = () => new Promise(() => undefined);
    for (const [sign, kind, what] of [
      [() => { throw thrown; }, "auth", "the KMS is away"], [() => Promise.reject(thrown), "auth", "the KMS is away"],
      [() => 7, "auth", "gave 7: it must give the signature as a Uint8Array"], [() => undefined, "auth", "gave undefined"],
      [() => new Uint8Array(3), "auth", "signature"], [() => new Uint8Array(64), "auth", "invalid_client"], [never, "timeout", "no signature within"],
    ]) {
      const { okta } = service({ privateKey: undefined, keyId: undefined, signer: { publicKey, sign }, requestTimeoutMs: kind === "timeout" ? 50 : 5000 });
      const error = await fails(okta.call("listUsers"));
      equal([error instanceof OktantError, error.kind, error.message.includes(what)], [true, kind, true], error.message);
      if (what === "the KMS is away") ok(error.cause === thrown);
    }
  });

  test("errors of invalid keys say what to do", async ({ service, apps, kms, Client, home }) => {
    const ecKey = apps.keys.find(({ alg }) => alg === "ES512").jwk;
    const signer = await kms(apps.keys.find(({ alg }) => alg === "ES256").jwk);
    // A key may be the bytes of its file.
    await service({ privateKey: new TextEncoder().encode(JSON.stringify(ecKey)) }).okta.ready();
    for (const [options, what] of [
      [{ privateKey: { ...ecKey, y: ecKey.x } }, "OKTA_CLIENT_PRIVATEKEY (code): is damaged"],
      [{ privateKey: { ...ecKey, d: undefined } }, "is a public JWK"],
      [{ privateKey: "" }, "is empty"],
      // In Node a text may be a path too: neither a key nor a file.
      [{ privateKey: null }, "OKTA_CLIENT_PRIVATEKEY (code): is n"],
      [{ scopes: [] }, "OKTA_CLIENT_SCOPES (code): is empty"],
      [{ signer }, "there is a signer too"],
      [{ privateKey: undefined, signer: { sign: signer.sign, publicKey: {} } }, "the public JWK is a JWK without kty"],
      [{ privateKey: undefined, signer: 7 }, "signer is 7: give an object with publicKey, a JWK, and sign, a function"],
      [{ privateKey: undefined, signer: { sign: signer.sign } }, "signer has no publicKey: give"],
      [{ privateKey: undefined, signer: { publicKey: signer.publicKey } }, "signer has no sign: give"],
      [{ proofSigner: { sign: signer.sign, publicKey: "PEM" } }, "proofSigner has string as publicKey: give"],
      [{ privateKey: await crypto.subtle.importKey("raw", new Uint8Array(16), "AES-CBC", false, ["encrypt"]) }, "privateKey is a CryptoKey: give PEM, a JWK"],
      [{ privateKey: new TextEncoder().encode("nothing") }, "OKTA_CLIENT_PRIVATEKEY (code): is n"],
      [{ dpop: "yes" }, "OKTA_CLIENT_DPOPENABLED"],
      [{ proofSigner: { sign: signer.sign, publicKey: { kty: "oct" } } }, "is a JWK of the type"],
      [{ onEvent: 7 }, "onEvent is 7: give a function"],
    ]) {
      const error = await fails((async () => service(options).okta.ready())());
      equal([error.kind, error.message.includes(what)], ["config", true], error.message);
    }
    Object.defineProperty(crypto, "subtle", { value: undefined, configurable: true });
    try {
      for (const [options, what] of [[{}, "OKTA_CLIENT_PRIVATEKEY (code): there is no WebCrypto"], [{ privateKey: undefined, signer, dpop: true }, "OKTA_CLIENT_DPOPENABLED: there is no WebCrypto"]]) {
        const error = await fails(service(options).okta.call("listUsers"));
        equal([error.kind, error.message.includes(what)], ["config", true], error.message);
      }
      await Client.create({ orgUrl: home, clientId: "0oa1", scopes: "okta.users.read", signer, proofSigner: signer });
    } finally {
      delete crypto.subtle;
    }
  });

  test("no error, event or printed object contains a secret", async ({ service, apps }) => {
    const { jwk } = apps.keys.find(({ alg }) => alg === "RS384");
    const texts = [];
    const secrets = new Set([jwk.d, jwk.p, jwk.q]);
    for (const [options, answer] of [
      [{ dpop: true, clientId: apps.bound }], [{ clientId: "0oa1nobody" }], [{ scopes: ["okta.nothing.read"] }],
      [{}, (text) => ({ status: 200, text: `<html>${text}</html>`, type: "text/html" })], [{}, (text) => ({ status: 400, json: { error: text, error_description: text } })],
    ]) {
      const { okta, sent } = service({ privateKey: jwk, keyId: undefined, maxRetries: 0, ...options, onEvent: (event) => texts.push(JSON.stringify(event)) }, answer);
      const errors = [await fails(okta.call("getUser", { path: { id: "nobody" } })), await fails(okta.call("listGroups"))];
      for (const error of errors) texts.push(error.message, String(error.stack), JSON.stringify(error), String(error.cause));
      texts.push(JSON.stringify(okta), await okta.explain(), JSON.stringify(await okta.rates()));
      for (const { init } of sent) {
        if (init.headers.Authorization) secrets.add(init.headers.Authorization.split(" ")[1]);
        if (init.headers.DPoP) secrets.add(init.headers.DPoP);
        if (init.body) secrets.add(new URLSearchParams(new TextDecoder().decode(init.body)).get("client_assertion"));
      }
    }
    ok(secrets.size > 10 && texts.length > 30, `${secrets.size} secrets, ${texts.length} texts`);
    for (const secret of secrets) for (const text of texts) ok(!text.includes(secret), `a secret shows in ${text}`);
  });

  test("rates() returns the limits of responses, and events are emitted in order", async ({ Client, home, token }) => {
    const reset = Math.floor(Date.now() / 1000) + 60;
    const figures = { "X-Rate-Limit-Limit": "600", "X-Rate-Limit-Remaining": "599", "X-Rate-Limit-Reset": String(reset), "X-Okta-Request-Id": "req1" };
    const events = [];
    let count = 0;
    const fetch = async () => {
      if (++count === 1) throw new Error("no network");
      return Response.json({ id: "00u1" }, { status: count === 2 ? 503 : 200, headers: count === 2 ? {} : figures });
    };
    const onEvent = (event) => {
      events.push(event);
      throw new Error("what a listener throws is lost");
    };
    const okta = new Client({ orgUrl: home, token, fetch, onEvent });
    equal(await okta.rates(), []);
    await okta.call("getUser", { path: { id: "marked-id" } });
    const rate = { limit: 600, remaining: 599, reset };
    equal(await okta.rates(), [{ name: "GET /api/v1/users/{id}", rate, inFlight: 0, held: 0 }]);
    equal(events.map(({ kind, attempts }) => [kind, attempts]), [
      ["request", 1], ["failure", 1], ["retry", 1], ["request", 2], ["response", 2], ["retry", 2], ["request", 3], ["response", 3],
    ]);
    ok(events.every(({ operation, callId }) => operation === "getUser" && callId === events[0].callId) && !JSON.stringify(events).includes("marked-id"));
    equal([events[1].reason, events[1].phase, events[2].reason, events[2].afterMs >= 100], ["broken", "answer", "backoff", true]);
    const { kind, attempts, callId, operation, ...last } = events.at(-1);
    equal(last, { status: 200, requestId: "req1", rate });
  });

  test("a call that would exceed the rate limit waits, unless pacing is off", async ({ Client, home, token }) => {
    for (const pacing of [true, false]) {
      const events = [];
      const headers = () => ({ "X-Rate-Limit-Limit": "9", "X-Rate-Limit-Remaining": "0", "X-Rate-Limit-Reset": String(Math.floor(Date.now() / 1000) + 30) });
      const okta = new Client({ orgUrl: home, token, pacing, onEvent: (event) => events.push(event), fetch: async () => Response.json({}, { headers: headers() }) });
      await okta.call("getUser", { path: { id: "a" } });
      const stop = new AbortController();
      const second = okta.call("getUser", { path: { id: "a" } }, { signal: stop.signal }).withResponse().then(({ status }) => status, ({ kind }) => kind);
      await until(async () => events.filter(({ kind }) => kind === (pacing ? "pace" : "response")).length === (pacing ? 1 : 2));
      if (pacing) equal([(await okta.rates())[0].held, events.at(-1).reason, events.at(-1).atMostMs > 1000], [1, "pace", true]);
      stop.abort();
      equal(await second, pacing ? "cancelled" : 200);
    }
  });

  test("the private key of the environment is PEM text or the path of a file", async ({ Client, home, apps }) => {
    const [{ mkdtempSync, rmSync, writeFileSync }, { join }, { tmpdir }] = await Promise.all(["fs", "path", "os"].map((name) => import(`node:${name}`)));
    const { options: { privateKey, keyId } } = apps.keys.find(({ alg }) => alg === "ES256");
    const folder = mkdtempSync(join(tmpdir(), "oktant-key-"));
    const path = join(folder, "key.pem");
    writeFileSync(path, privateKey);
    const common = { ORGURL: home, CLIENTID: apps.plain, SCOPES: "okta.users.read", AUTHORIZATIONMODE: "PrivateKey", KEYID: keyId };
    const set = (PRIVATEKEY) => Object.entries({ ...common, PRIVATEKEY }).forEach(([name, value]) => (process.env[`OKTA_CLIENT_${name}`] = value));
    try {
      for (const key of [path, privateKey, privateKey.replaceAll("\n", "\\n")]) {
        set(key);
        equal((await new Client().call("listUsers", { query: { limit: 1 } }).withResponse()).status, 200);
      }
      for (const key of [join(folder, "marked-path"), folder, "marked-path\0"]) {
        set(key);
        const error = await fails((async () => new Client({ privateKey: key }))());
        equal([error.kind, error.message.includes("the path of a file that can be read"), error.message.includes("marked-path")], ["config", true, false], error.message);
      }
    } finally {
      for (const name of [...Object.keys(common), "PRIVATEKEY"]) delete process.env[`OKTA_CLIENT_${name}`];
      rmSync(folder, { recursive: true });
    }
  }, "node");
}
