/** What an exception says: Node's code of the reason, and a message. */
export function describe(thrown: unknown): { code: string; message: string } {
  // The message of Node's fetch is "fetch failed"; the reason is in the cause.
  const { cause, message } = Object(thrown) as { cause?: unknown; message?: unknown };
  const reason = Object(cause) as { code?: unknown; message?: unknown };
  const text = [reason.message, message].find((text) => typeof text === "string" && text !== "");
  return { code: typeof reason.code === "string" ? reason.code : "", message: typeof text === "string" ? text : toText(thrown) };
}

function toText(thrown: unknown): string {
  try {
    return thrown instanceof Error ? "" : String(thrown);
  } catch {
    return "";
  }
}
