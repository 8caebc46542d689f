#!/bin/sh
# Builds the npm package and the simulator, installs what package.json names into the cache, and runs bench.mjs: `bench.sh [DIST]`, where
# DIST is the folder `dist` of another build.
set -eu
cd "$(dirname "$0")/../.."
bindings-wasm/build.sh
cargo build --release --quiet -p oktant-simulator
modules="${XDG_CACHE_HOME:-$HOME/.cache}/oktant/benches-node"
mkdir -p "$modules"
cp benches/node/package.json "$modules/"
npm install --silent --no-audit --no-fund --prefix "$modules"
exec node benches/node/bench.mjs "${CARGO_TARGET_DIR:-$PWD/target}/release/oktant-simulator" "$modules" "$@"
