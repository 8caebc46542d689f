// The types of glue.js, which build.sh makes from the output of wasm-bindgen and puts beside the compiled files.
import type { RateLimitStatus } from "./rate-limit.js";
import type { Page, RawResponse } from "./response.js";

export class Engine {
  constructor(layers: Layers, encode: (value: unknown) => string | undefined, sign: (name: "client" | "proof", bytes: Uint8Array) => unknown);
  keys(): { privateKey?: string; algorithm: string; dpop: boolean };
  setProofKey(jwk: string): void;
  privateKeyError(message: string): unknown;
  call(operation: string, args: unknown, options: unknown): Promise<RawResponse<unknown>>;
  pages(operation: string, args: unknown, options: unknown): Pages;
  rates(): RateLimitStatus[];
  explain(): string;
}
export class Pages {
  private constructor();
  next(): Promise<Page<unknown> | undefined>;
  follow(everyMs: number): void;
}
export function services(): string;
export function methods(service: string): string;
export function serviceHint(name: string): string | undefined;
export interface Layers {
  code?: object;
  environment?: object;
  workingFile?: object;
  homeFile?: object;
  /** Reads a private key from the path of a file. */
  readKey?: (path: string) => string;
}
export function initSync(input: { module: BufferSource | WebAssembly.Module }): unknown;
export default function init(input: { module_or_path: URL }): Promise<unknown>;
