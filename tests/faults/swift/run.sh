#!/usr/bin/env bash
# Builds the Swift package and starts the driver among its tests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
bindings-uniffi/swift/toolchain.sh --install >&2
bindings-uniffi/build.sh swift >&2
# The linker finds the engine's archive by this path.
export LIBRARY_PATH="$PWD/bindings-uniffi/swift/build"
cd bindings-uniffi/swift
./toolchain.sh swift build --quiet --product OktantFaults >&2
exec ./toolchain.sh .build/debug/OktantFaults
