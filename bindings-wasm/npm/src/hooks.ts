import { OktantError } from "./error.js";
import type { InlineHooks } from "./generated/hooks.js";
import type { LogEvent } from "./generated/models.js";
import { encode, parseExact } from "./json.js";

/** Body of a request from Okta: its text or bytes, or the object that a web framework has parsed. */
export type HookBody = string | Uint8Array | ArrayBuffer | object;

/**
 * Inline hook: Okta posts a payload to your service and takes a reply. There is no HTTP server here: use it with any web framework.
 */
export class InlineHookHandler<Payload, Reply> {
  /** The payload. Throws an `OktantError` of kind decode if the body is not a JSON object: respond with status 400. */
  parse(body: HookBody): Payload {
    return parseObject(body) as Payload;
  }

  /** The body of the response, JSON text: send it with status 200 and `Content-Type: application/json`. */
  reply(reply: Reply): string {
    return encode(reply) as string;
  }
}

/** Delivery that Okta posts to an event hook. */
export interface EventDelivery {
  /** ID of the delivery. */
  readonly eventId?: string;
  /** Date and time of the delivery. */
  readonly eventTime?: string;
  /** `com.okta.event_hook`. */
  readonly eventType?: string;
  readonly eventTypeVersion?: string;
  readonly cloudEventsVersion?: string;
  readonly contentType?: string;
  /** URL of the hook at the org. */
  readonly source?: string;
  readonly data?: { readonly events?: readonly LogEvent[] };
}

/**
 * Event hook. Okta verifies the endpoint once by a GET with the header `challengeHeader`: respond with `verification`. It then posts
 * deliveries, which `parse` reads: respond within 3 seconds with status 200 or 204, and do the work afterwards. Events may arrive
 * twice and out of order; their `uuid` identifies them. To check that a request comes from Okta, compare its header `Authorization`,
 * or the one that was set with the hook, in constant time.
 */
export class EventHookHandler {
  /** Header that holds the challenge. */
  readonly challengeHeader = "X-Okta-Verification-Challenge";

  /** The body of the response to a challenge, JSON text: send it with status 200 and `Content-Type: application/json`. */
  verification(challenge: string): string {
    return encode({ verification: challenge }) as string;
  }

  /** A delivery. Throws an `OktantError` of kind decode if the body is not a JSON object: respond with status 400. */
  parse(body: HookBody): EventDelivery {
    return parseObject(body);
  }

  /** The log events of a delivery, in its order. */
  events(delivery: EventDelivery): readonly LogEvent[] {
    const events: unknown = delivery.data?.events;
    return Array.isArray(events) ? events : [];
  }
}

/** Inline hooks and the event hook, by name. */
export type Hooks = { readonly [Name in keyof InlineHooks]: InlineHookHandler<InlineHooks[Name]["payload"], InlineHooks[Name]["reply"]> } & {
  readonly event: EventHookHandler;
};

/** Inline hooks and the event hook: what Okta sends to your service, and what it takes as a reply. */
export const hooks: Hooks = {
  passwordImport: new InlineHookHandler(),
  registration: new InlineHookHandler(),
  saml: new InlineHookHandler(),
  telephony: new InlineHookHandler(),
  token: new InlineHookHandler(),
  userImport: new InlineHookHandler(),
  event: new EventHookHandler(),
};

function parseObject(body: HookBody): object {
  let value: unknown = body;
  const isBytes = body instanceof ArrayBuffer || ArrayBuffer.isView(body);
  try {
    if (isBytes) value = parseExact(new TextDecoder("utf-8", { fatal: true }).decode(body));
    else if (typeof body === "string") value = parseExact(body);
  } catch {
    // The parser's own message would show a part of the body.
    throw notAnObject(body);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw notAnObject(body);
  return value;
}

function notAnObject(body: unknown): OktantError {
  const message = "the hook's payload is not a JSON object: respond with status 400";
  return new OktantError({ kind: "decode", message, body, attempts: 0, elapsedMs: 0, mayHaveBeenSent: false });
}
