#!/usr/bin/env bash
# Builds the Kotlin artefact, the simulator and Users.kt, and reads an org of 10,000 users in turn with each client: `bench.sh [ROUNDS]`.
# Ends with the memory that 1,000,000 users need, each way in a process of its own.
set -euo pipefail
cd "$(dirname "$0")/../.."
readonly target="${CARGO_TARGET_DIR:-$PWD/target}" kotlin=bindings-uniffi/kotlin
. benches/org.sh
# The least heap that both work with: otherwise a JVM takes a part of what the machine has.
readonly small=(-XX:+UseSerialGC -Xmx32m)

main() {
    "$kotlin/install.sh"
    bindings-uniffi/build.sh kotlin
    cargo build --release --quiet -p oktant-simulator
    maven "$kotlin" package -DskipTests
    maven benches/kotlin compile dependency:build-classpath -Dmdep.outputFile=target/classpath
    with_org 10000 users 10000 "${1:-16}"
    with_org 1000000 memory 1000000
}

# Without Kotlin's daemon, which would outlive this script.
maven() {
    mvn --batch-mode --no-transfer-progress --quiet -Dkotlin.compiler.daemon=false --file "$1/pom.xml" "${@:2}"
}

users() {
    java "${options[@]}" -cp "benches/kotlin/target/classes:$(cat benches/kotlin/target/classpath)" UsersKt "$url" "$token" "$@"
}

memory() {
    local options=("${small[@]}") own floor
    own="$(users "$1" oktant)"
    floor="$(users "$1" floor)"
    printf '\n| %s users | MB of memory at most |\n| - | - |\n| oktant | %.0f |\n| floor | %.0f |\n' "$1" "$own" "$floor"
    python3 benches/emit.py kotlin "memory, 1,000,000 users" MB "$own" "OkHttp + kotlinx JsonElement" "$floor"
}

options=()
main "$@"
