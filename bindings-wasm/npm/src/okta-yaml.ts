// Reads okta.yaml. The rules, and the texts of errors, are those of core/src/config/yaml.rs; tests/vectors/yaml compares the two.
import type { Document, LineCounter, Node, Pair, Scalar, YAMLMap } from "yaml";
import type { Found } from "./settings.js";

const PROFILES = "okta.profiles.";
const DEEPEST = 16;
const CORE_TAG = "tag:yaml.org,2002:";

/** Settings of a file: those of the client, or of a profile. Errors do not show the text around them, which may hold secrets. */
export function readYaml(yaml: typeof import("yaml"), text: string, profile: string | undefined): Found {
  const lines = new yaml.LineCounter();
  // Every scalar is text, as written.
  const documents = parse(() => yaml.parseAllDocuments(text.replace(/^\uFEFF+/, ""), { schema: "failsafe", uniqueKeys: false, lineCounter: lines, logLevel: "silent" }));
  const found: Found = { settings: [], profiles: [] };
  if ("empty" in documents) return found;
  const [document, second] = documents;
  for (const { errors } of documents) {
    const [at] = errors.map(({ pos }) => lines.linePos(pos[0]));
    if (at) throw new Error(`line ${at.line}, column ${at.col} is not valid YAML`);
  }
  if (second) throw new Error(`a second document begins in line ${lines.linePos(second.range[0]).line}: only one is allowed`);
  if (document) new Walk(yaml, document, lines, profile === undefined ? "okta.client." : `${PROFILES}${profile}.`, found).read();
  return found;
}

function parse<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    // The parser is recursive.
    throw error instanceof RangeError ? new Error(`it is nested deeper than ${DEEPEST} levels`) : error;
  }
}

/** A traversal of the members of a document. */
class Walk {
  readonly #yaml: typeof import("yaml");
  readonly #document: Document;
  readonly #lines: LineCounter;
  /** What the paths of settings begin with. */
  readonly #client: string;
  readonly #found: Found;
  /** The paths seen, in lower case. */
  readonly #names = new Set<string>();
  /** How many more nodes may be visited. A node is visited again for every alias. */
  #left = 0;

  constructor(yaml: typeof import("yaml"), document: Document, lines: LineCounter, client: string, found: Found) {
    this.#yaml = yaml;
    this.#document = document;
    this.#lines = lines;
    this.#client = client;
    this.#found = found;
  }

  read(): void {
    const [nodes, aliases] = this.#count(this.#document.contents, 1);
    if (aliases > nodes) throw new Error("it has more aliases than other nodes");
    this.#left = 2 * nodes;
    this.#member("", this.#document.contents, 0);
  }

  /** The numbers of nodes and aliases; checks the depth. */
  #count(node: unknown, depth: number): [nodes: number, aliases: number] {
    const { isAlias, isMap, isSeq, isPair } = this.#yaml;
    if (isAlias(node)) return [0, 1];
    const isOpen = isMap(node) || isSeq(node);
    if (isOpen && depth > DEEPEST) throw new Error(`line ${this.#line(node)} is nested deeper than ${DEEPEST} levels`);
    const children = isOpen ? (node.items as unknown[]).flatMap((item) => (isPair(item) ? [item.key, item.value] : [item])) : [];
    let [nodes, aliases] = [1, 0];
    for (const child of children) {
      const [more, moreAliases] = this.#count(child, depth + 1);
      nodes += more;
      aliases += moreAliases;
    }
    return [nodes, aliases];
  }

  #member(path: string, given: unknown, depth: number): void {
    const { isMap, isSeq } = this.#yaml;
    const node = this.#resolve(given);
    if (--this.#left < 0) throw new Error("its aliases repeat too much");
    if (depth > DEEPEST) throw new Error(`line ${this.#line(node)} is nested deeper than ${DEEPEST} levels`);
    this.#profile(path);
    const name = this.#setting(path);
    if (isMap(node)) {
      if (name?.toLowerCase() === "privatekey") this.#found.settings.push([name, this.#jwk(node, path)]);
      else this.#members(node, path, depth);
    } else if (name !== undefined) {
      const text = isSeq(node) ? node.items.map((item) => this.#text(item, path)).filter((text) => text !== undefined).join(" ") : this.#text(node, path);
      this.#found.settings.push([name, text ?? ""]);
    }
  }

  #members(map: YAMLMap, path: string, depth: number): void {
    for (const { key, value } of map.items as Pair<unknown, unknown>[]) {
      const name = this.#resolve(key);
      if (!this.#yaml.isScalar(name)) continue;
      const text = String(name.value ?? "");
      const member = path === "" ? text : `${path}.${text}`;
      if (isOurs(member)) {
        if (text === "<<" && name.type === "PLAIN") throw new Error(`line ${this.#line(name)} merges another mapping with <<: write its members out`);
        const lower = member.toLowerCase();
        if (this.#names.has(lower)) throw new Error(`${quoted(member)} is given twice, again in line ${this.#line(name)}: leave one out`);
        this.#names.add(lower);
      }
      this.#member(member, value, depth + 1);
    }
  }

  #profile(path: string): void {
    const name = below(PROFILES, path)?.split(".")[0];
    const isKnown = this.#found.profiles.some((known) => known.toLowerCase() === name?.toLowerCase());
    if (name !== undefined && !isKnown) this.#found.profiles.push(name);
  }

  /** The name of the setting at a path, if it is one. */
  #setting(path: string): string | undefined {
    const own = below(this.#client, path)?.replaceAll(".", "_");
    const testing = below("okta.testing.", path)?.replaceAll(".", "_");
    return own ?? (testing === undefined ? undefined : `testing_${testing}`);
  }

  /** The JSON of a JWK given as a mapping; all its members are strings, and lists are left out. */
  #jwk(map: YAMLMap, path: string): string {
    const jwk = new Map<string, string>();
    for (const { key, value } of map.items as Pair<unknown, unknown>[]) {
      if (this.#yaml.isSeq(this.#resolve(value))) continue;
      const name = this.#text(key, path);
      if (name === undefined) continue;
      if (jwk.has(name)) throw new Error(`${quoted(path)} holds a name twice: leave one out`);
      jwk.set(name, this.#text(value, path) ?? "");
    }
    return JSON.stringify(Object.fromEntries(jwk));
  }

  /** The text of a scalar as written in the file; undefined for null. */
  #text(given: unknown, path: string): string | undefined {
    const node = this.#resolve(given);
    // A name without a value.
    if (node === null) return undefined;
    if (!this.#yaml.isScalar(node)) throw new Error(`${quoted(path)} has nested values in line ${this.#line(node)}`);
    const text = String(node.value ?? "");
    const tag = node.tag?.startsWith(CORE_TAG) ? node.tag.slice(CORE_TAG.length) : node.tag;
    if (tag === undefined) return node.type === "PLAIN" && ["", "~", "null", "Null", "NULL"].includes(text) ? undefined : text;
    if (node.tag !== tag && tag === "null") return undefined;
    if (node.tag !== tag && ["str", "int", "float", "bool"].includes(tag)) return text;
    throw new Error(`${quoted(path)} has an unknown tag in line ${this.#line(node)}`);
  }

  #resolve(node: unknown): Node | null {
    if (!this.#yaml.isAlias(node)) return (node ?? null) as Node | null;
    const target = node.resolve(this.#document);
    if (target === undefined) throw new Error(`line ${this.#line(node)} has an alias without an anchor before it`);
    return target;
  }

  #line(node: unknown): number {
    return this.#lines.linePos((node as Scalar | null)?.range?.[0] ?? 0).line;
  }
}

/** What follows the beginning of a path, which is compared without case. */
function below(start: string, path: string): string | undefined {
  return path.slice(0, start.length).toLowerCase() === start.toLowerCase() ? path.slice(start.length) : undefined;
}

/** Whether a path is under `okta`, or a merge key next to it. */
function isOurs(path: string): boolean {
  return path === "<<" || path.split(".")[0]?.toLowerCase() === "okta";
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
