#!/usr/bin/env bash
# Builds the Swift package, the simulator and bench/, and reads an org of 10,000 users in turn in each way: `bench.sh [ROUNDS]`.
# Ends with the memory that 1,000,000 users need, each way in a process of its own, and the size of a program.
set -euo pipefail
cd "$(dirname "$0")/../.."
readonly target="${CARGO_TARGET_DIR:-$PWD/target}" swift="$PWD/bindings-uniffi/swift"
. benches/org.sh

main() {
    "$swift/toolchain.sh" --install
    bindings-uniffi/build.sh swift
    cargo build --release --quiet -p oktant-simulator
    export LIBRARY_PATH="$swift/build"
    cd benches/swift/bench
    "$swift/toolchain.sh" swift build --quiet --configuration release
    with_org 10000 bench compare 10000 "${1:-16}"
    with_org 1000000 memory 1000000
    size
}

bench() {
    "$swift/toolchain.sh" .build/release/Bench "$1" "$url" "$token" "${@:2}"
}

memory() {
    local own floor
    own="$(bench memory "$1" oktant)"
    floor="$(bench memory "$1" floor)"
    printf '\n| %s users | MB of memory at most |\n| - | - |\n| oktant | %.1f |\n| floor | %.1f |\n' "$1" "$own" "$floor"
    python3 ../../emit.py swift "memory, 1,000,000 users" MB "$own" "URLSession + JSONSerialization" "$floor"
}

# The program of this benchmark, stripped.
size() {
    strip .build/release/Bench -o .build/stripped
    local megabytes
    megabytes="$(wc -c <.build/stripped | awk '{ print $1 / 1e6 }')"
    echo "the program of this benchmark, stripped: $megabytes MB"
    python3 ../../emit.py swift "a program, stripped" MB "$megabytes"
}

main "$@"
