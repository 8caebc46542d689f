#!/usr/bin/env bash
# Runs the Kotlin quickstart with the library of this tree: on a simulated org, or read-only on the org of OKTA_CLIENT_ORGURL.
set -euo pipefail
# In a log, cargo prints errors and warnings only.
[ -t 2 ] || export CARGO_TERM_QUIET=true
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
readonly token=00demoTokenOfTheSimulatedOrgDemoTokenOfIt0

main() {
    bindings-uniffi/kotlin/install.sh
    bindings-uniffi/build.sh kotlin >/dev/null
    echo "building the simulator (release) and the quickstart"
    cargo build --release -p oktant-simulator
    mvn --batch-mode --no-transfer-progress --quiet -Dkotlin.compiler.daemon=false -Dmaven.test.skip \
        --file bindings-uniffi/kotlin/tree.xml --projects :quickstart --also-make package
    echo "the same in Kotlin:"
    if [ -n "${OKTA_CLIENT_ORGURL:-}" ]; then
        echo "this is your own org: nothing is written"
        quickstart
    else
        start_simulator
        OKTA_CLIENT_ORGURL="$url" OKTA_CLIENT_TOKEN="$token" quickstart --write
    fi
}

quickstart() {
    java --class-path 'examples/kotlin/target/classes:examples/kotlin/target/lib/*' QuickstartKt "$@"
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
