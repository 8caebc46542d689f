#!/usr/bin/env bash
# Builds the engine for Apple's platforms on a Mac with Xcode and rustup: `xcframework.sh [macos] [ios] [simulator]`, all by default.
# It has not been run yet: the tests only check, on Linux, that Rust has its targets and that its versions are those of the manifests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly out=bindings-uniffi/swift/build
readonly built="${CARGO_TARGET_DIR:-$PWD/target}"
export MACOSX_DEPLOYMENT_TARGET=13.0 IPHONEOS_DEPLOYMENT_TARGET=16.0

main() {
    local slice work arguments=()
    work="$(mktemp -d)"
    trap "rm -rf '$work'" EXIT
    [ $# -gt 0 ] || set -- macos ios simulator
    # In a folder of its own, so that other frameworks may have a module map as well.
    mkdir "$work/include"
    cp -R bindings-uniffi/swift/Sources/OktantFFI "$work/include/OktantFFI"
    for slice in "$@"; do
        build "$slice" "$work/$slice"
        arguments+=(-library "$work/$slice/liboktant_uniffi.a" -headers "$work/include")
    done
    rm -rf "$out/OktantFFI.xcframework"
    xcodebuild -create-xcframework "${arguments[@]}" -output "$out/OktantFFI.xcframework"
}

# Builds the library of a slice, for all of its machines, into a folder.
build() {
    local target libraries=()
    for target in $(targets "$1"); do
        rustup target add "$target"
        cargo rustc --locked --profile uniffi-library -p oktant-uniffi --lib --crate-type staticlib --target "$target"
        libraries+=("$built/$target/uniffi-library/liboktant_uniffi.a")
    done
    mkdir "$2"
    lipo -create "${libraries[@]}" -output "$2/liboktant_uniffi.a"
}

targets() {
    case "$1" in
        macos) echo aarch64-apple-darwin x86_64-apple-darwin ;;
        ios) echo aarch64-apple-ios ;;
        simulator) echo aarch64-apple-ios-sim x86_64-apple-ios ;;
        *) echo "no slice is named $1" >&2 && exit 1 ;;
    esac
}

main "$@"
