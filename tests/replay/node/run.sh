#!/usr/bin/env bash
# Builds the npm package and starts the runner with it: `run.sh node|browser URL CASES ANSWERS`.
set -euo pipefail
cd "$(dirname "$0")/../../.."
if [ "$1" = browser ]; then
    CHROMIUM="$(bindings-wasm/npm/test/chromium.sh)"
    export CHROMIUM
fi
bindings-wasm/build.sh >&2
exec node tests/replay/node/runner.mjs "$@"
