// An error, so that a reader knows what happened, what to do, and what to tell support.
import { type ErrorKind, OktantError } from "oktant";
import { h } from "./dom.ts";
import { facts } from "./facts.ts";
import { number, timeOfDay } from "./text.ts";

const TITLES: Record<ErrorKind, string> = {
  api: "The org refused the request",
  auth: "No access token could be obtained",
  rate_limited: "The rate limit of the org is used up",
  timeout: "It took too long",
  transport: "The connection failed",
  decode: "The response is not what was expected",
  page: "The list cannot be continued",
  config: "The settings are not valid",
  invalid_argument: "An argument cannot be sent",
  cancelled: "The call was cancelled",
};

/** Shows an error; `again` repeats what failed. */
export function errorCard(error: unknown, again?: () => void): HTMLElement {
  const known = error instanceof OktantError ? error : undefined;
  return h(
    "section",
    { class: "error", role: "alert", tabindex: -1 },
    h("h2", {}, known ? (TITLES[known.kind] ?? "The call failed") : "Something went wrong"),
    h("p", { class: "message" }, error instanceof Error ? error.message : String(error)),
    known &&
      known.causes.length > 0 && [
        h("h3", {}, "Causes"),
        h(
          "ul",
          {},
          known.causes.map((cause) => h("li", {}, cause)),
        ),
      ],
    known && describe(known),
    again && h("button", { type: "button", onclick: again }, "Try again"),
  );
}

function describe(error: OktantError): HTMLElement {
  const { kind, status, code, summary, operation, requestId, attempts, elapsedMs, rate } = error;
  const { isRetryable, mayHaveBeenSent, retryAfterMs } = error;
  const later = retryAfterMs === undefined ? "" : `, in ${Math.ceil(retryAfterMs / 1000)} s`;
  const reached = mayHaveBeenSent ? "may have reached the org" : "did not reach the org";
  const left = `${number(rate.remaining ?? 0)} of ${number(rate.limit ?? 0)} left${resets(rate.reset)}`;
  return facts([
    ["Kind", h("code", {}, kind)],
    ["HTTP status", status],
    ["Code", code && h("code", {}, code)],
    ["Summary", summary],
    ["Operation", operation && h("code", {}, operation)],
    ["Request ID", requestId && copyable(requestId)],
    ["Attempts", `${attempts} in ${number(Math.round(elapsedMs))} ms`],
    ["Try again?", isRetryable ? `may succeed later${later}` : "the same call fails again"],
    ["Sent?", status === undefined ? reached : undefined],
    ["Rate limit", rate.limit === undefined ? undefined : left],
  ]);
}

function resets(seconds: number | undefined): string {
  return seconds === undefined ? "" : `, resets ${timeOfDay(new Date(seconds * 1000).toISOString())}`;
}

function copyable(text: string): HTMLElement {
  const button = h("button", { type: "button", class: "quiet small", onclick: copy }, "Copy");
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  }
  return h("span", {}, h("code", {}, text), " ", button);
}
