// Inline hooks: the payload that Okta sends and the reply it takes.
import type { InlineHooks } from "oktant";

export function right(payload: InlineHooks["token"]["payload"]): InlineHooks["token"]["reply"] {
  const scopes: unknown = payload.data;
  void scopes;
  return { commands: [{ type: "com.okta.access.patch", value: [{ op: "add", path: "/claims/a", value: "b" }] }] };
}

export function wrong(): void {
  // @ts-expect-error: no such hook
  type Missing = InlineHooks["tokens"];
  // @ts-expect-error: commands are a list
  const reply: InlineHooks["token"]["reply"] = { commands: {} };
  void (reply as unknown as Missing);
}
