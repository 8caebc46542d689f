#!/usr/bin/env bash
# Builds the npm package into npm/dist: the engine as WebAssembly, its glue and the TypeScript around it. A second run is quick.
set -euo pipefail
# In a log, cargo prints errors and warnings only.
[ -t 2 ] || export CARGO_TERM_QUIET=true
cd "$(dirname "$0")"
source tools/toolchain.sh

workspace="$(cargo locate-project --workspace --message-format plain)"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$(dirname "$workspace")/target}"
out="$CARGO_TARGET_DIR/oktant-wasm"

# Installing wasm-bindgen's own program takes five minutes, building this one takes two. Its version must be that of the crate.
bindgen_version="$(sed -n 's/^wasm-bindgen-cli-support = "=\(.*\)"/\1/p' tools/bindgen/Cargo.toml)"
bindgen="$cache/wasm-bindgen-$bindgen_version/oktant-wasm-bindgen"
if [ ! -x "$bindgen" ]; then
    echo "building the program of wasm-bindgen $bindgen_version (once, kept in $cache)"
    env -u RUSTC -u RUSTC_BOOTSTRAP cargo build --release --locked --manifest-path tools/bindgen/Cargo.toml \
        --target-dir "$CARGO_TARGET_DIR/oktant-wasm-bindgen"
    mkdir -p "$(dirname "$bindgen")"
    cp "$CARGO_TARGET_DIR/oktant-wasm-bindgen/release/oktant-wasm-bindgen" "$bindgen.$$" && mv "$bindgen.$$" "$bindgen"
fi

if [ ! -e npm/node_modules/.package-lock.json ] || [ npm/package-lock.json -nt npm/node_modules/.package-lock.json ]; then
    echo "installing npm packages into npm/node_modules"
    npm --prefix npm ci --no-audit --no-fund
fi

echo "building the engine as WebAssembly"
cargo build --locked -p oktant-wasm --profile wasm "${cargo_args[@]}"
wasm="$CARGO_TARGET_DIR/$target/wasm/oktant_wasm.wasm"
if [ ! -e "$out/oktant.wasm" ] || [ "$wasm" -nt "$out/oktant.wasm" ]; then
    echo "optimizing it"
    "$bindgen" "$wasm" "$out"
    # Inlining limits other than those of -Oz, control flow rebuilt, and for gzip repeated expressions left as they are, and similar
    # functions side by side: 4 % smaller.
    # Figures are in docs/size-wasm.md.
    node npm/node_modules/binaryen/bin/wasm-opt -aimfs 1 -ocimfs 8 -fimfs 1 -Oz --flatten --rereloop -Oz --gufa-optimizing -Oz \
        --skip-pass=local-cse --reorder-functions-by-name --strip-debug --strip-producers "$out/oktant_wasm_bg.wasm" -o "$out/oktant.wasm.new"
    mv "$out/oktant.wasm.new" "$out/oktant.wasm"
fi

rm -rf npm/dist
(cd npm && node node_modules/typescript-7/bin/tsc -p .)
# Where the source names a place in Okta's reference, the package has its address.
site="https://developer.okta.com/docs/api/openapi"
tag="$site/okta-management/management/tag"
sed -i.bak -E "s|Okta's reference: (\w+) (\w+)$|$tag/\1/#tag/\1/operation/\2|; s|Okta's reference: (\w+)$|$tag/\1/|" npm/dist/generated/services/*.d.ts
rm npm/dist/generated/services/*.bak
# A module of types alone leaves no JavaScript.
find npm/dist -name '*.js' ! -exec grep -qvE '^(export \{\};|//.*|)$' {} \; -exec rm -f {} {}.map \;
cp "$out/oktant.wasm" npm/dist/oktant.wasm
# npm packs no links.
cp ../LICENSE npm/LICENSE
cp npm/src/oktant.d.wasm.ts npm/dist/oktant.wasm.d.ts
cp npm/src/oktant.d.wasm.ts npm/dist/oktant.wasm.d.cts
node tools/inline.mjs npm/dist/oktant.wasm > npm/dist/wasm-deflated.js
# wasm-bindgen's glue is a module with one instance of the engine. As a function it makes another after a trap: see src/load.ts.
{
    echo "export function createGlue() {"
    sed -E 's/^export (class|function|async function) /\1 /; /^export \{/d' "$out/oktant_wasm.js"
    echo "return { Engine, services, methods, serviceHint, metadata, pageFetch, initSync, init: __wbg_init, module: () => wasmModule, isBroken: false };"
    echo "}"
} > npm/dist/glue.js
echo "npm/dist/oktant.wasm: $(wc -c < npm/dist/oktant.wasm) bytes, $(gzip -9c npm/dist/oktant.wasm | wc -c) after gzip"
