// Services, calls and lists as a program sees them, JSON numbers, and hooks.

import { equal, fails, least, ok, until } from "./check.mjs";

/** Adds these tests to the suite. */
export function add(test) {
  test("a service is an object with its methods as own functions", async ({ okta }) => {
    equal(Object.keys(okta.users).sort(), ["createUser", "deleteUser", "getUser", "listUserBlocks", "listUsers", "replaceUser", "updateUser"]);
    equal([typeof okta.users.getUser, okta.users.getUser.name, okta.users === okta.users], ["function", "getUser", true]);
    const { value, ...flags } = Object.getOwnPropertyDescriptor(okta.users, "getUser");
    equal([typeof value, flags], ["function", { writable: true, enumerable: true, configurable: true }]);
    equal([await okta.users === okta.users, await okta === okta], [true, true]);
    for (const object of [okta, okta.users]) {
      equal([object.then, object.toJSON, object.nodeType, object.asymmetricMatch, object.$$typeof, object[Symbol.iterator]], [undefined, undefined, undefined, undefined, undefined, undefined]);
      equal([`${object}`, object instanceof Object, object.hasOwnProperty("x"), "toString" in object], ["[object Object]", true, false, true]);
    }
    equal([JSON.stringify(okta), "users" in okta, "usres" in okta], ["{}", true, false]);
  });

  test("every operation of the table is a method of its service, and each has its arguments in their places", async ({ fake, table }) => {
    let reply;
    const { okta, sent } = fake(() => reply);
    let methods = 0;
    for (const [id, area, method, template, parameters, request, answer, paging] of table.trimEnd().split("\n").map((line) => line.split("\t"))) {
      const service = okta[camel(area)];
      const list = parameters === "-" ? [] : parameters.split(" ").map((parameter) => parameter.split(":"));
      const named = {};
      for (const [place, name, kind] of list) if (place === "q!") named[camel(name)] = kind === "int" ? 1 : kind === "bool" ? true : "x";
      const hasNamed = request === "json?" || list.some(([place]) => !place.startsWith("p"));
      const args = [...template.matchAll(/\{/g)].map(() => "x1");
      if (request === "json!") args.push({ sent: id });
      else if (request !== "-" && request !== "json?") args.push(new TextEncoder().encode("bytes"));
      if (hasNamed) args.push(request === "json?" ? { ...named, body: { sent: id } } : named);
      args.push({ query: { extra: "1" } });
      reply = least(answer, paging);
      const result = service[id](...args);
      equal(typeof result.take, paging === "-" ? "undefined" : "function", id);
      await result;
      const { url, init } = sent.at(-1);
      equal([init.method, new URL(url).pathname, new URL(url).searchParams.get("extra")], [method, template.replaceAll(/\{[^}]*\}/g, "x1"), "1"], id);
      if (request.startsWith("json")) equal(new TextDecoder().decode(init.body), JSON.stringify({ sent: id }), id);
      await throws(() => service[id](...args, {}), TypeError, "arguments, options included");
      methods += 1;
    }
    ok(methods >= 621, `${methods} methods`);
  });

  test("named arguments reach the query and the headers", async ({ fake }) => {
    const { okta, sent } = fake(() => []);
    await okta.users.listUsers({ search: "a&b", sortBy: "status", limit: 10n, contentType: "application/json; okta-response=omitCredentials", filter: undefined });
    const { url, init } = sent.at(-1);
    equal([url.split("?")[1], init.headers["Content-Type"]], ["search=a%26b&sortBy=status&limit=10", "application/json; okta-response=omitCredentials"]);
    const error = await fails(okta.users.listUsers({ sort_by: "status" }).first());
    equal(error.kind, "invalid_argument");
    ok(error.message.includes("there is no named argument sort_by: there are contentType, q, after, limit, filter, search, sortBy, sortOrder"), error.message);
    for (const [args, what] of [[[undefined], "id is missing"], [[{}], "argument 1 is object: give a string"], [["a", "b"], "the object of named arguments is string"], [["a", { contentType: ["x"] }], "contentType is an array"], [["a", {}, { timeout: 1 }], "no option timeout"]]) {
      const error = await fails(okta.users.getUser(...args));
      equal([error.kind, error.message.includes(what)], ["invalid_argument", true], error.message);
    }
    equal(sent.length, 1);
  });

  test("an unknown service or method is a TypeError that says what may have been meant", async ({ okta }) => {
    for (const [read, text] of [
      [() => okta.user, "okta has no service user: did you mean okta.users?"],
      [() => okta.apps, "okta has no service apps: did you mean okta.applications?"],
      [() => okta.listUsers, "okta has no service listUsers: use okta.users.listUsers"],
      [() => okta.users.listUser, "okta.users has no method listUser: did you mean okta.users.listUsers?"],
      [() => okta.users.list_users, "okta.users has no method list_users: use okta.users.listUsers"],
      [() => okta.users.createGroup, "okta.users has no method createGroup: use okta.groups.addGroup"],
      [() => okta.groups.listUsers, "okta.groups has no method listUsers: use okta.users.listUsers"],
      [() => okta.agentpools, "okta has no service agentpools: did you mean okta.agentPools?"],
    ]) await throws(read, TypeError, text);
    equal([okta.frobnicate, okta.users.frobnicate], [undefined, undefined]);
  });

  test("a service and its methods can be replaced, as tests do", async ({ another }) => {
    const okta = another();
    const own = okta.users.getUser;
    okta.users.getUser = async () => ({ id: "fake" });
    equal((await okta.users.getUser("me")).id, "fake");
    okta.users.getUser = own;
    ok((await okta.users.getUser("me")).id.startsWith("00u"));
    okta.groups = { listGroups: () => "fake" };
    equal([okta.groups.listGroups(), typeof another().groups.listGroups()], ["fake", "object"]);
  });

  test("the spies of test runners work on a service", async ({ another }) => {
    const { mock } = await import("node:test");
    const okta = another();
    const own = okta.users.getUser;
    const spy = mock.method(okta.users, "getUser");
    const { id } = await okta.users.getUser("me");
    spy.mock.mockImplementation(async () => ({ id: "fake" }));
    equal([(await okta.users.getUser("me")).id, spy.mock.calls.map(({ arguments: given }) => given), id.startsWith("00u")], ["fake", [["me"], ["me"]], true]);
    mock.restoreAll();
    equal(okta.users.getUser === own, true);
  }, "node");

  test("the REPL completes services and methods, and what it prints is short and has no secret", async ({ another, token }) => {
    const [{ start }, { PassThrough }, { inspect }] = await Promise.all([import("node:repl"), import("node:stream"), import("node:util")]);
    const okta = another();
    const repl = start({ input: new PassThrough(), output: new PassThrough(), terminal: false });
    repl.context.okta = okta;
    const complete = (text) => new Promise((resolve, reject) => repl.complete(text, (error, [found]) => (error ? reject(error) : resolve(found.filter(Boolean)))));
    equal(await complete("okta.users.getU"), ["okta.users.getUser"]);
    equal((await complete("okta.group")).sort(), ["okta.groupOwners", "okta.groupRoleAssignments", "okta.groupRoleTargets", "okta.groupRules", "okta.groups"]);
    repl.close();
    equal([inspect(okta), inspect(okta.users.listUsers())], ["Client {}", "List {}"]);
    await okta.users.getUser("me");
    const all = inspect(okta, { showHidden: true, depth: 9, getters: true }) + inspect(okta.users, { showHidden: true, depth: 9 });
    ok(!all.includes(token) && all.includes("getUser"));
  }, "node");

  test("a call is a promise of the value, withResponse of the whole response", async ({ okta }) => {
    const call = okta.users.getUser("me");
    ok(call instanceof Promise);
    const { value, status, headers, requestId, rate } = await call.withResponse();
    equal([value, status, headers.get("x-okta-request-id")], [await call, 200, requestId]);
    ok(rate.limit > 0 && rate.remaining >= 0 && rate.reset > 0 && requestId);
    equal((await call.withResponse()).value.id, value.id);
    const error = await fails(okta.users.getUser("nobody").withResponse());
    equal([error.kind, error.status], ["api", 404]);
    equal(await okta.users.getUser("nobody").catch(({ status }) => status), 404);
  });

  test("a success without the document that it returns is an error, the full response none", async ({ fake }) => {
    const { okta } = fake(() => ({ status: 204 }));
    const error = await fails(okta.users.getUser("me"));
    equal([error.kind, error.operation, error.status, error.attempts, error.mayHaveBeenSent], ["decode", "getUser", 204, 1, true]);
    ok(error.message.includes("204: done, but the response has no document: use withResponse()"), error.message);
    const { status, value } = await okta.users.getUser("me").withResponse();
    equal([status, value], [204, undefined]);
    // Nothing is needed of these.
    equal([await okta.users.deleteUser("me"), await okta.logStreaming.activateLogStream("a"), await okta.call("GET /api/v1/x")], [undefined, undefined, undefined]);
  });

  test("a client that is frozen works, and options that are none are refused", async ({ fake, Client }) => {
    const { okta, sent } = fake(() => ({ json: {} }));
    Object.freeze(okta);
    await okta.users.getUser("a");
    equal([sent.length, okta.users === okta.users], [1, true]);
    for (const [given, what] of [[5, "are 5: give an object"], ["https://example.okta.com", "are string: give an object"], [[], "are an array"]]) {
      await throws(() => new Client(given), TypeError, what);
    }
  });

  test("the stack of an error has the function that awaits it", async ({ fake }) => {
    const { okta } = fake(async () => ({ status: 404, json: {} }));
    const { users } = okta;
    for (const read of [
      async function caller() { await users.getUser("a"); },
      async function caller() { await users.getUser(".."); },
      async function caller() { await users.getUser("a").withResponse(); },
      async function caller() { await okta.call("getUser", { path: { id: "a" } }); },
      async function caller() { await users.listUsers(); },
      async function caller() { await users.listUsers().take(5).first(); },
      async function caller() { await users.listUsers().all(); },
      async function caller() { for await (const user of users.listUsers()) void user; },
      async function caller() { for await (const page of users.listUsers().pages()) void page; },
    ]) {
      const { stack } = await fails(read());
      ok(stack.includes("at async caller"), `${read}: ${stack}`);
    }
  });

  test("a list is taken, read whole, streamed, and read by pages", async ({ fake, home }) => {
    const { okta, sent } = fake((url) => {
      const page = Number(new URL(url).searchParams.get("after") ?? 0);
      const headers = page === 3 ? {} : { Link: `<${home}/api/v1/users?after=${page + 1}>; rel="next"` };
      // The second page is empty.
      return { json: page === 1 ? [] : [{ id: page * 2 }, { id: page * 2 + 1 }], headers };
    });
    const requests = async (read) => {
      const before = sent.length;
      const result = await read();
      return [result, sent.length - before];
    };
    const users = okta.users.listUsers();
    const ids = (items) => items.map(({ id }) => id);
    equal(await requests(async () => ids((await users).items)), [[0, 1], 1]);
    equal(await requests(async () => ids(await users.all())), [[0, 1, 4, 5, 6, 7], 4]);
    equal(await requests(async () => ids(await users.take(2).all())), [[0, 1], 1]);
    equal(await requests(async () => ids(await users.take(3).all())), [[0, 1, 4], 3]);
    equal(await requests(async () => ids(await users.take(9).take(1).all())), [[0], 1]);
    equal(await requests(async () => ids(await users.take(0).all())), [[], 0]);
    equal(await requests(async () => users.first()), [{ id: 0 }, 1]);
    equal(await requests(async () => users.take(0).first()), [undefined, 0]);
    equal(await requests(async () => ids((await users.firstPage()).items)), [[0, 1], 1]);
    const cut = await users.take(1).firstPage();
    equal([ids(cut.items), "cursor" in cut, (await users).cursor !== undefined], [[0], false, true]);
    const pages = [];
    for await (const { items, cursor } of users.take(5).pages()) pages.push([items.length, cursor !== undefined]);
    equal(pages, [[2, true], [0, true], [2, true], [1, false]]);
    for (const wrong of [-1, 1.5, NaN, "2"]) await throws(() => users.take(wrong), RangeError, "a whole number, 0 or more");
    const streamed = [];
    const reader = users.stream().getReader();
    const before = sent.length;
    for (let read; !(read = await reader.read()).done; ) {
      streamed.push(read.value.id);
      if (streamed.length === 2) equal(sent.length - before, 1);
    }
    equal(streamed, [0, 1, 4, 5, 6, 7]);
    const [, left] = await requests(async () => {
      const reader = users.stream().getReader();
      await reader.read();
      await reader.cancel();
    });
    equal(left, 1);
  });

  test("a list that is followed is polled again at its end, until it is left", async ({ fake, home }) => {
    const { okta, sent } = fake(() => ({ json: [{ uuid: sent.length }], headers: { Link: `<${home}/api/v1/logs?after=${sent.length}>; rel="next"` } }));
    const seen = [];
    for await (const { uuid } of okta.systemLog.listLogEvents({ since: "2025-01-01T00:00:00Z" }).follow(1)) {
      seen.push(uuid);
      if (seen.length === 3) break;
    }
    equal([seen, sent.length, new URL(sent[1].url).searchParams.get("after")], [[1, 2, 3], 3, "1"]);
  });

  test("before the engine is loaded, services work as calls and as lists", async ({ base, wasm, home, token }) => {
    const [{ Loader }, { BaseClient }] = await Promise.all([import(`${base}/dist/load.js`), import(`${base}/dist/base-client.js`)]);
    const bytes = await wasm();
    let arrive;
    const late = () => new Promise((resolve) => (arrive = () => resolve(bytes)));
    const loader = new Loader();
    const client = () => new BaseClient({ orgUrl: home, token }, { load: () => loader.load(late), settings: () => ({}) });
    const okta = client();
    equal([await Promise.race([okta, 1]) === okta, okta.then, JSON.stringify(okta), okta instanceof Object], [true, undefined, "{}", true]);
    const { users } = okta;
    const { getUser } = users;
    const raw = users.getUser("me").withResponse();
    const [one, list, all, first, page] = [getUser("me"), users.listUsers({ limit: 3 }), users.listUsers({ limit: 200 }).take(250).all(), users.listUsers().first(), users.listUsers({ limit: 2 })];
    const unread = users.listUsers();
    const whole = users.listUsers({ limit: 2 }).withResponse();
    const wrong = [fails(okta.user.getUser("me")), fails(users.listUser()), fails(users.frobnicate()), fails(users.getUser("me").all()), fails(users.getUser("nobody"))];
    let ended = 0;
    const after = users.getUser("me").finally(() => (ended += 1));
    arrive();
    const seen = [];
    for await (const { id } of list) if (seen.push(id) === 4) break;
    const { id } = await one;
    equal([(await raw).status, (await raw).value.id, seen[0], (await first).id, (await all).length, (await page).items.length], [200, id, id, id, 250, 2]);
    equal([(await after).id, ended, await users.getUser("nobody").catch(({ status }) => status)], [id, 1, 404]);
    const messages = (await Promise.all(wrong)).map((error) => `${error.name}: ${error.message}`);
    equal(messages.slice(0, 4), [
      "TypeError: okta has no service user: did you mean okta.users?", "TypeError: okta.users has no method listUser: did you mean okta.users.listUsers?",
      "TypeError: okta.users.frobnicate is not a function", "TypeError: this operation does not return a list: await the call instead of iterating over it",
    ]);
    equal((await wrong[4]).status, 404);
    equal([(await whole).status, (await whole).value.length], [200, 2]);
    // From now on it is as ever.
    equal([okta.users === users, users.getUser === getUser, Object.keys(users).length, typeof (await unread).cursor], [true, false, 7, "string"]);
    ok(users.getUser("me") instanceof Promise && client().users.getUser("me") instanceof Promise);
    await throws(() => users.listUser, TypeError, "did you mean");
  });

  test("an engine that cannot be loaded is told by every call", async ({ base, home, token }) => {
    const [{ Loader }, { BaseClient }] = await Promise.all([import(`${base}/dist/load.js`), import(`${base}/dist/base-client.js`)]);
    const loader = new Loader();
    const okta = new BaseClient({ orgUrl: home, token }, { load: () => loader.load(async () => new Response("no wasm")), settings: () => ({}) });
    const [call, list, page] = [okta.users.getUser("me"), okta.users.listUsers(), okta.users.listUsers().first()].map(fails);
    for (const error of await Promise.all([call, list, page])) equal([error.kind, error.message.includes("the engine cannot be loaded")], ["config", true], error.message);
  });

  test("a client is closed by using, after its calls on their way", async ({ fake }) => {
    let answer;
    const { okta } = fake(() => new Promise((resolve) => (answer = () => resolve({ id: "a" }))));
    const call = okta.users.getUser("a");
    await until(() => answer !== undefined);
    let closed = false;
    const closing = okta.close().then(() => (closed = true));
    for (const late of [okta.users.getUser("b"), okta.users.listUsers().first(), okta.rates(), okta.explain()].map(fails)) {
      equal(`${await late}`, "TypeError: this client is closed: make another");
    }
    equal(closed, false);
    answer();
    equal((await call).id, "a");
    await closing;
    await okta.close();
    if (Symbol.dispose) okta[Symbol.dispose]();
    if (Symbol.asyncDispose) await okta[Symbol.asyncDispose]();
    equal([typeof okta[Symbol.dispose], Object.keys(okta.users).length], [Symbol.dispose ? "function" : "undefined", 7]);
  });

  test("rates tell the limits that were seen, and events what happened", async ({ home, token, Client }) => {
    const events = [];
    const okta = new Client({ orgUrl: home, token, onEvent: (event) => events.push(event) });
    await okta.users.getUser("me");
    await fails(okta.users.getUser("nobody"));
    const [{ name, rate, inFlight, held }] = await okta.rates();
    equal([name, rate.limit > 0, inFlight, held], ["GET /api/v1/users/{id}", true, 0, 0]);
    equal(events.map(({ kind, operation, status }) => [kind, operation, status]), [
      ["request", "getUser", undefined], ["response", "getUser", 200], ["request", "getUser", undefined], ["response", "getUser", 404],
    ]);
    equal([events[0].callId === events[1].callId, events[1].callId === events[2].callId, events[3].requestId !== undefined], [true, false, true]);
    ok(!JSON.stringify(events).includes(token) && !JSON.stringify(events).includes("nobody"));
    const throwing = new Client({ orgUrl: home, token, onEvent: () => { throw new Error("no listener"); } });
    ok((await throwing.users.getUser("me")).id);
  });

  test("a number that a double cannot hold is sent as it came or refused, never changed", async ({ fake }) => {
    const long = '{"id":"a","profile":{"badge":12345678901234567890,"pi":3.14159265358979323846,"huge":1e400,"list":[9007199254740993],"half":0.5,"sum":0.30000000000000004,"text":"12345678901234567890","same":1234567890123456}}';
    let reply = { text: long };
    const { okta, sent } = fake(() => reply);
    const read = () => okta.users.getUser("a");
    const write = async (body) => {
      await okta.users.replaceUser("a", body);
      return new TextDecoder().decode(sent.at(-1).init.body);
    };
    const user = await read();
    equal([typeof user.profile.badge, user.profile.badge, user.profile.same], ["number", 12345678901234567000, 1234567890123456]);
    user.profile.half = 0.25;
    const written = long.replace("0.5", "0.25");
    if (JSON.rawJSON) equal(await write(user), written);
    else ok((await fails(write(user))).message.includes('it has 12345678901234567000 at "badge"'));
    // A copy is not what was read.
    for (const [name, value] of Object.entries({ ...user.profile })) {
      const copy = write({ profile: { [name]: value } });
      if (["half", "sum", "text", "same"].includes(name)) equal(await copy, JSON.stringify({ profile: { [name]: value } }));
      else if (name === "list" && JSON.rawJSON) equal(await copy, '{"profile":{"list":[9007199254740993]}}');
      else equal((await fails(copy)).kind, "invalid_argument", name);
    }
    user.profile.badge = 5;
    user.profile.huge = 1;
    if (JSON.rawJSON) equal(await write(user), written.replace("12345678901234567890", "5").replace("1e400", "1"));
    equal(await write({ badge: 12345678901234567890n, of: [-1n, "1", '"bigint 1"'] }), '{"badge":12345678901234567890,"of":[-1,"1","\\"bigint 1\\""]}');
    // Wherever it is in the text.
    for (let length = 0; length < 20; length++) {
      const text = `{"text":"${"x".repeat(length)}","numbers":[9007199254740993,0]}`;
      reply = { text };
      if (JSON.rawJSON) equal(await write(await read()), text);
      else ok((await fails(write(await read()))).message.includes("it has 9007199254740992"));
    }
    const requests = sent.length;
    for (const badge of [2 ** 53, -1e300, 3.141592653589793, Infinity]) {
      const error = await fails(write({ profile: { badge } }));
      equal([error.kind, error.message.includes('at "badge"')], ["invalid_argument", true], error.message);
    }
    equal([sent.length, await write({ badge: Number.MAX_SAFE_INTEGER })], [requests, '{"badge":9007199254740991}']);
  });

  test("a call sends what it was given when it was made", async ({ fake }) => {
    const { okta, sent } = fake(() => (sent.length === 3 ? [] : {}));
    await okta.ready();
    const [body, named, headers, list] = [{ profile: { login: "a" } }, { expand: "a" }, { "x-a": ["1", "2"] }, { q: "a" }];
    const calls = [okta.users.createUser(body), okta.users.getUser("x", named, { headers })];
    const users = okta.users.listUsers(list);
    [body.profile.login, named.expand, headers["x-a"], list.q] = ["b", "b", "3", "b"];
    await Promise.all(calls);
    await users.all();
    const [created, got, listed] = sent;
    equal(new TextDecoder().decode(created.init.body), '{"profile":{"login":"a"}}');
    equal([got.url.split("?")[1], got.init.headers["x-a"], listed.url.split("?")[1]], ["expand=a", "1, 2", "q=a"]);
  });

  test("what is no argument is refused before the engine sees it", async ({ fake }) => {
    const { okta, sent } = fake(() => ({}));
    for (const operation of [undefined, null, 5, 5n, true, {}, ["GET /x"], new URL("https://x.example"), Symbol("x")]) {
      for (const result of [okta.call(operation), okta.items(operation).first()]) {
        const error = await fails(result);
        equal([error.kind, error.message.startsWith("the operation is ")], ["invalid_argument", true], error.message);
      }
    }
    for (const odd of [AbortSignal.abort(), new Map([["q", "x"]]), new Headers({ a: "1" }), new URLSearchParams("a=1"), new Date()]) {
      for (const result of [okta.users.getUser("x", odd), okta.users.getUser("x", {}, odd), okta.users.getUser("x", {}, { headers: odd }), okta.users.listUsers({}, { query: odd }).first()]) {
        equal((await fails(result)).kind, "invalid_argument", odd.constructor.name);
      }
    }
    const odd = [() => 1, Symbol("x"), /x/, new Error("x"), new Headers(), new URLSearchParams("a=1"), Promise.resolve(1), new WeakMap(), new Date(NaN), new FormData()];
    for (const value of odd) {
      for (const body of [{ profile: { value } }, { list: [value] }]) {
        const error = await fails(okta.users.updateUser("x", body));
        equal([error.kind, error.message.includes("which JSON does not know")], ["invalid_argument", true], error.message);
      }
    }
    equal(sent.length, 0);
    class Profile {
      login = "a";
    }
    await okta.users.updateUser("x", { profile: new Profile(), at: new Date(0), none: undefined, bare: Object.create(null), count: Object(5) });
    equal(new TextDecoder().decode(sent[0].init.body), '{"profile":{"login":"a"},"at":"1970-01-01T00:00:00.000Z","bare":{},"count":5}');
    await okta.users.getUser("x", null, null);
    equal((await fails(okta.users.listUsers(null, null).all())).kind, "decode");
    equal(sent.length, 3);
  });

  test("a time below a millisecond is not no limit", async ({ okta }) => {
    for (const options of [{ timeoutMs: 1e-9, maxRetries: 0 }, { deadlineMs: 1e-9 }]) {
      equal((await fails(okta.users.listUsers({}, options).first())).kind, "timeout");
    }
  });

  test("an iterator that has returned gives nothing more, and no pause holds it", async ({ fake, home }) => {
    const json = [{ id: "a" }, { id: "b" }, { id: "c" }];
    const { okta, sent } = fake((url) => ({ json, headers: { Link: `<${home}${new URL(url).pathname}?after=${sent.length}>; rel="next"` } }));
    const items = okta.users.listUsers()[Symbol.asyncIterator]();
    const first = items.next();
    await items.return();
    await first;
    equal((await items.next()).done, true);
    for (const list of [okta.systemLog.listLogEvents().follow(1e9), okta.systemLog.listLogEvents().follow(1e9).take(9)]) {
      const [pages, before] = [list.pages(), sent.length];
      await pages.next();
      const second = pages.next();
      await pages.return();
      equal([(await second).done, sent.length - before], [true, 1]);
    }
    const reader = okta.systemLog.listLogEvents().follow(1e9).stream().getReader();
    for (let read = 0; read < 3; read++) await reader.read();
    const [fourth, requests] = [reader.read(), sent.length];
    await reader.cancel();
    equal([(await fourth).done, sent.length], [true, requests]);
    const pages = okta.systemLog.listLogEvents().follow(1e9).pages();
    await pages.next();
    const closed = fails(pages.next());
    await okta.close();
    ok((await closed).message.includes("closed"));
    for (const every of [undefined, -1, NaN, "5"]) await throws(() => okta.systemLog.listLogEvents().follow(every), RangeError, "cannot poll every");
  });

  test("many calls with one signal add one listener, and leave none", async ({ fake }) => {
    const { okta } = fake(() => ({}));
    const { signal } = new AbortController();
    const counts = { added: 0, removed: 0 };
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
    signal.addEventListener = (...args) => (counts.added++, add(...args));
    signal.removeEventListener = (...args) => (counts.removed++, remove(...args));
    await Promise.all(Array.from({ length: 50 }, () => okta.users.getUser("x", {}, { signal })));
    equal(counts, { added: 1, removed: 1 });
  });

  test("a listener whose promise rejects ends nothing", async ({ fake }) => {
    const unhandled = [];
    const note = (event) => unhandled.push(event.reason ?? event);
    const isNode = globalThis.process?.versions?.node !== undefined;
    if (isNode) process.on("unhandledRejection", note);
    else globalThis.addEventListener("unhandledrejection", note);
    let events = 0;
    const onEvent = async () => {
      events += 1;
      throw new Error("metrics down");
    };
    await fake(() => ({}), { onEvent }).okta.users.getUser("x");
    const { port1, port2 } = new MessageChannel();
    await new Promise((resolve) => {
      port1.onmessage = resolve;
      port2.postMessage("a turn of the event loop later");
    });
    port1.close();
    if (isNode) process.off("unhandledRejection", note);
    else globalThis.removeEventListener("unhandledrejection", note);
    ok(events > 1, `${events} events`);
    equal(unhandled.map(String), []);
  });

  test("hooks are parsed and replied to", async ({ base, OktantError }) => {
    const { hooks } = await import(`${base}/dist/hooks.js`);
    const payload = { eventType: "com.okta.oauth2.tokens.transform", data: { context: { user: { id: "00u1", profile: { badge: 42 } } } }, new: [1] };
    const text = JSON.stringify(payload);
    for (const [name, hook] of Object.entries(hooks)) {
      for (const body of [text, new TextEncoder().encode(text), new TextEncoder().encode(text).buffer, payload]) equal(hook.parse(body), payload, name);
      for (const body of ["", "[1]", "null", "{", '{"password":secret}', new Uint8Array([0x7b, 0xff, 0x7d]), [1]]) {
        const error = await throws(() => hook.parse(body), OktantError, "the hook's payload is not a JSON object: respond with status 400");
        equal([error.kind, error.body === body, JSON.stringify(error).includes("secret")], ["decode", true, false]);
      }
    }
    for (const number of ["9007199254740993", "1e400", "-2.5E+999", "1e-400"]) {
      const payload = `{"number":${number}}`;
      if (JSON.rawJSON) equal(hooks.token.reply(hooks.token.parse(payload)), payload);
      else if (number !== "1e-400") await throws(() => hooks.token.reply(hooks.token.parse(payload)), TypeError, `it has ${Number(number)}`);
      else hooks.token.parse(payload);
    }
    equal(hooks.token.reply({ number: 0 }), '{"number":0}');
    equal(hooks.token.reply({ commands: [{ type: "com.okta.access.patch", value: [{ op: "add", path: "/claims/badge", value: 42 }] }] }),
      '{"commands":[{"type":"com.okta.access.patch","value":[{"op":"add","path":"/claims/badge","value":42}]}]}');
    await throws(() => hooks.token.reply({ commands: [NaN] }), TypeError, "NaN");
    equal([hooks.event.challengeHeader, hooks.event.verification("inv-challenge")], ["X-Okta-Verification-Challenge", '{"verification":"inv-challenge"}']);
    const delivery = hooks.event.parse('{"eventId":"evt1","data":{"events":[{"uuid":"u1"},{"uuid":"u2"}]}}');
    equal([delivery.eventId, hooks.event.events(delivery).map(({ uuid }) => uuid), hooks.event.events({}), hooks.event.events({ data: 5 })], ["evt1", ["u1", "u2"], [], []]);
  });
}

/** What a function throws. */
async function throws(action, kind, text) {
  let value;
  try {
    value = action();
  } catch (error) {
    equal([error instanceof kind, error.message.includes(text)], [true, true], String(error));
    return error;
  }
  throw new Error(`expected ${text}, got ${String(value)}`);
}

/** `agent_pools` as `agentPools`, `Content-Type` as `contentType`. */
function camel(name) {
  const [first, ...words] = name.split(/[^A-Za-z0-9]+/);
  const upper = (word) => word.slice(0, 1).toUpperCase() + word.slice(1);
  return first.slice(0, 1).toLowerCase() + first.slice(1) + words.map(upper).join("");
}
