// What build.sh puts beside the compiled files: the glue that wasm-bindgen writes.
export class Engine {
  constructor(layers: Layers, encode: (value: unknown) => string | undefined, sign: (name: "client" | "proof", bytes: Uint8Array) => unknown);
  keys(): { privateKey?: string; algorithm: string; dpop: boolean };
  setProofKey(jwk: string): void;
  unfitKey(what: string): unknown;
  call(operation: string, given: unknown, options: unknown): Promise<Answer & { value: unknown }>;
  pages(operation: string, given: unknown, options: unknown): Pages;
  rates(): { name: string; rate: Answer["rate"]; inFlight: number; held: number }[];
  explain(): string;
}
export class Pages {
  private constructor();
  next(): Promise<(Answer & { items: unknown[]; cursor?: string }) | undefined>;
}
export interface Answer {
  status: number;
  headers: Headers;
  requestId?: string;
  rate: { limit?: number; remaining?: number; reset?: number };
}
export interface Layers {
  code?: object;
  environment?: object;
  workingFile?: object;
  homeFile?: object;
  /** The text of a file that is named in the place of a key. */
  readKey?: (path: string) => string;
}
export function initSync(input: { module: BufferSource | WebAssembly.Module }): unknown;
export default function init(input: { module_or_path: URL }): Promise<unknown>;
