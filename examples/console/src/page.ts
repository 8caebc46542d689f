// What a view gets, and how its parts load.
import { errorCard } from "./error-card.ts";
import type { Org } from "./org.ts";
import { isCancelled } from "./org.ts";

/** The page as one view has it. */
export interface Page {
  readonly org: Org;
  /** Aborted when another view is shown. */
  readonly signal: AbortSignal;
  /** What follows the view in the address: `#/users/00u1` has `00u1`. */
  readonly id: string;
  readonly query: URLSearchParams;
}

/** Shows in a region what a call returns, or its error with a way to try again. */
export async function show(region: HTMLElement, load: () => Promise<Node | readonly Node[]>): Promise<void> {
  region.setAttribute("aria-busy", "true");
  try {
    const loaded = await load();
    // The focus was on what goes, such as the button of an error.
    if (region.contains(document.activeElement)) {
      region.tabIndex = -1;
      region.focus();
    }
    region.replaceChildren(...(loaded instanceof Node ? [loaded] : loaded));
  } catch (error) {
    if (isCancelled(error)) return;
    region.replaceChildren(errorCard(error, () => void show(region, load)));
  }
  region.removeAttribute("aria-busy");
}
