// The types of glue.js, which build.sh makes from the output of wasm-bindgen and puts beside the compiled files.
import type { RateLimit, RateLimitStatus } from "./rate-limit.js";

export class Engine {
  constructor(layers: Layers, wake: (id: number) => void);
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
  finish(call: number): void;
}
export class Pages {
  private constructor();
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
export interface Layers {
  code?: object;
  environment?: object;
  workingFile?: object;
  homeFile?: object;
  /** Reads a private key from the path of a file. */
  readKey?: (path: string) => string;
}
export function services(): string;
export function methods(service: string): string;
export function serviceHint(name: string): string | undefined;
/** What a response says beside its body, of what the engine was told of it. */
export function metadata(told: string): EngineResponse;
export function pageFetch(request: Request): Promise<Response>;
export function initSync(input: { module: BufferSource | WebAssembly.Module }): unknown;
export default function init(input: { module_or_path: URL }): Promise<unknown>;
