// What the package's declarations say of an operation: the method with its arguments, and which members of a value are typed.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const npm = new URL("../../../bindings-wasm/npm/", import.meta.url);
// The compiler of this version has an API for JavaScript; TypeScript 7 has none yet.
const ts = createRequire(new URL("package.json", npm))("typescript-5.9");

/** The declarations of a compiled package. */
export class Declarations {
  #checker;
  #node;
  #methods = new Map();

  constructor(file = fileURLToPath(new URL("dist/node.d.ts", npm))) {
    const options = { strict: true, exactOptionalPropertyTypes: true, module: ts.ModuleKind.NodeNext, noEmit: true, skipLibCheck: true };
    const program = ts.createProgram([file], options);
    this.#checker = program.getTypeChecker();
    this.#node = program.getSourceFile(file);
    const exports = this.#checker.getExportsOfModule(this.#checker.getSymbolAtLocation(this.#node));
    const client = exports.find(({ name }) => name === "Client");
    for (const service of this.#checker.getDeclaredTypeOfSymbol(client).getProperties()) {
      if (!service.declarations?.some((node) => node.getSourceFile().fileName.includes("/generated/"))) continue;
      for (const method of this.#typeOf(service).getProperties()) {
        this.#methods.set(method.name, { service: service.name, signature: this.#typeOf(method).getCallSignatures()[0] });
      }
    }
  }

  /** The number of methods. */
  get size() {
    return this.#methods.size;
  }

  /** The method of an operation: its service, its parameters with their types, and the type of what it returns. */
  method(operation) {
    const found = this.#methods.get(operation);
    if (found === undefined) return undefined;
    const parameters = found.signature.getParameters().map((symbol) => ({ name: symbol.name, type: this.#present(symbol) }));
    const returned = found.signature.getReturnType();
    return { service: found.service, parameters, returned: returned.symbol.name, of: this.#checker.getTypeArguments(returned) };
  }

  /** The properties of a type by name, `undefined` left out of their types. */
  members(type) {
    return new Map(type.getProperties().map((symbol) => [symbol.name, this.#present(symbol)]));
  }

  /** Whether a parameter takes lists, objects, strings, numbers or booleans. */
  kind(type) {
    const parts = type.isUnion() ? type.types : [type];
    const is = (flags) => parts.some((part) => part.flags & flags);
    if (parts.some((part) => this.#checker.isArrayLikeType(part))) return "list";
    if (is(ts.TypeFlags.Object | ts.TypeFlags.Unknown)) return "object";
    if (is(ts.TypeFlags.StringLike | ts.TypeFlags.Intersection)) return "string";
    return is(ts.TypeFlags.NumberLike) ? "number" : "boolean";
  }

  /** Whether a type is the content of a file. */
  isUpload(type) {
    return type.aliasSymbol?.name === "Upload";
  }

  /** Where each member of a list's items stands. */
  lookThrough(element, values, at, found) {
    values.forEach((one, index) => this.look(element, one, `${at}/${index}`, found));
  }

  /** Where each member of a document stands: in a declared property (typed), in one of another type (raw), or in none (extras). */
  look(type, value, at, found) {
    const part = this.#part(type, value);
    if (part === undefined) {
      found.raw.push(at);
    } else if (Array.isArray(value) && this.#checker.isArrayLikeType(part)) {
      this.lookThrough(this.#checker.getTypeArguments(part)[0], value, at, found);
    } else if (typeof value === "object" && value !== null) {
      const declared = part.flags & ts.TypeFlags.Unknown ? new Map() : this.members(part);
      const others = part.flags & ts.TypeFlags.Unknown ? undefined : part.getStringIndexType();
      for (const [name, member] of Object.entries(value)) {
        const place = `${at}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
        const of = declared.get(name) ?? others;
        const open = !declared.has(name) && (of === undefined || of.flags & ts.TypeFlags.Unknown);
        if (open || member === null) {
          found.extras.push(place);
        } else if (this.#part(of, member) === undefined) {
          found.raw.push(place);
        } else {
          found.typed.push(place);
          this.look(of, member, place, found);
        }
      }
    }
  }

  /** The part of a type that a value has; undefined if it has none of them. */
  #part(type, value) {
    const parts = (type.isUnion() ? type.types : [type]).filter((part) => this.#fits(part, value));
    if (parts.length < 2) return parts[0];
    return parts.find((part) => this.#tagged(part, value)) ?? parts.find((part) => this.#tagged(part, value) !== false);
  }

  #fits(type, value) {
    if (type.flags & ts.TypeFlags.Unknown) return true;
    // An open set of strings takes any.
    if (typeof value === "string") return (type.flags & (ts.TypeFlags.StringLike | ts.TypeFlags.Intersection)) !== 0;
    if (typeof value === "number") return (type.flags & ts.TypeFlags.NumberLike) !== 0;
    if (typeof value === "boolean") return (type.flags & ts.TypeFlags.BooleanLike) !== 0;
    if (Array.isArray(value)) return this.#checker.isArrayLikeType(type);
    return value !== null && (type.flags & ts.TypeFlags.Object) !== 0 && !this.#checker.isArrayLikeType(type);
  }

  /** Whether the literal tag of a part is that of a value; undefined if it has none. */
  #tagged(type, value) {
    if (typeof value !== "object" || value === null || !(type.flags & ts.TypeFlags.Object)) return undefined;
    let tagged;
    for (const [name, of] of this.members(type)) {
      const literals = of.isUnion() ? of.types : [of];
      if (!literals.every((literal) => literal.isStringLiteral())) continue;
      tagged = (tagged ?? true) && literals.some((literal) => literal.value === value[name]);
    }
    return tagged;
  }

  /** The type of what is there: without null and undefined. */
  #present(symbol) {
    const type = this.#typeOf(symbol);
    return type.flags & ts.TypeFlags.Unknown ? type : this.#checker.getNonNullableType(type);
  }

  #typeOf(symbol) {
    return this.#checker.getTypeOfSymbolAtLocation(symbol, this.#node);
  }
}
