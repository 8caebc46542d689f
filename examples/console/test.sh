#!/usr/bin/env bash
# Checks the page's types, builds it, compares that with what the simulator has, and runs the suite in Chromium. The last line is
# `chromium: N passed, N failed`. `test.sh screenshots` takes the pictures of docs/images instead.
set -euo pipefail
# In a log, cargo prints errors and warnings only.
[ -t 2 ] || export CARGO_TERM_QUIET=true
cd "$(dirname "$0")"

CHROMIUM="$(../../bindings-wasm/npm/test/chromium.sh)"
./build.sh "${CARGO_TARGET_DIR:-../../target}/console"
build="$(cd "${CARGO_TARGET_DIR:-../../target}/console" && pwd)"
CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$(cd ../../target && pwd)}"
echo "building the simulator"
cargo build --locked -p oktant-simulator
export CHROMIUM OKTANT_SIMULATOR="$CARGO_TARGET_DIR/debug/oktant-simulator"

if [ "${1:-}" = screenshots ]; then
    mkdir -p ../../docs/images
    exec node test/screenshots.mjs ../../docs/images "$build"
fi

for file in app.css app.js icon.svg index.html; do
    if ! cmp "$build/$file" "../../simulator/console/$file"; then
        echo "the simulator has an older page: run examples/console/build.sh"$'\n'"chromium: 0 passed, 1 failed"
        exit 1
    fi
done
# They depend on the compiler and on every change of the core. The suite runs with those of this clone.
for file in glue.js oktant.wasm; do
    cmp -s "$build/$file" "../../simulator/console/$file" ||
        echo "the simulator has an earlier $file: before a release, run examples/console/build.sh"
done
echo "running the console in Chromium"
node test/run.mjs "$build"
