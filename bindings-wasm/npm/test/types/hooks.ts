// Inline hooks: the payload that Okta sends and the reply it takes.
import { type EventHook, hooks, type InlineHook, type InlineHooks, type LogEvent } from "oktant";

export function right(body: string, hook: InlineHook, eventHook: EventHook): string {
  const payload: InlineHooks["token"]["payload"] = hooks.token.parse(body);
  const { data } = payload;
  const events: readonly LogEvent[] = hooks.event.events(hooks.event.parse(body));
  const names: (string | undefined)[] = [hook.name, eventHook.name];
  void [data, events, names];
  return hooks.token.reply({ commands: [{ type: "com.okta.access.patch", value: [{ op: "add", path: "/claims/a", value: "b" }] }] });
}

export function wrong(body: string): void {
  // @ts-expect-error: no such hook
  hooks.tokens;
  // @ts-expect-error: commands are a list
  hooks.token.reply({ commands: {} });
  // @ts-expect-error: a reply has no such member
  hooks.token.reply({ command: [] });
  // @ts-expect-error: a payload is an object
  hooks.token.parse(body).length;
}
