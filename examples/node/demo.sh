#!/bin/sh
# Runs the Node quickstart with the package of this tree.
set -eu
# In a log, cargo prints errors and warnings only.
[ -t 2 ] || export CARGO_TERM_QUIET=true
cd "$(dirname "$0")/../.."
bindings-wasm/build.sh > /dev/null
echo "building the simulator (release)"
cargo build --release -p oktant-simulator
# As `npm install oktant` would have it.
mkdir -p examples/node/node_modules
ln -sfn ../../../bindings-wasm/npm examples/node/node_modules/oktant
echo "the same in Node:"
exec node examples/node/demo.mjs "${CARGO_TARGET_DIR:-target}/release/oktant-simulator"
