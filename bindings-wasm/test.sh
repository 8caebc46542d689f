#!/usr/bin/env bash
# Builds the package, checks its types, runs its suite and the vectors in Node and in Chromium, and installs what is missing.
# The last lines are `node: N passed, N failed` and `chromium: N passed, N failed`. `test.sh consumers`
# runs the packed package in bundlers and frameworks instead.
set -euo pipefail
# In a log, cargo prints errors and warnings only.
[ -t 2 ] || export CARGO_TERM_QUIET=true
cd "$(dirname "$0")"

CHROMIUM="$(npm/test/chromium.sh)"

./build.sh
workspace="$(dirname "$(cargo locate-project --workspace --message-format plain)")"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$workspace/target}"
echo "building the simulator"
cargo build --locked -p oktant-simulator
export OKTANT_SIMULATOR="$CARGO_TARGET_DIR/debug/oktant-simulator" CHROMIUM

if [ "${1:-}" = consumers ]; then
    exec node npm/test/hosts/run.mjs consumers
fi

code=0
echo "checking types with each TypeScript"
node npm/test/types/run.mjs || code=1

echo "comparing the public declarations with oktant.api"
node npm/test/api.mjs || code=1

echo "running the suite and the vectors in Node"
output="$(node --test --test-reporter=tap npm/test/node.test.mjs)" || code=1
if [ "$code" != 0 ]; then echo "$output" | grep -A 12 '^ *not ok' || echo "$output"; fi
count() { echo "$output" | sed -n "s/^# $1 //p"; }
passed="$(count pass)" failed="$(($(count fail) + $(count cancelled)))"

if [ -n "$CHROMIUM" ]; then
    echo "running the suite and the vectors in Chromium"
    page="$(node npm/test/chromium.mjs)" || code=1
else
    page="there is no Chromium: install it (apt-get install chromium), or name one in CHROMIUM"$'\n'"chromium: 0 passed, 1 failed"
    code=1
fi
if [ "$(echo "$page" | wc -l)" -gt 1 ]; then echo "$page" | sed '$d'; fi
echo "running the packed package in its hosts"
node npm/test/hosts/run.mjs || code=1
echo "node: ${passed:-0} passed, ${failed:-1} failed"
echo "$page" | tail -n 1
exit "$code"
