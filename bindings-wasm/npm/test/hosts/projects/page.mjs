// The program of the pages: the org is where the page is from, the token behind the #.
import { list } from "./list.mjs";

export function run(Client) {
  globalThis.result = (async () => {
    const okta = await Client.create({ orgUrl: location.origin, token: location.hash.slice(1) });
    return list(okta, navigator.userAgent.match(/Chrome\/\S+/)?.[0]);
  })();
  globalThis.result.catch(() => undefined);
}
