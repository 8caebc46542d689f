// The public declarations are those in oktant.api: a change of them shows there in review. `UPDATE=1` rewrites the file.
import { readFileSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const npm = fileURLToPath(new URL("..", import.meta.url));
const dist = `${npm}dist`;
const file = `${npm}oktant.api`;
// What `package.json` exports: on web pages, on Node, and for tests. Its other conditions have the names of the first.
const entries = ["web", "node", "testing"];

const program = ts.createProgram(
    entries.map((entry) => `${dist}/${entry}.d.ts`),
    { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ESNext, types: [] },
);
const checker = program.getTypeChecker();
const printer = ts.createPrinter({ removeComments: true });

const found = dump().join("\n") + "\n";
if (process.env.UPDATE) writeFileSync(file, found);
const [lines, expected] = [found, readFileSync(file, "utf8")].map((text) => text.split("\n"));
const at = lines.findIndex((line, index) => line !== expected[index]);
if (at >= 0 || lines.length !== expected.length) {
    const from = at < 0 ? lines.length - 1 : at;
    console.log(`oktant.api, from line ${from + 1} on (\`make api LANGUAGE=wasm\` rewrites it):`);
    for (const line of expected.slice(from, from + 5)) console.log(`- ${line}`);
    for (const line of lines.slice(from, from + 5)) console.log(`+ ${line}`);
    process.exit(1);
}

/** A line for each module with the names that it exports by hand, then all declarations, each with `export` if a module exports it. */
function dump() {
    const modules = [];
    const declarations = new Map();
    for (const entry of entries) {
        const module = checker.getSymbolAtLocation(program.getSourceFile(`${dist}/${entry}.d.ts`));
        const exported = checker.getExportsOfModule(module);
        const written = exported.filter((symbol) => !isGenerated(resolved(symbol).declarations[0]));
        modules.push(`module ${entry}: ${written.map((symbol) => symbol.name).sort().join(", ")}`);
        for (const declaration of exported.flatMap((symbol) => resolved(symbol).declarations)) {
            for (const part of withBases(declaration)) declarations.set(part, "export ");
        }
    }
    const generated = program.getSourceFiles().filter(isGenerated).flatMap((source) => source.statements);
    for (const statement of generated.filter((statement) => statement.name && !declarations.has(statement))) {
        declarations.set(statement, "");
    }
    const blocks = [...declarations].map(([declaration, how]) => `${moduleOf(declaration)}: ${how}${text(declaration)}`);
    return [...modules, ...blocks.sort()].join("\n").split("\n");
}

function resolved(symbol) {
    return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** A declaration, and the classes and interfaces of ours that it extends. */
function withBases(declaration) {
    const types = (declaration.heritageClauses ?? []).flatMap((clause) => clause.types);
    const bases = types.flatMap((base) => checker.getTypeAtLocation(base).symbol?.declarations ?? []);
    return [declaration, ...bases.filter((base) => base.getSourceFile().fileName.startsWith(dist)).flatMap(withBases)];
}

/** A declaration without comments, and without private members. */
function text(declaration) {
    const { transformed } = ts.transform(declaration, [
        (context) => (root) => ts.visitEachChild(root, (node) => (isPrivate(node) ? undefined : node), context),
    ]);
    const printed = printer.printNode(ts.EmitHint.Unspecified, transformed[0], declaration.getSourceFile());
    return printed.replace(/^export (declare )?/, "");
}

function isPrivate(node) {
    if (!ts.isClassElement(node)) return false;
    const isMarked = ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword);
    return isMarked || (node.name !== undefined && ts.isPrivateIdentifier(node.name));
}

function isGenerated(node) {
    return node.getSourceFile().fileName.startsWith(`${dist}/generated/`);
}

function moduleOf(declaration) {
    return relative(dist, declaration.getSourceFile().fileName).replace(/\.d\.ts$/, "");
}
