#!/usr/bin/env bash
# Builds the npm package and starts a driver with it: `run.sh node|browser`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
if [ "$1" = browser ]; then
    CHROMIUM="$(bindings-wasm/npm/test/chromium.sh)"
    export CHROMIUM
fi
bindings-wasm/build.sh >&2
exec node "tests/faults/js/$1.mjs"
