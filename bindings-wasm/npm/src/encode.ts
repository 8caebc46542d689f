/** JSON text of a value. Throws if JSON would silently lose something. */
export function encode(value: unknown): string | undefined {
  return JSON.stringify(value, rejectLossy);
}

function rejectLossy(name: string, value: unknown): unknown {
  const what =
    typeof value === "number" && !Number.isFinite(value) ? String(value)
    : value instanceof Map ? "a Map"
    : value instanceof Set ? "a Set"
    : undefined;
  if (what !== undefined) throw new TypeError(`it has ${what}${name && ` at "${name}"`}, which JSON does not know`);
  return value;
}
