import type { MethodArguments } from "./arguments.js";
import type { Call } from "./call.js";
import type { Glue } from "./glue.js";
import type { List } from "./list.js";
import type { CallOptions, ListOptions } from "./options.js";
import { Pending } from "./pending.js";

/** What a service needs of its client. @internal */
export interface Caller {
  /** The engine, once it is loaded. */
  glue: Glue | undefined;
  readonly loading: Promise<Glue>;
  call(operation: string, args: MethodArguments, options: CallOptions | undefined): Call<unknown>;
  items(operation: string, args: MethodArguments, options: ListOptions | undefined): List<unknown>;
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
      if (caller.glue === undefined) return pendingMethod(property);
      return fill(caller.glue) ? service[property] : unknownName(caller.glue, property, `okta.${name} has no method`);
    },
  });
  const service: Record<string, Method> = Object.create(prototype);
  let filled = false;

  /** Adds the methods, the first time. */
  function fill(glue: Glue): boolean {
    if (filled) return false;
    for (const word of glue.methods(name).split(" ").filter(Boolean)) {
      const [operation, shape] = word.split(":") as [string, string];
      service[operation] = createMethod(operation, shape, caller);
    }
    return (filled = true);
  }

  function pendingMethod(operation: string): Method {
    const method = (glue: Glue): Method => {
      fill(glue);
      const method = Object.hasOwn(service, operation) ? service[operation] : undefined;
      if (method !== undefined) return method;
      if (Object.keys(service).length === 0) unknownName(glue, name, "okta has no service");
      else unknownName(glue, operation, `okta.${name} has no method`);
      throw new TypeError(`okta.${name}.${operation} is not a function`);
    };
    return (...args) => new Pending(caller.loading.then((glue) => ({ is: method(glue)(...args) })));
  }

  if (caller.glue !== undefined) fill(caller.glue);
  else caller.loading.then(fill, () => undefined);
  return service;
}

/** Creates the method of an operation. `shape` is what the engine tells of its arguments. */
function createMethod(operation: string, shape: string, caller: Caller): Method {
  const paths = Number.parseInt(shape);
  const [hasBody, hasNamed, isList] = ["b", "n", "l"].map((letter) => shape.includes(letter));
  const most = paths + Number(hasBody) + Number(hasNamed) + 1;
  const method: Method = (...given) => {
    if (given.length > most) throw new TypeError(`${operation} has at most ${most} arguments, options included: there are ${given.length}`);
    const args = { path: given.splice(0, paths), body: hasBody ? given.shift() : undefined, named: hasNamed ? given.shift() : undefined };
    const options = given[0] as ListOptions | undefined;
    return isList ? caller.items(operation, args, options) : caller.call(operation, args, options);
  };
  // For a debugger and the REPL.
  return Object.defineProperty(method, "name", { value: operation });
}

/** Whether a name is read of every object: by JavaScript itself, by promises, by what prints. @internal */
export function isOrdinary(name: string | symbol): name is symbol {
  return typeof name === "symbol" || name === "then" || name in Object.prototype;
}

/** Throws if a name that is not there is like one that is. @internal */
export function unknownName(glue: Glue, name: string, what: string): undefined {
  const hint = glue.serviceHint(name);
  if (hint === undefined) return undefined;
  const error = new TypeError(`${what} ${name}: ${hint}`);
  // Before Node's REPL completes a name, it reads the part of it that is written.
  if (!/(OrIsProxy|ProxiesOrGetters) \(node:/.test(error.stack ?? "")) throw error;
}
