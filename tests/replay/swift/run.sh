#!/usr/bin/env bash
# Builds the Swift package and starts the runner with it: `run.sh URL CASES ANSWERS`.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)"
cd "$root"
bindings-uniffi/swift/toolchain.sh --install >&2
bindings-uniffi/build.sh swift >&2
export LIBRARY_PATH="$root/bindings-uniffi/swift/build"
cd tests/replay/swift/runner
"$root/bindings-uniffi/swift/toolchain.sh" swift build --quiet >&2
# Of this machine, the toolchain may see no files but the checkout's.
folder="$(mktemp -d -p "$PWD/.build")"
trap 'rm -rf "$folder"' EXIT
cp "$2" "$folder/cases"
"$root/bindings-uniffi/swift/toolchain.sh" .build/debug/Replay "$1" "$folder/cases" "$folder/answers"
cp "$folder/answers" "$3"
