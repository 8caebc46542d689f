# Sourced by build.sh: finds a compiler for wasm32-unknown-unknown, or gets one. Sets `cargo_args` and exports what cargo needs.
#
# 1. A toolchain with its library's source (`rustup component add rust-src`): std is built anew, without panic texts.
# 2. A toolchain with the target (`rustup target add wasm32-unknown-unknown`): as it is, about 10 % larger.
# 3. Neither: Debian's packages rustc-web and rust-web-src, unpacked into the cache; then as 1. Nothing is installed.

target=wasm32-unknown-unknown
cache="${XDG_CACHE_HOME:-$HOME/.cache}/oktant"
sysroot="$(rustc --print sysroot)"
host="$(rustc -vV | sed -n 's/^host: //p')"

# Debian's compiler in a private folder, whose name says its version.
private_rustc() {
    local version folder packages
    version="$(apt-cache policy rustc-web | sed -n 's/^  Candidate: //p')"
    if [ -z "$version" ] && [ "$(id -u)" = 0 ]; then
        apt-get -qq update
        version="$(apt-cache policy rustc-web | sed -n 's/^  Candidate: //p')"
    fi
    folder="$cache/rustc-web-$version"
    if [ -z "$version" ] || [ "$version" = "(none)" ]; then
        echo "no compiler for $target: run 'rustup target add $target' (or, on Debian, 'apt-get update' as root)" >&2
        return 1
    fi
    if [ ! -e "$folder/usr/bin/rustc" ]; then
        rm -rf "$folder.new"
        mkdir -p "$folder.new/packages"
        packages="$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
            --no-enhances rustc-web | grep -E '^(rustc-web|libstd-rust-web-[a-z0-9.]+|libllvm[0-9]+)$')"
        (cd "$folder.new/packages" && apt-get -qq -o APT::Sandbox::User=root download $packages rust-web-src >&2)
        for package in "$folder.new"/packages/*.deb; do dpkg-deb -x "$package" "$folder.new"; done
        # Of the source only the library is needed.
        rm -rf "$folder.new/packages" "$folder.new"/usr/src/rustc-*/{src,compiler} "$folder.new/usr/share"
        rm -rf "$folder" && mv "$folder.new" "$folder"
    fi
    # rustup's cargo puts its own libraries first in LD_LIBRARY_PATH: these must come before them.
    printf '#!/bin/sh\nLD_LIBRARY_PATH="%s" exec "%s" "$@"\n' "$folder/usr/lib/$(uname -m)-linux-gnu" "$folder/usr/bin/rustc" \
        > "$folder/rustc.$$" && chmod +x "$folder/rustc.$$" && mv "$folder/rustc.$$" "$folder/rustc"
    export RUSTC="$folder/rustc"
    # Debian's linker for it is another package; rustup's does as well.
    if [ -x "$sysroot/lib/rustlib/$host/bin/rust-lld" ]; then
        export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="$sysroot/lib/rustlib/$host/bin/rust-lld"
    fi
}

if [ ! -e "$sysroot/lib/rustlib/src/rust/library/Cargo.lock" ] && [ ! -d "$sysroot/lib/rustlib/$target" ]; then
    private_rustc
    sysroot="$("$RUSTC" --print sysroot)"
fi
cargo_args=(--target "$target")
if [ -e "$sysroot/lib/rustlib/src/rust/library/Cargo.lock" ]; then
    export RUSTC_BOOTSTRAP=1 CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none"
    cargo_args+=(-Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size)
fi
