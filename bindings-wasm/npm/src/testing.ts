/**
 * Entry point for tests in Node: a simulated org, as a program beside them.
 *
 * @module oktant/testing
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { Client } from "./node.js";
import type { ClientOptions } from "./options.js";

/**
 * Flags of the program in camel case: `{ users: 100 }` is `--users 100`, `{ rateLimit: 1_000_000 }` is `--rate-limit 1000000`,
 * `{ gzip: true }` is `--gzip`, and an array repeats a flag. `oktant-simulator --help` lists them.
 */
export interface OrgOptions {
  /** The program. Default: what the environment names in `OKTANT_SIMULATOR`, or `oktant-simulator` of the `PATH`. */
  program?: string;
  [flag: string]: string | number | boolean | readonly (string | number)[] | undefined;
}

/** A request that an org got. */
export interface OrgRequest {
  /** Position among all requests of the org, from 1. */
  number: number;
  /** The org's time. */
  at: string;
  method: string;
  path: string;
  /** Values of the query; of several with one name an array. */
  query: Record<string, string | string[]>;
  /** Headers, in lower case, without the token. */
  headers: Record<string, string>;
  /** Body: a JSON value, or a text that is none; null if there is none. */
  body: unknown;
  /** HTTP status; null if the connection ended without a response. */
  status: number | null;
  requestId: string | null;
}

/** The answer to the next requests that fit. */
export interface ScriptedAnswer {
  /** Method. Default: any. */
  method?: string;
  /** Path: `{}` is one segment, `*` at the end is anything. */
  path: string;
  /** How many requests get it. Default: 1. */
  times?: number;
  /** How many requests pass before. Default: 0. */
  skip?: number;
  /** Time until the answer, as `300ms`. */
  delay?: string;
  /** HTTP status; the org does not get the request. */
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** A fault: `429`, `502`, `503`, `reset-before`, `reset-after` or `truncate`. */
  fault?: string;
}

/** A simulated org on a free port, until it is closed or this process ends. */
export class SimulatedOrg {
  /** The org URL. */
  readonly url: string;
  /** The API token of its admin. */
  readonly token: string;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, url: string, token: string) {
    this.#process = process;
    this.url = url;
    this.token = token;
  }

  /** Runs the program, and waits until it listens. */
  static async start({ program, ...flags }: OrgOptions = {}): Promise<SimulatedOrg> {
    const found = program ?? process.env["OKTANT_SIMULATOR"] ?? "oktant-simulator";
    const child = spawn(found, ["--attached", ...toArguments(flags)], { stdio: ["pipe", "pipe", "inherit"] });
    try {
      const [url, token] = await Promise.race([readSettings(child), ended(child, found)]);
      // The program ends with this process, which must not wait for it.
      child.unref();
      for (const stream of [child.stdin, child.stdout]) (stream as unknown as { unref(): void }).unref();
      return new SimulatedOrg(child, url, token);
    } catch (error) {
      child.kill();
      throw error;
    }
  }

  /** A client of the org. */
  client(options: ClientOptions = {}): Client {
    return new Client({ orgUrl: this.url, token: this.token, ...options });
  }

  /** Begins again: the initial org, real time, no requests and nothing scripted. Snapshots stay. */
  async reset(): Promise<void> {
    await this.control("POST", "/reset");
  }

  /** Remembers the org's state under a name. */
  async snapshot(name = "default"): Promise<void> {
    await this.control("POST", "/snapshot", { name });
  }

  /** Brings a remembered state back. */
  async restore(name = "default"): Promise<void> {
    await this.control("POST", "/restore", { name });
  }

  /** Moves the org's clock forward, as `1h 30m` or `7 days`. */
  async advance(by: string): Promise<void> {
    await this.control("POST", "/clock", { advance: by });
  }

  /** The requests that the org got, oldest first; in a path `{}` is one segment, `*` at the end is anything. */
  async requests(select: { method?: string; path?: string; status?: number } = {}): Promise<OrgRequest[]> {
    const query = new URLSearchParams(Object.entries(select).map(([name, value]) => [name, String(value)]));
    return (await this.control("GET", `/requests?${query}`)) as OrgRequest[];
  }

  /** Scripts the answer to the next requests that fit. */
  async answerNext(answer: ScriptedAnswer): Promise<void> {
    await this.control("POST", "/answers", answer);
  }

  /** Calls the program's control API, `/__simulator`. */
  async control(method: string, path: string, body?: unknown): Promise<unknown> {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${this.url}/__simulator${path}`, { method, ...init });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error((answer as { error: string }).error);
    return answer;
  }

  /** Ends the program. */
  async close(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exit = once(this.#process, "exit");
    this.#process.ref();
    this.#process.kill();
    await exit;
  }

  /** Ends the program at the end of `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** URL and token, from the lines that the program prints for a shell. */
async function readSettings(child: ChildProcess): Promise<[url: string, token: string]> {
  const values: string[] = [];
  for await (const line of createInterface(child.stdout!)) {
    const value = /^export \w+=(.*)$/.exec(line)?.[1];
    if (value !== undefined) values.push(value.replace(/^'(.*)'$/, "$1").replaceAll(`'\\''`, "'"));
    if (values.length === 2) break;
  }
  if (values.length < 2) return new Promise(() => {});
  return [values[0]!, values[1]!];
}

/** Rejects if the program cannot be started, or ends. */
async function ended(child: ChildProcess, program: string): Promise<never> {
  const reason = await new Promise<string>((resolve) => {
    const install = "install oktant-simulator, or name it in OKTANT_SIMULATOR";
    child.once("error", (error) => resolve(`cannot be started: ${error.message}: ${install}`));
    child.once("exit", (code) => resolve(`has ended with ${code}; standard error says why`));
  });
  throw new Error(`${program} ${reason}`);
}

function toArguments(flags: Omit<OrgOptions, "program">): string[] {
  return Object.entries(flags).flatMap(([name, value]) => {
    const flag = "--" + name.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase());
    const values = Array.isArray(value) ? value : [value];
    return values.flatMap((one) => (one === true ? [flag] : one === false || one === undefined ? [] : [flag, String(one)]));
  });
}
