#!/usr/bin/env bash
# Builds the Swift package and starts the runner with it: `run.sh URL CASES ANSWERS`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
root="$PWD"
bindings-uniffi/swift/toolchain.sh --install >&2
bindings-uniffi/build.sh swift >&2
export LIBRARY_PATH="$root/bindings-uniffi/swift/build"
cd tests/replay/swift
"$root/bindings-uniffi/swift/toolchain.sh" swift build --quiet >&2
# The files of a replay are in a folder that the toolchain's own root does not have.
exec .build/debug/Replay "$@"
