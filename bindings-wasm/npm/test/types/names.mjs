// The services and methods that a client has and those that are declared.
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
