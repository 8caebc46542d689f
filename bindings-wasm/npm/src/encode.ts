/** JSON text of a value. Throws where JSON would silently say something else. */
export function encode(value: unknown): string | undefined {
  return JSON.stringify(value, exact);
}

function exact(name: string, value: unknown): unknown {
  const what =
    typeof value === "number" && !Number.isFinite(value) ? String(value)
    : value instanceof Map ? "a Map"
    : value instanceof Set ? "a Set"
    : undefined;
  if (what !== undefined) throw new TypeError(`it has ${what}${name && ` at "${name}"`}, which JSON does not know`);
  return value;
}
