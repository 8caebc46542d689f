// Makes one call as a user's program would, in Node or on a page, and says what came of it in JSON.

/** The outcome of a typed method; a list is asked for its first page as it came. */
export async function perform({ Client, OktantError }, settings, { service, operation, given }) {
  try {
    const { value } = await client(Client, settings)[service][operation](...given.map(unpacked)).withResponse();
    if (typeof value === "string") return { outcome: "ok", document: null, text: value };
    if (value instanceof Uint8Array) return { outcome: "ok", document: null, text: new TextDecoder().decode(value) };
    return { outcome: "ok", document: value === undefined ? null : JSON.stringify(value), text: null };
  } catch (error) {
    if (!(error instanceof OktantError)) return { outcome: "error", kind: "unfit", message: String(error) };
    const { kind, message, status, code, summary, id, causes } = error;
    return { outcome: "error", kind, message, status, code, summary, id, causes };
  }
}

let okta;

function client(Client, settings) {
  return (okta ??= new Client(settings));
}

/** A page is sent JSON: a file stands as `{ file: TEXT }`, a bigint as `{ bigint: DIGITS }`. */
function unpacked(value) {
  if (typeof value !== "object" || value === null) return value;
  if (typeof value.file === "string") return new TextEncoder().encode(value.file);
  if (typeof value.bigint === "string") return BigInt(value.bigint);
  if (Array.isArray(value)) return value.map(unpacked);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, unpacked(member)]));
}
