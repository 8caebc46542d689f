// The types of glue.js, which build.sh makes from the output of wasm-bindgen and puts beside the compiled files.
import type { Event } from "./event.js";
import type { RateLimit, RateLimitStatus } from "./rate-limit.js";
import type { Reader } from "./settings.js";

export interface Engine {
  keys(): { privateKey?: string; algorithm: string; dpop: boolean };
  setProofKey(jwk: string): void;
  privateKeyError(message: string): unknown;
  argumentError(operation: string, message: string): unknown;
  rates(): RateLimitStatus[];
  explain(): string;
  credentials(): RequestCredentials | undefined;
  headersRead(): string;
  start(operation: string, packed: string, body: Uint8Array | undefined, cancelled: boolean, seed: bigint, monoMs: number, unixMs: number): string;
  pages(operation: string, packed: string, body: Uint8Array | undefined): Pages;
  bytes(call: number): Uint8Array | undefined;
  responded(call: number, response: string, next: string | undefined, bytes: Uint8Array | undefined, monoMs: number, unixMs: number): string;
  failed(call: number, phase: string, code: string, message: string, monoMs: number, unixMs: number): string;
  woke(call: number, monoMs: number, unixMs: number): string;
  signed(call: number, signature: Uint8Array, monoMs: number, unixMs: number): string;
  bearer(call: number, token: string, monoMs: number, unixMs: number): string;
  cancel(call: number, monoMs: number, unixMs: number): string;
  finish(call: number): unknown;
  free(): void;
}
export interface Pages {
  rest(): number;
  start(cancelled: boolean, seed: bigint, monoMs: number, unixMs: number): string | undefined;
  turn(call: number): EngineResponse & { cursor?: string };
  free(): void;
}
export interface EngineResponse {
  status: number;
  requestId?: string;
  rate: RateLimit;
}
/** One instance of the engine. */
export interface Glue {
  readonly Engine: new (
    settings: string,
    page: string | undefined,
    readKey: Reader | undefined,
    readFile: Reader | undefined,
    onEvent: ((event: Event) => void) | undefined,
    wake: (id: number) => void,
  ) => Engine;
  /** The names of the services, separated by spaces. */
  services(): string;
  /** The methods of a service, separated by spaces, each with the form of its arguments. */
  methods(service: string): string;
  /** What an unknown name of a service or a method probably means. */
  serviceHint(name: string): string | undefined;
  /** What a response says beside its body, of what the engine was told of it. */
  metadata(told: string): EngineResponse;
  pageFetch(request: Request): Promise<Response>;
  initSync(input: { module: BufferSource | WebAssembly.Module }): unknown;
  init(input: { module_or_path: unknown }): Promise<unknown>;
  /** The compiled engine. */
  module(): WebAssembly.Module;
  /** Whether it trapped: clients that have it may go on, another takes a new one. */
  isBroken: boolean;
}
export function createGlue(): Glue;
