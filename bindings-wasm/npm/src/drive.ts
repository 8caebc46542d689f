import { type Packed, typeName } from "./arguments.js";
import { type Body, type BodyWish, decode, readBody, readText } from "./body.js";
import { brokenBefore, brokenInCall, isTrap } from "./engine-failure.js";
import { type EngineError, type OktantError, toOktantError } from "./error.js";
import type { Event } from "./event.js";
import { describe } from "./failure.js";
import type { Engine, Glue, Pages } from "./glue.js";
import type { KeyName, Keys } from "./keys.js";
import type { ClientOptions } from "./options.js";
import { seeds } from "./seeds.js";
import { type Layers, packSettings, readers } from "./settings.js";
import { offAbort, onAbort } from "./signals.js";

/** A call that has succeeded. The engine keeps it under its number until `Engine.finish` or `Pages.turn`. */
export interface Finished {
  readonly call: number;
  readonly body: Body | undefined;
  readonly headers: Headers;
  /** What the engine was told of the response. */
  readonly told: string;
  readonly glue: Glue;
  /** Error of a caller that needs a value, if the response has none. */
  readonly missing?: unknown;
}

/** What starts a call in the engine: the time, a random seed, and whether it is cancelled already. It returns the first step. */
export type Start = (cancelled: boolean, seed: bigint, monoMs: number, unixMs: number) => string | undefined;

/** The longest delay of `setTimeout`, which fires at once for a longer one. */
const MAX_DELAY_MS = 2_147_483_647;

/** How many requests may have the same signal, to which `fetch` may add a listener each. */
const REUSES = 50;

/** Decodes bodies of error responses. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

const TIMED_OUT = Symbol();
const ABORTED = Symbol();
const BROKEN = Symbol();

/** A call on its way: what its steps have left behind. */
interface Running {
  readonly signal: AbortSignal | undefined;
  number: number;
  /** Ends the step that is being done. */
  interrupt: ((reason: symbol) => void) | undefined;
  response: Response | undefined;
  body: Body | undefined;
  told: string;
  /** The last exception. */
  cause: unknown;
}

/** Does the steps of a client's engine. It decides nothing: every decision is a step. */
export class Driver {
  readonly engine: Engine;
  readonly #glue: Glue;
  readonly #keys: Keys;
  readonly #fetch: ClientOptions["fetch"];
  readonly #bearer: ClientOptions["bearer"];
  readonly #credentials: RequestCredentials | undefined;
  readonly #headersRead: readonly string[];
  readonly #platformFetch = globalThis.fetch;
  readonly #running = new Set<Running>();
  readonly #waiting = new Map<number, () => void>();
  /** Ends the pauses of lists. */
  readonly #resting = new Set<() => void>();
  /** The controller of a request that is over, for the next one: in Node, a signal costs more than any other part of a call. */
  #spare: AbortController | undefined;
  #uses = 0;
  /** The trap after which the engine cannot be used any more. */
  #trap: unknown;
  #closing: Promise<void> | undefined;
  #close: (() => void) | undefined;

  /** Throws an error of the settings as the engine gives it. */
  constructor(glue: Glue, layers: Layers, keys: Keys, options: ClientOptions) {
    const settings = packSettings(layers, options);
    const page = (globalThis.location as Location | undefined)?.origin;
    const [readKey, readFile] = readers(layers);
    const { onEvent } = options;
    const engine = new glue.Engine(settings, page, readKey, readFile, onEvent && quiet(onEvent), (id) => this.#waiting.get(id)?.());
    this.engine = engine;
    this.#glue = glue;
    this.#keys = keys;
    this.#fetch = options.fetch;
    this.#bearer = options.bearer;
    this.#credentials = engine.credentials();
    this.#headersRead = engine.headersRead().split("\n");
  }

  /** The result of a function of the engine. Throws its error as an `OktantError`. */
  use<T>(action: (engine: Engine) => T): T {
    this.#check();
    try {
      return action(this.engine);
    } catch (thrown) {
      throw isTrap(thrown) ? this.#broken(thrown) : toOktantError(thrown);
    }
  }

  /** Frees a list that is not read any more. */
  release(pages: Pages): void {
    if (this.#trap === undefined) pages.free();
  }

  /** Ends all calls after a trap. Other clients go on: a trap leaves nothing that they share in an unknown state. */
  #broken(trap: unknown): OktantError {
    this.#trap = trap;
    this.#glue.isBroken = true;
    for (const { interrupt } of this.#running) interrupt?.(BROKEN);
    return brokenInCall(trap);
  }

  /** Takes no more calls, and frees the engine when those on their way are over. */
  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      this.#close = () => {
        if (this.#trap === undefined) this.engine.free();
        resolve();
      };
    });
    for (const wake of this.#resting) wake();
    if (this.#running.size === 0) this.#end();
    return this.#closing;
  }

  #end(): void {
    this.#close?.();
    this.#close = undefined;
  }

  #check(): void {
    if (this.#closing !== undefined) throw new TypeError("this client is closed: make another");
    if (this.#trap !== undefined) throw brokenBefore(this.#trap);
  }

  /** Runs a call of an operation. */
  call(operation: string, { entries, body }: Packed, signal: AbortSignal | undefined): Promise<Finished> {
    const { engine } = this;
    const text = JSON.stringify(entries);
    const start: Start = (cancelled, seed, mono, unix) => engine.start(operation, text, body, cancelled, seed, mono, unix);
    const finish = (finished: Finished): Finished => {
      const missing = engine.finish(finished.call);
      return missing === undefined ? finished : { ...finished, missing: toOktantError(missing) };
    };
    return this.run(start, finish, signal) as Promise<Finished>;
  }

  /** Runs a call to its end, of which `finish` makes the result; undefined if there is none to start. Rejects with an `OktantError`. */
  async run<R>(start: Start, finish: (finished: Finished) => R, signal: AbortSignal | undefined): Promise<R | undefined> {
    this.#check();
    const running: Running = { signal, number: 0, interrupt: undefined, response: undefined, body: undefined, told: "", cause: undefined };
    const abort = () => running.interrupt?.(ABORTED);
    if (signal) onAbort(signal, abort);
    this.#running.add(running);
    try {
      let text = start(signal?.aborted === true, seeds.next(), performance.now(), Date.now());
      if (text === undefined) return undefined;
      for (;;) {
        const step = text.split("\n");
        running.number = Number(step[1]);
        if (step[0] === "done") break;
        if (this.#trap !== undefined) throw BROKEN;
        try {
          text = await this.#perform(step, running);
        } catch (thrown) {
          if (thrown === ABORTED) text = this.engine.cancel(running.number, performance.now(), Date.now());
          else if (thrown instanceof Refused) text = this.#failed(thrown, running);
          else throw thrown;
        }
      }
      const { number: call, body, told, response } = running;
      return finish({ call, body, headers: response?.headers ?? new Headers(), told, glue: this.#glue });
    } catch (thrown) {
      throw this.#error(thrown, running);
    } finally {
      this.#running.delete(running);
      if (this.#closing !== undefined && this.#running.size === 0) this.#end();
      if (signal) offAbort(signal, abort);
    }
  }

  /** The error of a call for what the engine threw. */
  #error(thrown: unknown, running: Running): unknown {
    if (thrown === BROKEN) return brokenInCall(this.#trap);
    if (isTrap(thrown)) return this.#broken(thrown);
    if (typeof thrown !== "object" || thrown === null || thrown instanceof Error) return thrown;
    const { body, ...error } = thrown as EngineError & { body?: Uint8Array };
    const cause = running.signal?.aborted && error["kind"] === "cancelled" ? running.signal.reason : running.cause;
    return toOktantError({ ...error, body: body === undefined ? running.body?.value : decoder.decode(body), cause });
  }

  /** Does one step and returns the next. Rejects with `ABORTED`, or `Refused` if the step failed. */
  #perform(step: readonly string[], running: Running): Promise<string> {
    // An event listener may have aborted in the midst of the last step.
    if (running.signal?.aborted) throw ABORTED;
    switch (step[0]) {
      case "send":
        return this.#send(step, running);
      case "wait":
        return this.#pause(step, running);
      case "sign":
        return this.#sign(step, running);
      default:
        return this.#token(step, running);
    }
  }

  /** Tells the engine that a step failed. */
  #failed({ cause, phase }: Refused, running: Running): string {
    const isTimeout = cause === TIMED_OUT;
    const { code, message } = isTimeout ? { code: "timeout", message: "" } : describe(cause);
    running.cause = isTimeout ? undefined : cause;
    return this.engine.failed(running.number, phase, code, message, performance.now(), Date.now());
  }

  async #sign([, , timeout = "", key]: readonly string[], running: Running): Promise<string> {
    const bytes = this.engine.bytes(running.number) as Uint8Array;
    const signature = await this.#ask(() => this.#keys.sign(key as KeyName, bytes), timeout, running);
    if (!(signature instanceof Uint8Array)) throw wrongResult(signature, "the signature as a Uint8Array");
    return this.engine.signed(running.number, signature, performance.now(), Date.now());
  }

  async #token([, , timeout = "", fresh]: readonly string[], running: Running): Promise<string> {
    const token = await this.#ask(() => this.#bearer?.({ fresh: fresh === "fresh" }), timeout, running);
    if (typeof token !== "string") throw wrongResult(token, "the token as a string");
    return this.engine.bearer(running.number, token, performance.now(), Date.now());
  }

  /** Calls a function of the client's options. */
  #ask(ask: () => unknown, timeout: string, running: Running): Promise<unknown> {
    return this.#within(timeout, running, async () => await ask()).catch((thrown: unknown) => {
      throw isInterruption(thrown) ? thrown : new Refused(thrown, "connect");
    });
  }

  /** Sleeps until the pause is over, or the engine wakes the call. */
  async #pause([, , ms, id]: readonly string[], running: Running): Promise<string> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        timer = setTimeout(() => resolve(), Math.min(Number(ms), MAX_DELAY_MS));
        this.#waiting.set(Number(id), resolve);
        running.interrupt = reject;
      });
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(Number(id));
    }
    return this.engine.woke(running.number, performance.now(), Date.now());
  }

  /** Sleeps until the pause of a list is over, or one of the signals is aborted, or the client closed. */
  async rest(ms: number, signals: readonly (AbortSignal | undefined)[]): Promise<void> {
    if (signals.some((signal) => signal?.aborted)) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wake = () => {};
    await new Promise<void>((resolve) => {
      wake = resolve;
      timer = setTimeout(wake, Math.min(ms, MAX_DELAY_MS));
      this.#resting.add(wake);
      for (const signal of signals) if (signal) onAbort(signal, wake);
    });
    clearTimeout(timer);
    this.#resting.delete(wake);
    for (const signal of signals) if (signal) offAbort(signal, wake);
  }

  /** The result of `work`. Rejects with `TIMED_OUT` after the timeout, if there is one, and with `ABORTED` if the caller aborts. */
  #within<T>(timeout: string, running: Running, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = timeout === "" ? undefined : setTimeout(() => reject(TIMED_OUT), Math.min(Number(timeout), MAX_DELAY_MS));
      const fail = (reason: unknown): void => {
        clearTimeout(timer);
        reject(reason);
      };
      running.interrupt = fail;
      work().then((value) => {
        clearTimeout(timer);
        resolve(value);
      }, fail);
    });
  }

  /** Sends a request and reads its response. */
  async #send(step: readonly string[], running: Running): Promise<string> {
    const { engine } = this;
    const [, , timeout = "", method = "", url = "", hasBody, asText, maxBytes, type = "", next = "", items = ""] = step;
    const wish: BodyWish = { asText: asText === "text", maxBytes: Number(maxBytes), type, next, items };
    const headers: Record<string, string> = {};
    for (let at = 11; at < step.length; at += 2) headers[step[at] as string] = step[at + 1] as string;
    const controller = this.#spare ?? new AbortController();
    this.#spare = undefined;
    const init: RequestInit = { method, headers, redirect: "manual", signal: controller.signal };
    if (hasBody === "body") init.body = engine.bytes(running.number) as BodyInit;
    if (this.#credentials !== undefined) {
      init.cache = "no-store";
      init.credentials = this.#credentials;
    }
    const exchange: Exchange = { phase: "answer", isOver: false };
    running.response = running.body = running.cause = undefined;
    try {
      await this.#within(timeout, running, () => this.#exchange(url, init, wish, exchange));
    } catch (thrown) {
      throw isInterruption(thrown) ? thrown : new Refused(thrown, exchange.phase);
    } finally {
      if (!exchange.isOver) controller.abort();
      // A fetch of the caller's may keep what it did with the signal.
      else if (this.#fetch === undefined) this.#spare = this.#uses++ % REUSES === 0 ? undefined : controller;
    }
    const { response, body, text } = exchange as Required<Exchange>;
    let told = body === undefined ? `${response.status}\ntext\n\n` : `${response.status}\n${body.kind}\n${body.bytes}\n${body.items?.length ?? ""}`;
    for (const name of this.#headersRead) {
      const value = response.headers.get(name);
      if (value !== null) told += `\n${name}\n${value}`;
    }
    running.response = response;
    running.body = body;
    running.told = told;
    return engine.responded(running.number, told, body?.next, body === undefined ? text : body.prefix, performance.now(), Date.now());
  }

  async #exchange(url: string, init: RequestInit, wish: BodyWish, exchange: Exchange): Promise<void> {
    const response = (exchange.response = await this.#request(url, init));
    checkStatus(response?.status);
    exchange.phase = "body";
    // A fetch of the caller's may give anything.
    const { headers, status } = response;
    const contentType = headers.get("content-type");
    if (status < 200 || status >= 300) {
      exchange.text = await readText(response);
      return;
    }
    const bytes = await readBody(response, wish.maxBytes, this.#credentials !== undefined);
    if (bytes === undefined || bytes.length > wish.maxBytes) {
      exchange.body = { value: undefined, kind: "large", bytes: wish.maxBytes + 1 };
      return;
    }
    exchange.isOver = true;
    if (wish.asText) exchange.text = bytes;
    else exchange.body = decode(bytes, wish, contentType);
  }

  #request(url: string, init: RequestInit): Response | PromiseLike<Response> {
    const fetch = this.#fetch ?? globalThis.fetch;
    // Node's fetch gives a cause, and one that was replaced may throw at once.
    if (this.#credentials !== undefined && fetch === this.#platformFetch) return this.#glue.pageFetch(new Request(url, init));
    if (typeof fetch !== "function") throw new TypeError("there is no fetch here: give one");
    return fetch(url, init);
  }
}

/** An event listener whose promise may reject. What it throws is ignored anyway, so that no call fails because of it. */
function quiet(listener: NonNullable<ClientOptions["onEvent"]>): (event: Event) => void {
  return (event) => void Promise.resolve(listener(event)).catch(() => undefined);
}

/** Whether a step was ended from outside: by the caller, or because the engine broke. */
function isInterruption(thrown: unknown): boolean {
  return thrown === ABORTED || thrown === BROKEN;
}

type Phase = "connect" | "answer" | "body";

/** A request and its response. */
interface Exchange {
  phase: Phase;
  /** Whether the body was read to its end. */
  isOver: boolean;
  response?: Response;
  body?: Body;
  /** A body that the engine gets. */
  text?: Uint8Array;
}

/** A step that failed with an exception. */
class Refused {
  constructor(
    readonly cause: unknown,
    readonly phase: Phase,
  ) {}
}

function checkStatus(status: unknown): void {
  if (status === 0) throw new Error("a redirect, which the browser hides");
  if (!(typeof status === "number" && status >= 200 && status < 600)) throw new TypeError("fetch gave no Response");
}

/** A function that returned a value of another type. */
function wrongResult(value: unknown, expected: string): Refused {
  return new Refused(new TypeError(`it gave ${typeName(value)}: it must give ${expected}`), "connect");
}
