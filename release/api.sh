#!/usr/bin/env bash
# Writes the public API of each language anew, or of those that are named: `api.sh rust|python|wasm|kotlin|swift...`. Builds what it needs.
set -euo pipefail
cd "$(dirname "$0")/.."
export UPDATE=1

api() {
    case "$1" in
        rust) cargo test --quiet -p oktant-e2e --test api ;;
        python) bindings-python/test.sh bindings-python/tests/test_api.py ;;
        wasm) bindings-wasm/build.sh && node bindings-wasm/npm/test/api.mjs ;;
        kotlin)
            bindings-uniffi/kotlin/install.sh && bindings-uniffi/build.sh kotlin
            mvn --batch-mode --no-transfer-progress --quiet -Dkotlin.compiler.daemon=false -Dit.test=ApiTest \
                --file bindings-uniffi/kotlin/pom.xml verify
            ;;
        swift) bindings-uniffi/swift/toolchain.sh --install && bindings-uniffi/build.sh swift && bindings-uniffi/swift/api.sh ;;
        *) echo "no API of $1" >&2 && exit 1 ;;
    esac
}

[ $# -gt 0 ] || set -- rust python wasm kotlin swift
for language in "$@"; do
    echo "the public API in $language"
    api "$language"
done
git --no-pager diff --stat -- '*.api'
