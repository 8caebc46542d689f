#!/usr/bin/env bash
# TypeScript 5.9.3, 6.0.3 and 7.0.2 agree: a union has cases with the tags "duck" and "dog" and one for tags to come. If that one's tag is
# `string & {}`, the form with which editors complete open sets of strings, or a branded string, `kind === "duck"` no longer narrows to the
# duck: such a tag counts as comparable with every literal. With a template literal, a branded literal or an enum as its tag it does.
# Lines on which the duck's own property is an error, seen with each version:
#   6 (string & {})  8 (branded string)
set -euo pipefail
cd "$(mktemp -d)" && trap 'rm -rf "$PWD"' EXIT
npm init -y >/dev/null
npm install --silent --no-audit --no-fund five@npm:typescript@5.9.3 six@npm:typescript@6.0.3 seven@npm:typescript@7.0.2
cat >tags.ts <<'TS'
interface Duck { kind: "duck"; quacks: number }
interface Dog { kind: "dog"; barks: number }
type Animal<Tag> = Duck | Dog | { kind: Tag; other: unknown };

declare const open: Animal<string & {}>;
if (open.kind === "duck") open.quacks;
declare const branded: Animal<string & { readonly brand: unique symbol }>;
if (branded.kind === "duck") branded.quacks;
declare const template: Animal<`${string} (unknown)`>;
if (template.kind === "duck") template.quacks;
declare const literal: Animal<"other" & { readonly brand: 1 }>;
if (literal.kind === "duck") literal.quacks;
enum Other { Kind = "other" }
declare const member: Animal<Other>;
if (member.kind === "duck") member.quacks;
TS
cat >tsconfig.json <<'JSON'
{ "compilerOptions": { "strict": true, "noEmit": true, "types": [] }, "files": ["tags.ts"] }
JSON
lines() { { node "node_modules/$1/bin/tsc" -p . || true; } | sed -n 's/^tags.ts(\([0-9]*\),.*TS2339.*/\1/p' | sort -u | xargs; }
output="$(for version in five six seven; do lines "$version"; done)"
echo "$output"
diff <(echo "$output") - <<'SEEN'
6 8
6 8
6 8
SEEN
