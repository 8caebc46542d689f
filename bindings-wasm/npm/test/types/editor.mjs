// What an editor completes: documented values of open sets, services, methods, named arguments.
import ts from "typescript";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const file = fileURLToPath(new URL("editor.ts", import.meta.url));
const before = 'import { Client, type UserStatus } from "oktant";\nconst okta = new Client();\n';
const config = ts.readConfigFile(join(file, "../tsconfig.json"), ts.sys.readFile).config;
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(file, ".."));
let text = "";
let version = 0;
const service = ts.createLanguageService({
  fileExists: ts.sys.fileExists,
  readFile: ts.sys.readFile,
  readDirectory: ts.sys.readDirectory,
  directoryExists: ts.sys.directoryExists,
  getDirectories: ts.sys.getDirectories,
  useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
  getCompilationSettings: () => options,
  getScriptFileNames: () => [file],
  getScriptVersion: (path) => (path === file ? String(version) : "0"),
  getScriptSnapshot(path) {
    if (path === file) return ts.ScriptSnapshot.fromString(text);
    return ts.sys.fileExists(path) ? ts.ScriptSnapshot.fromString(readFileSync(path, "utf8")) : undefined;
  },
  getCurrentDirectory: () => join(file, ".."),
  getDefaultLibFileName: ts.getDefaultLibFilePath,
});

/** Names that are completed where the text has a bar. */
function completions(code) {
  const [head, tail] = code.split("|");
  text = before + head + tail;
  version += 1;
  const found = service.getCompletionsAtPosition(file, before.length + head.length, {});
  return new Set(found?.entries.map((entry) => entry.name));
}

/** Expectations that are not met. */
export function unmet() {
  const expected = [
    ['const status: UserStatus = "|";', "ACTIVE"],
    ['okta.users.createUser({ profile: {} }, { nextLogin: "|" });', "changePassword"],
    ['okta.policies.listPolicies({ type: "|" });', "OKTA_SIGN_ON"],
    ['okta.networkZones.createNetworkZone({ type: "|" });', "DYNAMIC_V2"],
    ["okta.|;", "users"],
    ["okta.users.|;", "listUsers"],
    ["okta.users.listUsers({ | });", "search"],
    ["okta.users.createUser({ profile: { | } });", "firstName"],
  ];
  return expected.filter(([code, name]) => !completions(code).has(name)).map(([code, name]) => `${name} in ${code}`);
}
