#!/usr/bin/env bash
# Deno 2.9.6: the condition `deno` of a package's exports holds for `import`, not for `require` (createRequire, and CommonJS modules), which
# takes `node`. A package with an entry of its own for Deno is loaded twice by a program that does both, unless both entries share a module.
# Bun 1.4.5 applies its condition `bun` to both, Node 20 its `node`. Seen:
#   deno: import deno.js, require node.js
#   bun: import bun.js, require bun.js
#   node: import node.js, require node.js
set -euo pipefail
cd "$(mktemp -d)" && trap 'rm -rf "$PWD"' EXIT
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts deno@2.9.6 bun@1.4.5
mkdir node_modules/entries
cat >node_modules/entries/package.json <<'JSON'
{ "name": "entries", "version": "1.0.0", "exports": { "deno": "./deno.js", "bun": "./bun.js", "node": "./node.js", "default": "./default.js" } }
JSON
for name in deno bun node default; do echo "module.exports = '$name.js';" >"node_modules/entries/$name.js"; done
cat >both.mjs <<'JS'
import { createRequire } from "node:module";
import entry from "entries";
console.log(`import ${entry}, require ${createRequire(import.meta.url)("entries")}`);
JS
deno="$(ls node_modules/@deno/*/deno)" bun="$(ls node_modules/@oven/*/bin/bun | head -n 1)"
output="$(
    echo "deno: $("$deno" run --quiet --node-modules-dir=manual --allow-read --allow-env both.mjs)"
    echo "bun: $("$bun" both.mjs)"
    echo "node: $(node both.mjs)"
)"
echo "$output"
diff <(echo "$output") - <<'SEEN'
deno: import deno.js, require node.js
bun: import bun.js, require bun.js
node: import node.js, require node.js
SEEN
