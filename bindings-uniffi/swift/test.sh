#!/usr/bin/env bash
# Installs what Swift needs, builds and tests; ends with `N passed, N failed`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source bindings-uniffi/tests/servers.sh

main() {
    bindings-uniffi/swift/toolchain.sh --install
    bindings-uniffi/build.sh swift
    start_servers
    local log code=0
    log="$servers_folder/log"
    # More by hand: JSON_CASES="7 1000000" is another seed and number of documents. The file is where the toolchain sees it.
    export OKTANT_JSON_CASES="$PWD/bindings-uniffi/swift/build/json-cases"
    # shellcheck disable=SC2086
    cargo run --quiet -p oktant-uniffi --example json_cases -- ${JSON_CASES:-1 2000} >"$OKTANT_JSON_CASES"
    echo "building and testing with Swift"
    # The linker finds the engine's archive by this path.
    export LIBRARY_PATH="$PWD/bindings-uniffi/swift/build"
    cd bindings-uniffi/swift
    ./toolchain.sh swift test --quiet -Xswiftc -warnings-as-errors >"$log" 2>&1 || code=1
    grep -vE "^Test (Case|Suite) .* (passed|started)|^vector .* passed" "$log" || true
    count "$log" || code=1
    if [ "$(uname -s)" = Linux ]; then
        echo "comparing the public API with oktant.api"
        ./api.sh || code=1
    fi
    return "$code"
}

# Counts tests and vectors by their lines; a runner that did not finish is a failure.
count() {
    local last total failed
    last="$(grep -oE 'Executed [0-9]+ tests?, with [0-9]+ failures?' "$1" | tail -1)"
    total="$(grep -cE "^(Test Case '.*'|vector .*) (passed|failed)" "$1" || true)"
    failed="$(grep -cE "^(Test Case '.*'|vector .*) failed" "$1" || true)"
    if [ -z "$last" ] || [ "$total" = 0 ]; then
        total=$((total + 1)) failed=$((failed + 1))
    fi
    echo "$((total - failed)) passed, $failed failed"
    [ "$failed" = 0 ]
}

main
