// Words for times, numbers and states.

const stamp = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });
const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });
const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const count = new Intl.NumberFormat("en-GB");

/** A time of the API as the reader's own, or a dash. */
export const time = (text: string | null | undefined): string => written(stamp, text);
export const date = (text: string | null | undefined): string => written(day, text);
export const timeOfDay = (text: string | null | undefined): string => written(clock, text);
export const number = (value: number): string => count.format(value);

function written(format: Intl.DateTimeFormat, text: string | null | undefined): string {
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? "–" : format.format(at);
}

/** `PASSWORD_EXPIRED` as `Password expired`. */
export function words(constant: string | null | undefined): string {
  const text = (constant ?? "unknown").replaceAll("_", " ").toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "1 user", "2 users". */
export const plural = (many: number, noun: string): string => `${number(many)} ${noun}${many === 1 ? "" : "s"}`;
