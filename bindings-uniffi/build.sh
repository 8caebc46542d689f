#!/usr/bin/env bash
# Builds the engine's library and generates its Kotlin or Swift bindings: `build.sh kotlin|swift [profile]`.
# The bindings are never committed: they fit the library of the same build only, and check that when they load it.
set -euo pipefail
# In a log, cargo prints errors and warnings only.
[ -t 2 ] || export CARGO_TERM_QUIET=true
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly language="$1" profile="${2:-uniffi-library}"
readonly cache="${XDG_CACHE_HOME:-$HOME/.cache}/oktant"
readonly target="${CARGO_TARGET_DIR:-$PWD/target}"
readonly built="$target/${profile/#dev/debug}"
readonly engine="$target/uniffi/$language"

main() {
    echo "building the engine's library for $language"
    cargo build --profile "$profile" -p oktant-uniffi
    mkdir -p "$engine"
    # The generator reads metadata that the profile `uniffi-library` strips.
    cargo build -p oktant-uniffi
    local generator
    generator="$(generator)"
    # The generator finds uniffi.toml only inside the package.
    (cd bindings-uniffi && "$generator" generate "$target/debug/$(library)" \
        --language "$language" --no-format --out-dir "$engine")
    "place_$language"
}

# The generator takes minutes to build: it is cached with the other tools, by its version.
generator() {
    local version cached
    version="$(grep -A1 '^name = "uniffi"$' Cargo.lock | sed -n 's/version = "\(.*\)"/\1/p')"
    cached="$cache/uniffi-bindgen-$version"
    if [ ! -x "$cached" ]; then
        echo "building uniffi-bindgen $version (once, cached in $cache)" >&2
        cargo build -p oktant-uniffi --features bindgen --bin uniffi-bindgen >&2
        mkdir -p "$cache"
        cp "$target/debug/uniffi-bindgen" "$cached.$$"
        mv "$cached.$$" "$cached"
    fi
    echo "$cached"
}

# Kotlin: makes all declarations internal, so that users see the API alone, lets structures share memory (NativeMemory.kt), makes
# half a surrogate pair U+FFFD instead of an exception, and puts the library where JNA looks for it.
place_kotlin() {
    local place=bindings-uniffi/kotlin/build/engine
    rm -rf "$place"
    mkdir -p "$place/kotlin" "$place/resources/$(jna_platform)"
    sed -E -e 's/^@file:Suppress\(.*\)$/@file:Suppress("warnings")/' \
        -e 's/^(public |internal )?((open |data |sealed |abstract |inline )*(class|interface|object|enum class|fun|val|const val)[ <])/internal \2/' \
        -e 's#^( *\*/) fun #\1 internal fun #' \
        -e 's/^    var status = UniffiRustCallStatus\(\)$/    val status = CallStatuses.take()/' \
        -e 's/^    (uniffiCheckCallStatus\(errorHandler, status\))$/    if (CallStatuses.failed(status)) \1 else CallStatuses.giveBack(status)/' \
        -e 's/^internal open class RustBuffer : Structure\(\) \{$/&\n    override fun autoAllocate(size: Int) = StructureMemory.take(size.toLong())\n/' \
        -e 's/^( *onMalformedInput\(CodingErrorAction\.)REPORT\)$/\1REPLACE).replaceWith(byteArrayOf(-17, -65, -67))/' \
        "$engine/dev/oktant/engine/oktant_uniffi.kt" >"$place/kotlin/Engine.kt"
    # What another version of UniFFI words differently would be slow, and no test would notice.
    [ "$(grep -cE 'CallStatuses\.(take|failed)|StructureMemory\.take|replaceWith\(byteArrayOf' "$place/kotlin/Engine.kt")" = 4 ]
    cp "$built/$(library)" "$place/resources/$(jna_platform)/"
}

# Swift: the engine's two modules beside ours, and what they link: an XCFramework on a Mac, an artifact bundle on Linux, where Swift before
# 6.2 needs the archive by itself.
place_swift() {
    local swift=bindings-uniffi/swift archive="$engine/liboktant_uniffi.a"
    mkdir -p "$swift/Sources/OktantEngine" "$swift/Sources/OktantFFI" "$swift/build"
    replace "$engine/OktantEngine.swift" "$swift/Sources/OktantEngine/OktantEngine.swift"
    replace "$engine/OktantFFI.h" "$swift/Sources/OktantFFI/OktantFFI.h"
    if [ "$(uname -s)" = Darwin ]; then
        "$swift/xcframework.sh" macos
    else
        bindings-uniffi/prelink.sh "$built/liboktant_uniffi.a" "$engine/OktantFFI.h" "$archive"
        replace "$archive" "$swift/build/liboktant_uniffi.a"
        python3 bindings-uniffi/package/bundle.py "$swift/build/OktantFFI.artifactbundle" "$(uname -m)=$archive"
    fi
}

# Copies a file if it has changed, so that nothing is built twice.
replace() {
    cmp -s "$1" "$2" || cp "$1" "$2"
}

library() {
    case "$(uname -s)" in
        Darwin) echo liboktant_uniffi.dylib ;;
        *) echo liboktant_uniffi.so ;;
    esac
}

jna_platform() {
    local machine
    machine="$(uname -m | sed 's/x86_64/x86-64/; s/arm64/aarch64/')"
    case "$(uname -s)" in
        Darwin) echo "darwin-$machine" ;;
        *) echo "linux-$machine" ;;
    esac
}

main
