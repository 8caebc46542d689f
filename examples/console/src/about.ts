// What this page is, and what a page with a real org must not have.
import { h, openDialog } from "./dom.ts";

export function about(): void {
  openDialog(
    "About this page",
    h(
      "p",
      {},
      "A page on the npm package oktant. It calls the simulated org that serves it as any client does. Its own requests count ",
      "against the org's rate limits, and are in the traffic.",
    ),
    h("h3", {}, "The token of this page"),
    h(
      "p",
      {},
      "The simulator gives this page its own token, which is invented and opens nothing but this simulator. The page keeps it in memory.",
    ),
    h("h3", {}, "With a real org"),
    h(
      "p",
      {},
      h("strong", {}, "No API token of a real org belongs on a page: "),
      "whoever opens the page can read it. The program signs the user in with the authorization code flow and PKCE, and gives the client ",
      "the access token with ",
      h("code", {}, "bearer"),
      ". The origin of the page must be a trusted origin of the org, for CORS.",
    ),
    h("h3", {}, "Values"),
    h(
      "p",
      {},
      "Names and attributes are shown as text, whatever is in them. The page loads nothing from elsewhere, and its ",
      "Content-Security-Policy allows nothing else.",
    ),
  );
}
