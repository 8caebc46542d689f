#!/usr/bin/env bash
# Runs the Swift quickstart with the library of this tree: on a simulated org, or read-only on the org of OKTA_CLIENT_ORGURL.
set -euo pipefail
# In a log, cargo prints errors and warnings only.
[ -t 2 ] || export CARGO_TERM_QUIET=true
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
readonly token=00demoTokenOfTheSimulatedOrgDemoTokenOfIt0
readonly swift="$PWD/bindings-uniffi/swift" program="$PWD/examples/swift/quickstart"

main() {
    "$swift/toolchain.sh" --install
    bindings-uniffi/build.sh swift >/dev/null
    echo "building the simulator (release) and the quickstart"
    cargo build --release -p oktant-simulator
    # Swift before 6.2 finds the engine's archive by this path.
    (cd "$program" && LIBRARY_PATH="$swift/build" "$swift/toolchain.sh" swift build --quiet -c release)
    echo "the same in Swift:"
    if [ -n "${OKTA_CLIENT_ORGURL:-}" ]; then
        echo "this is your own org: nothing is written"
        quickstart
    else
        start_simulator
        OKTA_CLIENT_ORGURL="$url" OKTA_CLIENT_TOKEN="$token" quickstart --write
    fi
}

quickstart() {
    "$swift/toolchain.sh" "$program/.build/release/Quickstart" "$@"
}

# Starts the simulator, and stops it when this script ends. Sets url.
start_simulator() {
    exec {lines}< <(exec "${CARGO_TARGET_DIR:-target}/release/oktant-simulator" --port 0 --users 10000 --seed 42 --token "$token" --rate-limit 10000)
    trap 'kill "$simulator"' EXIT
    simulator=$!
    read -r line <&"$lines"
    url="${line##* }"
}

main
