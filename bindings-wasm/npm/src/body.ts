import { mayHaveLongNumbers, parseExact } from "./json.js";

/** How a step of the engine wants the body of a response. */
export interface BodyWish {
  /** Whether the engine gets the body itself. */
  readonly asText: boolean;
  readonly maxBytes: number;
  /** `text`, or a media type that the operation may give beside JSON. */
  readonly type: string;
  /** JSON pointers to the next link and to the items of a list that is paged inside its body. */
  readonly next: string;
  readonly items: string;
}

/** A body that the package keeps, and what the engine needs to know of it. */
export interface Body {
  /** The JSON value; the text or the bytes if it is not JSON; undefined if it is empty. */
  readonly value: unknown;
  /** The items of a list. */
  readonly items?: unknown[] | undefined;
  readonly kind: "array" | "object" | "other" | "empty" | "large" | "media" | "unknown";
  readonly bytes: number;
  readonly next?: string | undefined;
  /** The beginning of a body that JavaScript cannot parse. */
  readonly prefix?: Uint8Array | undefined;
}

/** How many bytes of an error body the engine reads. */
const TEXT_LIMIT = 1 << 20;

/** How many bytes of a body that is not JSON are inspected to classify it. */
const PREFIX = 1024;

const decoder = new TextDecoder();
const strictDecoder = new TextDecoder("utf-8", { fatal: true });

/** The first bytes of a body, for the engine. */
export async function readText({ body }: Response): Promise<Uint8Array> {
  return body ? (await readChunks(body, TEXT_LIMIT)).subarray(0, TEXT_LIMIT) : new Uint8Array();
}

/** The whole body, or too much of it or nothing if it has more than `max` bytes. Web pages may not see whether it was compressed. */
export function readBody(response: Response, max: number, isPage: boolean): Promise<Uint8Array | undefined> {
  // `fetch` enforces the announced length. It is no bound on a compressed body.
  const { headers } = response;
  const length = headers.get("content-length");
  if (length !== null && Number(length) > max) return Promise.resolve(undefined);
  const isExact = length !== null && /^\d+$/.test(length) && !isPage && headers.get("content-encoding") === null;
  // A Response of a caller's own fetch may have no stream.
  if (isExact || !response.body) return response.arrayBuffer().then((buffer) => new Uint8Array(buffer));
  return readChunks(response.body, max + 1);
}

/** Reads a body to its end or until it has `enough` bytes. */
async function readChunks(body: ReadableStream<Uint8Array>, enough: number): Promise<Uint8Array> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (size < enough) {
    const { value } = await reader.read();
    if (value === undefined) break;
    if (!(value instanceof Uint8Array)) throw new TypeError("the body has chunks that are no Uint8Array");
    size += value.length;
    chunks.push(value);
  }
  const [only] = chunks;
  if (chunks.length === 1 && only !== undefined) return only;
  // A Blob would join them in another process of the browser.
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** Decodes the bytes of a body with JavaScript's own parser. */
export function decode(bytes: Uint8Array, wish: BodyWish, contentType: string | null): Body {
  // No object is spread into another: in Node 20 that would take longer than to parse a small body.
  const { length } = bytes;
  if (length === 0) return { bytes: length, value: undefined, kind: "empty" };
  if (wish.type.includes("/") && contentType?.split(";", 1)[0]?.trim().toLowerCase() === wish.type.toLowerCase()) {
    return { bytes: length, value: bytes, kind: "media" };
  }
  let value: unknown, text: string;
  try {
    text = decoder.decode(bytes);
    // Quicker than to be strict at first: this character is what stands for bytes that are no UTF-8.
    if (text.includes("\ufffd")) text = strictDecoder.decode(bytes);
  } catch {
    return { bytes: length, value: bytes, kind: "unknown", prefix: bytes.subarray(0, PREFIX) };
  }
  if (wish.type === "text") return { bytes: length, value: text, kind: "media" };
  try {
    value = mayHaveLongNumbers(bytes) ? parseExact(text) : JSON.parse(text);
  } catch {
    const isEmpty = /^[ \t\n\f\r]*$/.test(text);
    return { bytes: length, value: isEmpty ? undefined : text, kind: "unknown", prefix: bytes.subarray(0, PREFIX) };
  }
  const kind = Array.isArray(value) ? "array" : typeof value === "object" && value !== null ? "object" : "other";
  if (wish.items === "") return { bytes: length, value, kind, items: Array.isArray(value) ? value : undefined };
  const [next, items] = [at(value, wish.next), at(value, wish.items)];
  return { bytes: length, value, kind, items: Array.isArray(items) ? items : undefined, next: next === undefined ? undefined : String(next) };
}

/** The value at a JSON pointer; undefined if it is missing or null. The pointers of the operation table have no escapes. */
function at(value: unknown, pointer: string): unknown {
  for (const name of pointer.split("/").slice(1)) value = (value as Record<string, unknown> | undefined)?.[name] ?? undefined;
  return value;
}
