// The replay's runner for Node and Chromium: `runner.mjs node|browser URL CASES ANSWERS`; ../replay.py says what stands in the files.
//
// Each case goes through the typed method that a user would call; which members of the answer are typed is read from the
// declarations that a user's compiler reads.
import { once } from "node:events";
import { createWriteStream, readFileSync } from "node:fs";
import { Declarations } from "./declarations.mjs";

/** Texts and numbers of JSON. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

const [host, url, cases, answers] = process.argv.slice(2);
const declarations = new Declarations();
const { perform, end } = await (host === "browser" ? (await import("./browser.mjs")).open(url) : node(url));
const out = createWriteStream(answers);
for (const line of readFileSync(cases, "utf8").split("\n")) {
  if (line === "") continue;
  const one = JSON.parse(line);
  const method = declarations.method(one.operation);
  const row = await perform({ service: method.service, operation: one.operation, given: given(method, one) });
  out.write(`${JSON.stringify({ n: one.n, ...row, ...places(method, row) })}\n`);
}
out.end();
await once(out, "finish");
await end();

/** Calls of this process. */
async function node(orgUrl) {
  const oktant = await import("../../../bindings-wasm/npm/dist/node.js");
  const { perform } = await import("./perform.mjs");
  const settings = { orgUrl, token: "00replay", maxRetries: 0, pacing: false };
  return { perform: (call) => perform(oktant, settings, call), end: () => undefined };
}

/** The arguments of the method. */
function given({ parameters }, one) {
  const path = new Map(Object.entries(one.path).map(([wire, text]) => [camel(wire), text]));
  return parameters.map(({ name, type }) => {
    if (name === "options") return { headers: { "X-Replay-Case": `${one.n}` }, query: one.extra_query };
    if (name === "named") return named(type, one);
    return name === "body" ? body(type, one.body) : (path.get(name) ?? "");
  });
}

function named(type, one) {
  const texts = new Map(Object.entries(one.query).map(([wire, values]) => [camel(wire), values]));
  const found = {};
  for (const [name, of] of declarations.members(type)) {
    if (name === "body") {
      if (one.body !== null) found.body = body(of, one.body);
    } else if (texts.has(name)) {
      found[name] = argument(declarations.kind(of), texts.get(name));
    }
  }
  return found;
}

function argument(kind, texts) {
  if (kind === "list") return texts;
  if (kind === "number") return Number(texts[0] || "0");
  return kind === "boolean" ? texts[0].toLowerCase() === "true" : texts[0];
}

/** A body: the JSON value; of a file one byte, where the recording lost it. */
function body(type, text) {
  if (declarations.isUpload(type)) return { file: text ?? "x" };
  if (text === null) return declarations.kind(type) === "list" ? [] : {};
  return declarations.kind(type) === "string" ? text : JSON.parse(text.replace(TOKENS, large));
}

/** Integers that may be beyond the safe ones are given as bigints, as a program would. */
function large(token) {
  return /^-?\d{16,}$/.test(token) ? `{"bigint":"${token}"}` : token;
}

/** Where each member of the answer stands. */
function places({ returned, of: [item, whole] }, { document }) {
  if (typeof document !== "string") return {};
  const [value, found] = [JSON.parse(document), { typed: [], extras: [], raw: [] }];
  if (returned === "List" && Array.isArray(value)) declarations.lookThrough(item, value, "", found);
  else declarations.look(whole ?? item, value, "", found);
  return found;
}

/** The name of an argument: the wire name cut at what is no letter or digit, each further word with a capital. */
function camel(wire) {
  const [first, ...rest] = wire.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  return [first[0].toLowerCase() + first.slice(1), ...rest.map((word) => word[0].toUpperCase() + word.slice(1))].join("");
}
