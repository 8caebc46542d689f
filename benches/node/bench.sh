#!/bin/sh
# Builds the npm package and the simulator and runs bench.mjs: `bench.sh [DIST]`, where DIST is the folder `dist` of another build.
set -eu
cd "$(dirname "$0")/../.."
bindings-wasm/build.sh
cargo build --release --quiet -p oktant-simulator
exec node benches/node/bench.mjs "${CARGO_TARGET_DIR:-$PWD/target}/release/oktant-simulator" "$@"
