// The replay's runner for Node: `runner.mjs URL CASES ANSWERS`; ../replay.py says what stands in the files.
//
// Each case goes through the typed method that a user would call; which members of the answer are typed is read from the
// declarations that a user's compiler reads.
import { createWriteStream, readFileSync } from "node:fs";
import { once } from "node:events";
import { Client, OktantError } from "../../../bindings-wasm/npm/dist/node.js";
import { Declarations } from "./declarations.mjs";

const declarations = new Declarations();
const [url, cases, answers] = process.argv.slice(2);
const okta = new Client({ orgUrl: url, token: "00replay", maxRetries: 0, pacing: false });
const out = createWriteStream(answers);
for (const line of readFileSync(cases, "utf8").split("\n")) {
  if (line === "") continue;
  const one = JSON.parse(line);
  out.write(`${JSON.stringify({ n: one.n, ...(await play(one)) })}\n`);
}
out.end();
await once(out, "finish");

/** The outcome of one case. */
async function play(one) {
  const method = declarations.method(one.operation);
  try {
    return { outcome: "ok", ...answer(await call(method, one), method) };
  } catch (error) {
    if (!(error instanceof OktantError)) return { outcome: "error", kind: "unfit", message: String(error) };
    const { kind, message, status, code, summary, id, causes } = error;
    return { outcome: "error", kind, message, status, code, summary, id, causes };
  }
}

/** The response of the typed call. */
function call(method, one) {
  const names = Object.entries(one.path).map(([wire, text]) => [camel(wire), text]);
  const path = new Map(names);
  const given = method.parameters.map(({ name, type }) => {
    if (name === "options") return { headers: { "X-Replay-Case": `${one.n}` }, query: one.extra_query };
    if (name === "named") return named(type, one);
    if (name === "body") return body(type, one.body);
    return path.get(name) ?? "";
  });
  return okta[method.service][one.operation](...given).withResponse();
}

function named(type, one) {
  const texts = new Map(Object.entries(one.query).map(([wire, values]) => [camel(wire), values]));
  const given = {};
  for (const [name, of] of declarations.members(type)) {
    if (name === "body") {
      if (one.body !== null) given.body = body(of, one.body);
    } else if (texts.has(name)) {
      given[name] = argument(declarations.kind(of), texts.get(name));
    }
  }
  return given;
}

function argument(kind, texts) {
  if (kind === "list") return texts;
  if (kind === "number") return Number(texts[0] || "0");
  return kind === "boolean" ? texts[0].toLowerCase() === "true" : texts[0];
}

/** A body: the JSON value; of a file one byte, where the recording lost it. */
function body(type, text) {
  if (declarations.isUpload(type)) return new TextEncoder().encode(text ?? "x");
  if (text === null) return declarations.kind(type) === "list" ? [] : {};
  return declarations.kind(type) === "string" ? text : JSON.parse(text);
}

/** What a result holds, and how it goes back on the wire. */
function answer({ value }, { returned, of: [of, page] }) {
  if (typeof value === "string" || value instanceof Uint8Array) {
    const text = typeof value === "string" ? value : new TextDecoder().decode(value);
    return { document: null, text };
  }
  const found = { typed: [], extras: [], raw: [] };
  if (returned === "List" && page === undefined) declarations.lookThrough(of, value, "", found);
  else if (value !== undefined) declarations.look(page ?? of, value, "", found);
  return { document: value === undefined ? null : JSON.stringify(value), text: null, ...found };
}

/** The name of an argument: the wire name cut at what is no letter or digit, each further word with a capital. */
function camel(wire) {
  const [first, ...rest] = wire.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  return [first[0].toLowerCase() + first.slice(1), ...rest.map((word) => word[0].toUpperCase() + word.slice(1))].join("");
}
