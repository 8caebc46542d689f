// Scripts the org's next answers: how does a program take them?
import { answerNext } from "./control.ts";
import { announce, h } from "./dom.ts";
import { errorCard } from "./error-card.ts";

/** What the org can answer. A fault comes from between the org and its caller. */
const ANSWERS: readonly (readonly [title: string, answer: object])[] = [
  ["404 Not Found", { status: 404 }],
  ["429 Too Many Requests", { status: 429 }],
  ["500 Internal Server Error", { status: 500 }],
  ["503 Service Unavailable", { status: 503 }],
  ["the HTML page of a proxy, 502", { fault: "502" }],
  ["a connection that is reset", { fault: "reset-before" }],
  ["half of the body", { fault: "truncate" }],
];

export function script(): HTMLElement {
  const method = h(
    "select",
    { id: "script-method" },
    ["GET", "POST", "PUT", "DELETE"].map((name) => h("option", {}, name)),
  );
  const path = h("input", {
    id: "script-path",
    "aria-describedby": "script-hint",
    value: "/api/v1/users/{}",
    required: true,
    spellcheck: "false",
    autocomplete: "off",
  });
  const answer = h(
    "select",
    { id: "script-answer" },
    ANSWERS.map(([title], at) => h("option", { value: at }, title)),
  );
  const times = h("input", { id: "script-times", type: "number", min: 1, max: 1000, value: 1, required: true });
  const result = h("div");
  return h(
    "form",
    { class: "fields", onsubmit: submit },
    h(
      "div",
      { class: "row" },
      h("div", {}, h("label", { for: "script-method" }, "Method"), method),
      h("div", { class: "grow" }, h("label", { for: "script-path" }, "Path"), path),
    ),
    h("p", { class: "muted", id: "script-hint" }, h("code", {}, "{}"), " is one segment, ", h("code", {}, "*"), " at the end is anything."),
    h(
      "div",
      { class: "row" },
      h("div", { class: "grow" }, h("label", { for: "script-answer" }, "Answer"), answer),
      h("div", {}, h("label", { for: "script-times" }, "Times"), times),
    ),
    h("button", {}, "Script"),
    result,
  );

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    try {
      const [title, what] = ANSWERS[Number(answer.value)] as (typeof ANSWERS)[number];
      await answerNext({ method: method.value, path: path.value, times: times.valueAsNumber, ...what });
      const text = `Next for ${method.value} ${path.value}: ${title}, ${times.value === "1" ? "once" : `${times.value} times`}.`;
      result.replaceChildren(h("p", { class: "done" }, text));
      announce(text);
    } catch (error) {
      result.replaceChildren(errorCard(error));
    }
  }
}
