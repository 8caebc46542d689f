import type { Call } from "./call.js";
import { methods, serviceHint } from "./glue.js";
import type { List } from "./list.js";
import { Pending } from "./pending.js";

/** What a service needs of its client. @internal */
export interface Caller {
  /** Resolves when the engine is loaded; undefined if it is. */
  readonly loading: Promise<unknown> | undefined;
  call(operation: string, args: unknown[]): Call<unknown>;
  items(operation: string, args: unknown[]): List<unknown>;
}

type Method = (...args: unknown[]) => Call<unknown> | List<unknown>;

/**
 * Creates a service: an object with a function for each operation of an area. Its prototype explains names that it does not have;
 * while the engine is loading, every name is a method. @internal
 */
export function createService(name: string, caller: Caller): object {
  const prototype = new Proxy({}, {
    get(target, property, receiver) {
      if (isOrdinary(property)) return Reflect.get(target, property, receiver);
      if (caller.loading !== undefined) return pendingMethod(property, caller.loading);
      return fill() ? service[property] : unknownName(property, `okta.${name} has no method`);
    },
  });
  const service: Record<string, Method> = Object.create(prototype);
  let filled = false;

  /** Adds the methods, the first time. */
  function fill(): boolean {
    if (filled) return false;
    for (const word of methods(name).split(" ").filter(Boolean)) {
      const operation = word.replace("[]", "");
      const method =
        operation === word
          ? { [operation]: (...args: unknown[]) => caller.call(operation, args) }
          : { [operation]: (...args: unknown[]) => caller.items(operation, args) };
      Object.assign(service, method);
    }
    return (filled = true);
  }

  function pendingMethod(operation: string, loading: Promise<unknown>) {
    const method = (): Method => {
      fill();
      const method = service[operation];
      if (method !== undefined) return method;
      unknownName(name, "okta has no service");
      throw new TypeError(`okta.${name}.${operation} is not a function`);
    };
    return (...args: unknown[]) => new Pending(loading.then(() => ({ is: method()(...args) })));
  }

  if (caller.loading === undefined) fill();
  else caller.loading.then(fill, () => undefined);
  return service;
}

/** Whether a name is read of every object: by JavaScript itself, by promises, by what prints. @internal */
export function isOrdinary(name: string | symbol): name is symbol {
  return typeof name === "symbol" || name === "then" || name in Object.prototype;
}

/** Throws if a name that is not there is like one that is. @internal */
export function unknownName(name: string, what: string): undefined {
  const hint = serviceHint(name);
  if (hint !== undefined) throw new TypeError(`${what} ${name}: ${hint}`);
}
