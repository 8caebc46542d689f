// Names: the services and methods that a client has are the declared ones, and no name of the package hides a model's.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "oktant";

/** The names that are declared and missing, or there and not declared. */
export function differences(dist) {
  const read = (path) => readFileSync(join(dist, "generated", path), "utf8");
  const named = (text, pattern) => [...text.matchAll(pattern)].map(([, ...names]) => names);
  const services = read("services.d.ts");
  const files = new Map(named(services, /import type \{ (\w+) \} from "\.\/(services\/\w+)\.js"/g));
  const okta = new Client({ orgUrl: "https://example.okta.com", token: "t" });
  const found = [];
  const members = named(services, /readonly (\w+): (\w+Service);/g);
  for (const [service, type] of members) {
    const declared = named(read(`${files.get(type)}.d.ts`), /^ {4}(\w+)\(/gm).map(([name]) => name);
    const there = Object.keys(okta[service] ?? {});
    found.push(...declared.filter((name) => !there.includes(name)).map((name) => `${service}.${name} is missing`));
    found.push(...there.filter((name) => !declared.includes(name)).map((name) => `${service}.${name} is not declared`));
    if (declared.length === 0) found.push(`${service} declares nothing`);
  }
  if (members.length === 0) found.push("no service is declared");
  return found;
}

/** Models that cannot be imported, because the package exports something else by their name. */
export function hidden(dist) {
  const read = (path) => readFileSync(join(dist, path), "utf8");
  const exported = [...read("index.d.ts").matchAll(/^export (?:type )?\{(.+?)\} from "(.+)"/gm)];
  const own = exported.flatMap(([, names]) => names.split(",").map((name) => name.trim().replace(/^type /, "").replace(/^.* as /, "")));
  const files = [...read("generated/models.d.ts").matchAll(/from "\.\/(.+)\.js"/g)].map(([, path]) => read(`generated/${path}.d.ts`));
  const models = new Set(files.flatMap((text) => [...text.matchAll(/^export (?:type|interface) (\w+)/gm)].map(([, name]) => name)));
  if (own.length === 0 || models.size === 0) return ["no names were found"];
  return own.filter((name) => models.has(name)).map((name) => `${name} hides the model of that name`);
}
