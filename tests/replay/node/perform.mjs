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

/** A file stands as `{ file: TEXT }`, since a page is sent JSON. */
function unpacked(argument) {
  return typeof argument?.file === "string" ? new TextEncoder().encode(argument.file) : argument;
}
