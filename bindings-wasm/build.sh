#!/usr/bin/env bash
# Builds the npm package: engine as WebAssembly, its glue, the TypeScript around it. Into npm/dist. A second run is quick.
set -euo pipefail
cd "$(dirname "$0")"
source tools/toolchain.sh

workspace="$(cargo locate-project --workspace --message-format plain)"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$(dirname "$workspace")/target}"
out="$CARGO_TARGET_DIR/oktant-wasm"

# wasm-bindgen's own program takes five minutes to install, this one two. It must be of the crate's version.
bindgen_version="$(sed -n 's/^wasm-bindgen-cli-support = "=\(.*\)"/\1/p' tools/bindgen/Cargo.toml)"
bindgen="$cache/wasm-bindgen-$bindgen_version/oktant-wasm-bindgen"
if [ ! -x "$bindgen" ]; then
    env -u RUSTC -u RUSTC_BOOTSTRAP cargo build --release --locked --manifest-path tools/bindgen/Cargo.toml \
        --target-dir "$CARGO_TARGET_DIR/oktant-wasm-bindgen"
    mkdir -p "$(dirname "$bindgen")"
    cp "$CARGO_TARGET_DIR/oktant-wasm-bindgen/release/oktant-wasm-bindgen" "$bindgen.$$" && mv "$bindgen.$$" "$bindgen"
fi

if [ ! -e npm/node_modules/.package-lock.json ] || [ npm/package-lock.json -nt npm/node_modules/.package-lock.json ]; then
    npm --prefix npm ci --no-audit --no-fund
fi

cargo build --locked -p oktant-wasm --profile wasm "${cargo_args[@]}"
wasm="$CARGO_TARGET_DIR/$target/wasm/oktant_wasm.wasm"
if [ ! -e "$out/oktant.wasm" ] || [ "$wasm" -nt "$out/oktant.wasm" ]; then
    "$bindgen" "$wasm" "$out"
    # Other sizes of functions that are worth inlining than -Oz has, branches found anew, and what is alike side by side for
    # gzip: 4 % less. Figures: docs/size-wasm.md.
    node npm/node_modules/binaryen/bin/wasm-opt -aimfs 1 -ocimfs 8 -fimfs 1 -Oz --flatten --rereloop -Oz \
        --reorder-functions-by-name --strip-debug --strip-producers "$out/oktant_wasm_bg.wasm" -o "$out/oktant.wasm.new"
    mv "$out/oktant.wasm.new" "$out/oktant.wasm"
fi

rm -rf npm/dist
(cd npm && node_modules/.bin/tsc -p .)
cp "$out/oktant.wasm" npm/dist/oktant.wasm
# The glue runs futures by this name: see src/watch.ts.
{ echo 'import { queueMicrotask } from "./watch.js";' && cat "$out/oktant_wasm.js"; } > npm/dist/glue.js
echo "npm/dist/oktant.wasm: $(wc -c < npm/dist/oktant.wasm) bytes, $(gzip -9c npm/dist/oktant.wasm | wc -c) after gzip"
