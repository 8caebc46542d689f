#!/usr/bin/env bash
# Builds the Kotlin artefact, the simulator and Users.kt, and reads an org of 10,000 users in turn with each client: `bench.sh [ROUNDS]`.
set -euo pipefail
cd "$(dirname "$0")/../.."
readonly target="${CARGO_TARGET_DIR:-$PWD/target}" kotlin=bindings-uniffi/kotlin users=10000 token=00benchToken

main() {
    "$kotlin/install.sh"
    bindings-uniffi/build.sh kotlin
    cargo build --release --quiet -p oktant-simulator
    maven "$kotlin" package -DskipTests
    maven benches/kotlin compile dependency:build-classpath -Dmdep.outputFile=target/classpath
    # A limit that no client reaches: pacing is not what is measured.
    coproc simulator { exec "$target/release/oktant-simulator" --users "$users" --seed 42 --token "$token" --rate-limit 1000000000; }
    trap 'kill "$simulator_PID"' EXIT
    local line
    read -r line <&"${simulator[0]}"
    java -cp "benches/kotlin/target/classes:$(cat benches/kotlin/target/classpath)" \
        UsersKt "${line#listening on }" "$token" "$users" "${1:-16}"
}

# Without Kotlin's daemon, which would outlive this script.
maven() {
    mvn --batch-mode --no-transfer-progress --quiet -Dkotlin.compiler.daemon=false --file "$1/pom.xml" "${@:2}"
}

main "$@"
