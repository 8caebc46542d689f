import { className, encode, isOpaque } from "./json.js";
import { describe } from "./failure.js";
import type { Arguments, ListOptions } from "./options.js";

/** Arguments and options as the engine reads them: three texts an entry, its place, name and value; and the body. */
export interface Packed {
  readonly entries: readonly string[];
  readonly body?: Uint8Array | undefined;
}

/** Arguments of a service's method, apart from options: those of the path in their order, a required body, and the named ones. */
export interface MethodArguments {
  readonly path: readonly unknown[];
  readonly body: unknown;
  readonly named: unknown;
}

/** An argument that cannot be sent, for `Engine.argumentError`. */
export class InvalidArgument extends Error {}

/** Arguments and options, checked and packed. A Blob is read first. */
export function pack(args: Arguments | MethodArguments, options: ListOptions): Packed | Promise<Packed> {
  const entries: string[] = [];
  let body: unknown;
  for (const part of members(args, "the argument")) {
    const value = args[part as keyof (Arguments | MethodArguments)] as unknown;
    if (part === "body") body = value;
    else if (part === "path" && Array.isArray(value)) value.forEach((item, at) => item === undefined || entries.push("at", String(at), text(item, `argument ${at + 1}`)));
    else if (part === "named") body = addNamed(entries, value, body);
    else if (part === "path" || part === "query" || part === "headers") addParameters(entries, part, part, value);
    else throw unknown("argument", part, "path, query, headers, body");
  }
  for (const name of members(options, "the last argument")) addOption(entries, name, options[name as keyof ListOptions]);
  if (body === undefined) return { entries };
  return packBody(entries, body);
}

function addOption(entries: string[], name: string, value: unknown): void {
  switch (name) {
    case "signal":
      if (!(value instanceof AbortSignal)) throw wrongType(name, value, "the signal of an AbortController");
      break;
    case "timeoutMs":
    case "deadlineMs":
      entries.push(name, "", milliseconds(value, name));
      break;
    case "maxRetries":
      if (!(Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 100)) throw wrongType(name, value, "a whole number from 0 to 100");
      entries.push(name, "", String(value));
      break;
    case "headers":
    case "query":
      addParameters(entries, name, `options.${name}`, value);
      break;
    case "cursor":
      entries.push(name, "", text(value, name));
      break;
    default:
      throw unknown("option", name, "signal, timeoutMs, deadlineMs, maxRetries, headers, query, and of lists cursor");
  }
}

function addParameters(entries: string[], part: string, place: string, values: unknown): void {
  for (const name of members(values, part)) {
    const value = (values as Record<string, unknown>)[name];
    if (!Array.isArray(value) || place === "query") {
      addParameter(entries, place, name, value);
    } else if (part === place) {
      throw wrongType(name, value, TEXT);
    } else if (part === "headers") {
      entries.push(place, name, value.map((item) => text(item, name)).join(", "));
    } else {
      for (const item of value) entries.push(place, name, text(item, name));
    }
  }
}

/** Adds an argument. The values of an array follow it, and their end. */
function addParameter(entries: string[], place: string, name: string, value: unknown): void {
  if (!Array.isArray(value)) {
    entries.push(place, name, text(value, name));
  } else {
    entries.push(`${place}[`, name, "");
    for (const item of value) entries.push(",", "", text(item, name));
    entries.push("]", "", "");
  }
}

/** Adds the named arguments of a method, among which may be its body. */
function addNamed(entries: string[], values: unknown, body: unknown): unknown {
  for (const name of members(values, "the object of named arguments")) {
    const value = (values as Record<string, unknown>)[name];
    if (name === "body" && body === undefined) body = value;
    else addParameter(entries, "named", name, value);
  }
  return body;
}

/** The names of an object's properties that are not undefined. Undefined and null have none. @internal */
export function members(object: unknown, name: string): string[] {
  if (object === undefined || object === null) return [];
  if (typeof object !== "object" || Array.isArray(object) || isOpaque(object)) throw wrongType(name, object, "an object of names and values");
  return Object.keys(object).filter((name) => (object as Record<string, unknown>)[name] !== undefined);
}

const TEXT = "a string, a number, a boolean or a Date";

/** The text of a value. @internal */
export function text(value: unknown, name: string): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "bigint":
    case "boolean":
      return String(value);
    case "object":
      if (value instanceof Date && !Number.isNaN(+value)) return value.toISOString();
  }
  throw wrongType(name, value, TEXT);
}

/** The text of a time. @internal */
export function milliseconds(value: unknown, name: string): string {
  if (!(typeof value === "number" && value >= 0 && value < 1e15)) throw wrongType(name, value, "a time in milliseconds, 0 or more");
  // Not rounded down: 0 is no limit.
  return String(Math.ceil(value));
}

async function packBlob(entries: string[], blob: Blob): Promise<Packed> {
  return { entries, body: new Uint8Array(await blob.arrayBuffer()) };
}

/** A file or bytes from an ArrayBuffer, a Uint8Array, a Blob or File, or `{ name, type, data }`; otherwise JSON. */
function packBody(entries: string[], body: unknown): Packed | Promise<Packed> {
  const { name, type, data } = (typeof body === "object" && body !== null ? body : {}) as { name?: unknown; type?: unknown; data?: unknown };
  const content = [body, data].find((value) => value instanceof Uint8Array || value instanceof ArrayBuffer || value instanceof Blob);
  if (content === undefined) {
    const json = toJson(body);
    if (json === undefined) return { entries };
    if (typeof body === "string") entries.push("text", "", body);
    entries.push("json", "", "");
    return { entries, body: new TextEncoder().encode(json) };
  }
  // Bytes have neither name nor type, a File has both.
  if (typeof name === "string" && name !== "") entries.push("name", "", name);
  if (typeof type === "string" && type !== "") entries.push("type", "", type);
  if (content instanceof Blob) return packBlob(entries, content);
  return { entries, body: content instanceof Uint8Array ? content : new Uint8Array(content as ArrayBuffer) };
}

function toJson(body: unknown): string | undefined {
  try {
    return encode(body);
  } catch (thrown) {
    throw new InvalidArgument(`the body is not JSON: ${describe(thrown).message}`);
  }
}

function unknown(what: string, name: string, known: string): InvalidArgument {
  return new InvalidArgument(`there is no ${what} ${name}: there are ${known}`);
}

/** @internal */
export function wrongType(name: string, value: unknown, expected: string): InvalidArgument {
  return new InvalidArgument(`${name} is ${typeName(value)}: give ${expected}`);
}

/** The type of a value for a message; of a number its value, as other values may be secret. */
export function typeName(value: unknown): string {
  if (isOpaque(value)) return className(value);
  return value === null ? "null" : Array.isArray(value) ? "an array" : typeof value === "number" ? String(value) : typeof value;
}
