// Plays the vectors of tests/vectors on the package as it is shipped, with scripted fetch, timers, clocks, keys and random numbers.
// For Node, and for a worker of a browser. What a host cannot see is not compared: why a call waits, the pointers into a response.

const real = { now: performance.now.bind(performance), subtle: crypto.subtle };
const ERROR = [
  "kind", "message", "operation", "status", "code", "summary", "link", "id", "causes", "requestId", "rate", "phase", "attempts", "elapsedMs",
  "retryAfterMs", "isRetryable", "isDuplicate", "mayHaveBeenSent",
];

/** The first difference between the package and a vector; undefined if there is none. */
export async function play(vector, { BaseClient, seeds, load, version, readFile }) {
  const host = new ScriptedHost(vector);
  const restore = host.replaceHost(seeds);
  try {
    const { config } = vector;
    const options = { fetch: host.fetch, ...config.code };
    if (config.callback) options.bearer = host.bearer;
    if (config.client_key) options.signer = { publicKey: config.client_key, sign: (bytes) => host.sign("client", bytes) };
    // With other credentials the package makes this key by itself.
    if (config.callback && config.proof_key) options.proofSigner = { publicKey: config.proof_key, sign: (bytes) => host.sign("proof", bytes) };
    const layers = { environment: config.environment ?? {}, workingFile: config.working_file ?? {}, homeFile: config.home_file ?? {}, readFile };
    const client = await new BaseClient(options, { load, settings: () => layers }).ready();
    if (vector.error) return "the configuration is accepted";
    if (vector.explain) {
      const difference = compare(vector.explain, (await client.explain()).split("\n"));
      if (difference) return difference;
    }
    for (const [at, line] of (vector.lines ?? []).entries()) {
      const difference = await host.line(client, line, version);
      if (difference) return `line ${at + 1}, ${JSON.stringify(line.slice(0, 3)).slice(0, 200)}: ${difference}`;
    }
    return host.rest();
  } catch (error) {
    if (error?.kind === undefined) throw error;
    return vector.error ? compare(vector.error, errorForm(error)) : `the configuration is rejected: ${error}`;
  } finally {
    restore();
  }
}

class ScriptedHost {
  #vector;
  #now = [0, 0];
  #seed = 0n;
  #timers = new Set();
  #timer;
  /** Requests, pauses, tokens and signatures that the package waits for and no line has settled. */
  #asks = { send: [], wait: [], bearer: [], sign: [] };
  #actors = new Map();
  /** Calls that the last line woke. */
  #awake = [];

  constructor(vector) {
    this.#vector = vector;
  }

  /** Replaces the timers, clocks, seeds, keys and page of the host. Returns the function that restores them. */
  replaceHost(seeds) {
    const setTimeout = (then, ms) => {
      const timer = { then, ms };
      this.#timers.add(timer);
      this.#flush();
      this.#timer = timer;
      return timer;
    };
    // Keys are those that WebCrypto takes; their signatures are those of the vector.
    const importKey = async (...key) => (await real.subtle.importKey(...key)) && "client";
    const generateKey = async () => ({ publicKey: "public", privateKey: "proof" });
    const exportKey = async () => this.#vector.config.proof_key;
    const sign = ({ name, hash }, key, bytes) => this.sign(key, bytes, (name === "ECDSA" ? "ES" : "RS") + hash.slice(4));
    const restores = [
      replace(globalThis, "setTimeout", setTimeout),
      replace(globalThis, "clearTimeout", (timer) => this.#timers.delete(timer)),
      replace(globalThis, "location", this.#vector.config.browser ? { origin: "https://page.example" } : undefined),
      replace(performance, "now", () => this.#now[0]),
      replace(Date, "now", () => this.#now[1]),
      replace(seeds, "next", () => this.#seed),
      replace(crypto, "subtle", { importKey, generateKey, exportKey, sign }),
    ];
    return () => restores.forEach((restore) => restore());
  }

  fetch = (url, init) => this.#ask("send", { url, init });

  bearer = ({ fresh }) => this.#ask("bearer", { fresh });

  sign(key, bytes, algorithm) {
    return this.#ask("sign", { key, bytes, algorithm });
  }

  /** A promise that the script settles. The timer that was set just before is its timeout. */
  #ask(step, what) {
    const timer = this.#timer;
    this.#timer = undefined;
    return new Promise((resolve, reject) => this.#asks[step].push({ step, ...what, resolve, reject, timer }));
  }

  /** A timer that is no timeout is a pause. */
  #flush() {
    if (this.#timer) this.#asks.wait.push({ step: "wait", timer: this.#timer });
    this.#timer = undefined;
  }

  async line(client, [who, now, input, expected, woken = []], version) {
    this.#now = Array.isArray(now) ? now : [now, this.#vector.epoch + now];
    const actor = this.#actor(who, client);
    if (input === "woke" && this.#awake.includes(who)) {
      this.#awake = this.#awake.filter((name) => name !== who);
    } else {
      this.#awake = [...woken];
      await this.#happen(actor, input);
    }
    if (expected === null) return undefined;
    const rest = expected.done?.ok?.rest_ms;
    if (rest) actor.rest = rest;
    const seen = await this.#seen(actor, expected, version);
    return seen === undefined ? `nothing happens where ${JSON.stringify(expected)} is expected` : compare(visible(expected), seen);
  }

  /** What happened after the last line. */
  rest() {
    const { wait, ...asks } = this.#asks;
    const rest = Object.values(asks).flat().map(({ step, url = "" }) => `${step} ${url}`);
    return rest.length === 0 ? undefined : `beyond the last line: ${rest.join(", ")}`;
  }

  #actor(name, client) {
    if (!this.#actors.has(name)) this.#actors.set(name, new Actor(client, this.#vector.calls[name]));
    return this.#actors.get(name);
  }

  async #happen({ asked, controller, start }, input) {
    if (input === "woke") return asked.step === "wait" && this.#fire(asked.timer);
    if (input === "cancelled" || input === "dropped") return controller.abort();
    if (input.started !== undefined) {
      this.#seed = BigInt(input.started);
      return start();
    }
    if (input.bearer !== undefined) return asked.resolve(input.bearer);
    if (input.signed !== undefined) return asked.resolve(base64url(input.signed));
    if (input.responded) return asked.resolve(response(input.responded));
    const { kind, phase, message } = input.failed;
    if (asked.step !== "send") return kind === "broken" ? asked.reject(new Error(message)) : this.#fire(asked.timer);
    if (kind === "broken" && phase === "connect") return asked.reject(nodeError("ECONNREFUSED", message));
    if (kind === "timed_out" && phase === "connect") return asked.reject(nodeError("UND_ERR_CONNECT_TIMEOUT", message));
    if (phase === "body") {
      const body = () => (kind === "broken" ? Promise.reject(new Error(message)) : new Promise(() => undefined));
      asked.resolve(Object.assign(new Response(null), { arrayBuffer: body }));
      for (let tick = 0; tick < 5; tick++) await macrotask();
    }
    if (kind === "timed_out") return asked.timer ? this.#fire(asked.timer) : asked.reject(nodeError("UND_ERR_HEADERS_TIMEOUT", message));
    if (phase === "answer") asked.reject(new Error(message));
  }

  #fire(timer) {
    if (this.#timers.delete(timer)) timer.then();
  }

  /** The actor's next step in the form of the vectors, once it is there. */
  async #seen(actor, expected, version) {
    // WebCrypto reads keys on another thread, for as long as it takes.
    const late = real.now() + 20_000;
    const [step] = Object.keys(expected);
    while (real.now() < late) {
      await macrotask();
      this.#flush();
      if (actor.rest && expected.send && (this.#asks.wait.length > 0 || this.#asks.send.length > 0)) {
        const timer = this.#asks.wait.shift()?.timer;
        if (timer?.ms !== actor.rest) return { rests: timer?.ms, expected: actor.rest };
        actor.rest = undefined;
        this.#fire(timer);
        continue;
      }
      if (actor.settled && (expected.done || expected === "end")) return actor.outcome();
      const asked = this.#asks[step]?.shift();
      if (asked) {
        actor.asked = asked;
        return { [step]: FORMS[step](asked, expected[step], version) };
      }
      if (actor.settled) return actor.outcome();
    }
    return undefined;
  }
}

/** A call, or a list. */
class Actor {
  #client;
  #definition;
  #pages;
  controller = new AbortController();
  settled;
  /** The step that it waits for. */
  asked;
  /** The pause before its next page, in milliseconds. */
  rest;

  constructor(client, definition) {
    this.#client = client;
    this.#definition = definition;
  }

  start = () => {
    this.settled = undefined;
    const result = this.#definition.pages === undefined ? this.#call() : (this.#pages ??= this.#list()).next();
    result.then(
      (value) => (this.settled = { value }),
      (error) => (this.settled = { error }),
    );
  };

  outcome() {
    const { value, error } = this.settled;
    this.settled = undefined;
    if (error) return { done: { error: errorForm(error) } };
    if (this.#pages === undefined) return { done: { ok: answerForm(value) } };
    if (value.done) return "end";
    const { items, cursor } = value.value;
    return { done: { ok: { ...answerForm(value.value), ...some({ items: items.length, cursor }, 0) } } };
  }

  #call() {
    return this.#client.call(...this.#arguments()).withResponse();
  }

  #list() {
    const [operation, given, options] = this.#arguments();
    const { cursor, follow_ms } = this.#definition;
    const list = this.#client.items(operation, given, { ...options, cursor });
    return (follow_ms === undefined ? list : list.follow(follow_ms)).pages();
  }

  #arguments() {
    const { op, pages, path, query, header: headers, json, file, bytes, options = {} } = this.#definition;
    const body = file ? { name: file.name, data: new TextEncoder().encode(file.text) } : bytes ? new TextEncoder().encode(bytes) : json;
    return [op ?? pages, { path, query, headers, body }, { ...renamed(options, camel), signal: this.controller.signal }];
  }
}

/** Replaces a property. Returns the function that restores it. */
function replace(object, name, value) {
  const own = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { value, configurable: true });
  return () => (own ? Object.defineProperty(object, name, own) : delete object[name]);
}

function response({ status, headers = [], body = "", base64, fill = 0 }) {
  const own = base64 === undefined ? new TextEncoder().encode(body) : base64url(base64);
  const bytes = new Uint8Array([...own, ...new Uint8Array(fill).fill(0x78)]);
  const all = new Headers();
  for (const [name, value] of headers) all.append(name, value);
  return new Response(bytes.length === 0 ? null : bytes, { status, headers: all });
}

function nodeError(code, message) {
  return new TypeError(message, { cause: Object.assign(new Error(message), { code }) });
}

/** Steps in the form of the vectors. */
const FORMS = {
  send: sendForm,
  wait: ({ timer }) => ({ at_most_ms: timer.ms }),
  bearer: ({ fresh, timer }) => some({ fresh, timeout_ms: timer?.ms }),
  sign: signForm,
};

function sendForm({ url, init, timer }, expected, version) {
  const headers = { ...init.headers };
  if (expected.headers["User-Agent"] === undefined) delete headers["User-Agent"];
  else headers["User-Agent"] = headers["User-Agent"]?.replace(version, "{version}");
  const body = init.body && new TextDecoder().decode(init.body);
  return some({ body, headers, method: init.method, timeout_ms: timer?.ms, url });
}

function signForm({ key, bytes, algorithm, timer }) {
  const [header, claims] = new TextDecoder().decode(bytes).split(".").map((part) => JSON.parse(new TextDecoder().decode(base64url(part))));
  // A signer of the caller gets no algorithm: the key has its own.
  return some({ key, algorithm: algorithm ?? header.alg, header, claims, timeout_ms: timer?.ms });
}

function base64url(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

function answerForm({ status, requestId, rate }) {
  return some({ status, request_id: requestId, rate: some(rate) }, 0);
}

function errorForm(error) {
  const { message: text, isRetryable: retryable, ...seen } = Object.fromEntries(ERROR.map((name) => [name, error[name]]));
  return some(renamed({ ...seen, text, retryable, rate: some(error.rate) }, snake), 0);
}

/** Null, false and empty members of a step are left out, as `more` are. */
function some(members, ...more) {
  const nothing = [undefined, "null", "false", "[]", "{}", ...more.map(String)];
  return Object.fromEntries(Object.entries(members).filter(([, value]) => !nothing.includes(JSON.stringify(value))));
}

function renamed(members, name) {
  return Object.fromEntries(Object.entries(members).map(([own, value]) => [name(own), value]));
}

/** `timeout_ms` as `timeoutMs`, and back. */
const camel = (name) => name.replace(/_[a-z]/g, ([, letter]) => letter.toUpperCase());
const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The part of a step that can be seen from outside. */
function visible(expected) {
  const [[name, { reason, next, items, ...seen }]] = Object.entries(expected === "end" ? { end: {} } : expected);
  if (expected.wait || expected.send) return { [name]: seen };
  if (!expected.done?.ok?.rest_ms) return expected;
  const { rest_ms, ...ok } = expected.done.ok;
  return { done: { ok } };
}

function compare(expected, seen) {
  const [one, other] = [canonical(expected), canonical(seen)];
  return one === other ? undefined : `\n  expected ${one}\n  seen     ${other}`;
}

function canonical(value) {
  return JSON.stringify(value, (_, value) =>
    value && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
}

/** After all that is ready to run now. */
function macrotask() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(port1.close());
    port2.postMessage(undefined);
  });
}
