// What is read can be sent back: a use of every pair of operations of which one reads what the other replaces or updates.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** What is read at the path of these is not what they take. */
const OTHERS = [
  // A list is read, one of its items is created.
  "createCustomDomain", "createEmailServer",
  // A feature is read, its capabilities are replaced.
  "updateFeatureForApplication",
  // One stream or a list of them is read.
  "createSsfStream", "replaceSsfStream",
];

/** The service that a file declares, and its operations with their methods and paths. */
function declared(path) {
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  const service = file.statements.find((statement) => ts.isInterfaceDeclaration(statement) && statement.name.text.endsWith("Service"));
  const operations = service.members.map((member) => {
    const [, method, path] = /`([A-Z]+) (\S+)`/.exec(ts.getTextOfJSDocComment(ts.getJSDocCommentsAndTags(member)[0].comment));
    const parameters = member.parameters.map(({ name }) => name.text);
    return { name: member.name.text, method, path, parameters, isList: member.type.typeName.text === "List" };
  });
  return [service.name.text, operations];
}

/** The uses as a module. */
export function roundTrips(dist) {
  const folder = join(dist, "generated/services");
  const services = new Map(readdirSync(folder).filter((name) => name.endsWith(".d.ts")).map((name) => declared(join(folder, name))));
  const uses = [];
  for (const [, service, type] of readFileSync(join(dist, "generated/services.d.ts"), "utf8").matchAll(/readonly (\w+): (\w+Service);/g)) {
    const operations = services.get(type);
    for (const write of operations.filter(({ method }) => method === "PUT" || method === "POST")) {
      const paths = write.path.split("{").length - 1;
      const body = write.parameters[paths];
      const read = operations.find(({ method, path, isList }) => method === "GET" && !isList && path === write.path);
      if (read === undefined || OTHERS.includes(write.name) || (body !== "body" && body !== "named")) continue;
      const args = (value) => [...Array(paths).fill('"id"'), body === "body" ? value : `{ body: ${value} }`].join(", ");
      uses.push(
        `export async function ${service}_${write.name}(okta: Client, value: Awaited<ReturnType<Client["${service}"]["${read.name}"]>>): Promise<void> {`,
        `  await okta.${service}.${write.name}(${args("value")});`,
        `  await okta.${service}.${write.name}(${args("{ ...value }")});`,
        "}",
      );
    }
  }
  if (uses.length === 0) throw new Error("no pair of operations was found");
  return `import type { Client } from "oktant";\n${uses.join("\n")}\n`;
}
