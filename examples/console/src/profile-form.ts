// Edits a profile. An attribute is set, emptied to null, or left out of the request, and the form shows which.
import type { UserProfile } from "oktant";
import { type Attribute, stateOf, textOf, valueOf } from "./attributes.ts";
import { announce, h } from "./dom.ts";
import { errorCard } from "./error-card.ts";
import { isCancelled } from "./org.ts";
import { plural } from "./text.ts";

const BOOLEANS = [
  [true, "true"],
  [false, "false"],
] as const;

/** Sends the changes; returns the profile as the org has it then. */
type Save = (changes: UserProfile) => Promise<{ profile: UserProfile; requestId: string | undefined }>;

/** A field with what it is to send: undefined is nothing. */
interface Field {
  readonly attribute: Attribute;
  readonly element: HTMLElement;
  change(): { value: unknown } | undefined;
  /** Goes back to what the org has. */
  reset(profile: UserProfile): void;
}

export function profileForm(attributes: readonly Attribute[], saved: UserProfile, save: Save): HTMLElement {
  const fields = attributes.map((attribute) => field(attribute, saved, changed));
  const summary = h("div", { class: "summary" });
  const failure = h("div");
  const saveButton = h("button", { class: "primary" }, "Save");
  const discard = h("button", { type: "button", onclick: () => reset(saved) }, "Discard changes");
  const everything = h("input", { type: "checkbox", id: "everything", onchange: () => form.classList.toggle("all", everything.checked) });
  const absent = fields.filter(({ attribute: { name, isCustom } }) => !isCustom && stateOf(saved, name) === "absent").length;
  const set = (isCustom: boolean): HTMLElement[] =>
    fields.filter(({ attribute }) => attribute.isCustom === isCustom).map(({ element }) => element);
  const form = h(
    "form",
    { class: "profile", novalidate: true, onsubmit: submit },
    failure,
    h("fieldset", {}, h("legend", {}, "Custom attributes"), set(true)),
    h("fieldset", {}, h("legend", {}, "Base attributes"), set(false)),
    h(
      "p",
      { class: "check" },
      everything,
      h("label", { for: "everything" }, `Show the ${plural(absent, "attribute")} that the user does not have`),
    ),
    h("div", { class: "actions" }, summary, h("div", {}, saveButton, discard)),
  );
  changed();
  return form;

  function changes(): [string, unknown][] {
    return fields.flatMap(({ attribute, change }) => {
      const changed = change();
      return changed === undefined ? [] : [[attribute.name, changed.value] as [string, unknown]];
    });
  }

  /** Tells what would be sent. */
  function changed(): void {
    const sent = changes();
    saveButton.setAttribute("aria-disabled", String(sent.length === 0));
    discard.hidden = sent.length === 0;
    const rest = `${plural(fields.length - sent.length, "attribute")} left out, so they stay as they are.`;
    summary.replaceChildren(
      ...(sent.length === 0
        ? [h("p", { class: "muted" }, "No changes. Emptying a field sets the attribute to null.")]
        : [
            h("pre", { "aria-label": "What is sent", tabindex: 0 }, JSON.stringify({ profile: Object.fromEntries(sent) }, undefined, 2)),
            h("p", { class: "muted" }, rest),
          ]),
    );
  }

  function reset(profile: UserProfile): void {
    saved = profile;
    for (const field of fields) field.reset(profile);
    failure.replaceChildren();
    changed();
  }

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (saveButton.hasAttribute("aria-busy")) return;
    // A number that is none must not be taken for an empty field.
    if (!form.reportValidity()) return;
    const sent = changes();
    if (sent.length === 0) return announce("Nothing has changed.");
    saveButton.setAttribute("aria-busy", "true");
    try {
      const { profile, requestId } = await save(Object.fromEntries(sent));
      reset(profile);
      summary.replaceChildren(h("p", { class: "done" }, `Saved. Request ID ${requestId ?? "unknown"}`));
      announce("The profile is saved.");
    } catch (error) {
      if (isCancelled(error)) return;
      const card = errorCard(error);
      failure.replaceChildren(card);
      card.focus();
    } finally {
      saveButton.removeAttribute("aria-busy");
    }
  }
}

function field(attribute: Attribute, saved: UserProfile, changed: () => void): Field {
  const { name, title, type, isReadOnly, isRequired } = attribute;
  const [id, hint] = [`attribute-${name}`, `state-${name}`];
  /** What is to be sent: undefined is nothing. */
  let change: { value: unknown } | undefined;
  const input = control(attribute, {
    id,
    "aria-describedby": hint,
    "aria-required": isRequired,
    disabled: isReadOnly,
    oninput: () => edit(),
  });
  const state = h("span", { class: "state", id: hint });
  const toNull = h(
    "button",
    {
      type: "button",
      class: "quiet small",
      "aria-label": `Set ${title} to null`,
      onclick: () => {
        input.value = "";
        edit();
        input.focus();
      },
    },
    "Null",
  );
  const leaveOut = h(
    "button",
    {
      type: "button",
      class: "quiet small",
      "aria-label": `Leave out ${title}`,
      onclick: () => {
        reset(saved);
        changed();
        input.focus();
      },
    },
    "Leave out",
  );
  const element = h(
    "div",
    { class: "attribute" },
    h(
      "label",
      { for: id },
      title,
      " ",
      h("code", {}, name),
      " ",
      h("span", { class: "muted" }, `${type}${isRequired ? ", required" : ""}`),
    ),
    input,
    state,
    !isReadOnly && h("span", { class: "buttons" }, toNull, leaveOut),
  );
  reset(saved);
  return { attribute, element, change: () => change, reset };

  function edit(): void {
    // What a number field cannot read is not an empty text.
    if (input.validity.badInput) return;
    const value = valueOf(attribute, input.value);
    const isSame = stateOf(saved, name) !== "absent" && JSON.stringify(value) === JSON.stringify(saved[name]);
    change = isSame ? undefined : { value };
    draw();
    changed();
  }

  function reset(profile: UserProfile): void {
    saved = profile;
    change = undefined;
    input.value = textOf(saved[name]);
    draw();
  }

  function draw(): void {
    const now = stateOf(saved, name);
    const to = change === undefined ? undefined : change.value === null ? "null" : "set";
    state.textContent = to === undefined ? now : now === to ? "new value" : `${now} → ${to}`;
    state.dataset["state"] = to ?? now;
    element.dataset["now"] = now;
    element.toggleAttribute("data-changed", to !== undefined);
    toNull.hidden = (to ?? now) === "null";
    leaveOut.hidden = to === undefined;
  }
}

/** The field that fits the type of an attribute. */
function control(
  { type, choices, isCustom }: Attribute,
  props: Record<string, unknown>,
): HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement {
  const values = choices ?? (type === "boolean" ? BOOLEANS : undefined);
  if (values !== undefined) {
    return h(
      "select",
      props,
      h("option", { value: "" }, "–"),
      values.map(([value, title]) => h("option", { value: String(value) }, title)),
    );
  }
  if (type === "array") return h("textarea", { ...props, rows: 3, placeholder: "an item a line" });
  if (type === "number" || type === "integer") return h("input", { ...props, type: "number", step: type === "integer" ? 1 : "any" });
  return h("input", { ...props, type: "text", autocomplete: "off", spellcheck: isCustom ? "false" : undefined });
}
