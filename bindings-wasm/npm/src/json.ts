// JSON, whose numbers JavaScript holds as doubles. A number that a double cannot hold is never sent changed: it is sent as it came,
// where the host can do that, and otherwise refused.

/** What newer hosts have: numbers are parsed and written by their text. */
const { rawJSON } = JSON as { rawJSON?: (text: string) => unknown };

/** Doubles that stood in for other numbers, the latest of them. They are refused in copies of a document. */
const standIns = new Set<number>();
const MOST_STAND_INS = 10_000;

/** The text of numbers that a double cannot hold, by the object or array that has them and their name. */
const texts = new WeakMap<object, Map<string, string>>();

/** Whether a JSON text may have a number with more digits than a double has: 16 digits and points in a row. */
export function mayHaveLongNumbers(json: Uint8Array): boolean {
  // From the end of where such a row would be, as Boyer and Moore search: where there is none, few bytes are looked at.
  for (let end = ROW - 1; end < json.length; ) {
    let at = end;
    while (at > end - ROW && isDigit(json[at] as number)) at -= 1;
    if (at === end - ROW) return true;
    end = at + ROW;
  }
  return false;
}

const ROW = 16;
const POINT = 0x2e;
const SLASH = 0x2f;
const NINE = 0x39;

function isDigit(byte: number): boolean {
  return byte <= NINE && byte >= POINT && byte !== SLASH;
}

/** The value of a JSON text. The numbers in it that a double cannot hold are remembered. */
export function parseExact(json: string): unknown {
  const value = JSON.parse(json) as unknown;
  let isExact = true;
  for (const [text] of json.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g)) {
    if (text.startsWith('"') || !isChanged(text)) continue;
    isExact = false;
    addStandIn(Number(text));
  }
  return isExact || rawJSON === undefined ? value : JSON.parse(json, remember);
}

function remember(this: object, name: string, value: unknown, context?: { source?: string }): unknown {
  const text = context?.source;
  if (typeof value === "number" && text !== undefined && isChanged(text)) {
    const own = texts.get(this) ?? new Map<string, string>();
    texts.set(this, own.set(name, text));
  }
  return value;
}

function addStandIn(number: number): void {
  // As a copy, zero is too common to be refused.
  if (number === 0) return;
  standIns.add(number);
  const [oldest] = standIns;
  if (standIns.size > MOST_STAND_INS) standIns.delete(oldest as number);
}

/** Whether a number is another one as a double. */
function isChanged(text: string): boolean {
  return decimal(text) !== decimal(String(Number(text)));
}

/** A number in the one form that equal ones share: its digits, and a power of ten. */
function decimal(text: string): string {
  const [, sign, whole = "", fraction = "", power = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  const exponent = Number(power) - fraction.length + digits.length - significant.length;
  return significant === "" ? whole && "0" : `${sign}${significant}e${exponent}`;
}

/** Where the host has no raw JSON, a bigint is written as this text with its digits, and the quotes are taken away afterwards. */
const BIGINT = `bigint ${Math.random()} `;
const BIGINTS = new RegExp(`"${BIGINT.replace(".", "\\.")}(-?\\d+)"`, "g");

/** Whether JSON writes `{}` for an object that is no plain one: a Map, a RegExp, an Error, Headers. */
export function isOpaque(value: unknown): value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
  if (isPlain || Object.keys(value).length > 0) return false;
  return !/(Number|String|Boolean|BigInt)\]$/.test(Object.prototype.toString.call(value));
}

/** The class of an object, with its article. */
export function className({ constructor: { name } }: object): string {
  return `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}`;
}

/** JSON text of a value; undefined if it has none. Throws if JSON would silently lose something. */
export function encode(value: unknown): string | undefined {
  const text = JSON.stringify(value, rejectLossy);
  return text?.includes(BIGINT) ? text.replace(BIGINTS, "$1") : text;
}

function rejectLossy(this: object, name: string, value: unknown): unknown {
  const given = this[name as keyof object] as unknown;
  const what =
    typeof value === "number" && !Number.isFinite(value) ? String(value)
    : typeof value === "function" || typeof value === "symbol" ? `a ${typeof value}`
    : given instanceof Date && value === null ? "an invalid Date"
    : isOpaque(value) ? className(value)
    : undefined;
  const where = name && ` at "${name}"`;
  if (typeof value === "bigint") return rawJSON === undefined ? `${BIGINT}${value}` : rawJSON(String(value));
  if (rawJSON !== undefined) {
    const text = typeof value === "number" ? texts.get(this)?.get(name) : undefined;
    if (text !== undefined && Object.is(Number(text), value)) return rawJSON(text);
  }
  if (what !== undefined) throw new TypeError(`it has ${what}${where}, which JSON does not know`);
  if (typeof value === "number" && ((Number.isInteger(value) && !Number.isSafeInteger(value)) || standIns.has(value))) {
    throw new TypeError(`it has ${value}${where}, in whose place another number may be meant that JavaScript cannot hold: leave it out, or give a bigint`);
  }
  return value;
}
