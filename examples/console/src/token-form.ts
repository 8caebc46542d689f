// Asks for the token of the simulated org, where the simulator does not give it.
import { h } from "./dom.ts";
import { errorCard } from "./error-card.ts";
import { Org } from "./org.ts";

/** Shows the form; `start` gets the org that takes the token. The token stays in the memory of this page. */
export function askForToken(main: HTMLElement, start: (org: Org) => void): void {
  const input = h("input", { id: "token", type: "password", autocomplete: "off", required: true });
  const failure = h("div");
  const form = h(
    "form",
    { class: "card narrow", onsubmit: submit },
    h("h1", { tabindex: -1 }, "Open the simulated org"),
    h("p", {}, "The simulator gives its token to pages on its own machine alone. It printed the token when it started."),
    h("label", { for: "token" }, "Token of the simulated org"),
    input,
    h("button", { class: "primary" }, "Open"),
    failure,
  );
  main.replaceChildren(form);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    try {
      start(await Org.open(input.value));
    } catch (error) {
      const card = errorCard(error);
      failure.replaceChildren(card);
      card.focus();
    }
  }
}
