#!/bin/sh
# Builds the npm package and starts the runner with it.
set -eu
cd "$(dirname "$0")/../../.."
bindings-wasm/build.sh >&2
exec node tests/replay/node/runner.mjs "$@"
