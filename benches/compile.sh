#!/usr/bin/env bash
# How long the models take to compile, without dependencies: all areas in debug and release, and one area alone.
# The first build of each form is not counted; then only core is built again.
set -euo pipefail
cd "$(dirname "$0")/.."
measure() {
    local name=$1
    shift
    cargo build -q -p oktant-core "$@"
    touch core/src/lib.rs
    local start end
    start=$(date +%s.%N)
    cargo build -q -p oktant-core "$@"
    end=$(date +%s.%N)
    printf '%-24s %5.1f s\n' "$name" "$(awk "BEGIN { print $end - $start }")"
}
measure "all areas, debug" --features full
measure "all areas, release" --features full --release
measure "one area, debug" --features users
measure "one area, release" --features users --release
