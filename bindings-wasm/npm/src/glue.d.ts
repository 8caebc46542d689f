// What build.sh puts beside the compiled files: the glue that wasm-bindgen writes.
export class Engine {
  constructor(layers: Layers, encode: (value: unknown) => string | undefined);
  call(operation: string, given: unknown, options: unknown): Promise<Answer & { value: unknown }>;
  pages(operation: string, given: unknown, options: unknown): Pages;
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
}
export function initSync(input: { module: BufferSource | WebAssembly.Module }): unknown;
export default function init(input: { module_or_path: URL }): Promise<unknown>;
