#!/usr/bin/env bash
# Links what Swift needs of a static library of Rust into one object: `prelink.sh LIBRARY HEADER OUT`. Only the functions of the
# header stay visible, so that another library of Rust fits into the same program; and nothing is kept that these do not reach.
set -euo pipefail

main() {
    local library="$1" header="$2" out="$3" work sysroot tools
    work="$(mktemp -d)"
    trap "rm -rf '$work'" EXIT
    sysroot="$(rustc --print sysroot)"
    tools="$sysroot/lib/rustlib/$(rustc --print host-tuple)/bin"
    grep -oE '\b(ffi|uniffi)_[a-z0-9_]+\(' "$header" | tr -d '(' | sort -u >"$work/functions"
    # The linker and the tools of rustup's toolchain, for they know every machine.
    "$tools/rust-lld" -flavor gnu -r --gc-sections $(sed 's/^/--undefined=/' "$work/functions") -o "$work/linked.o" "$library"
    LD_LIBRARY_PATH="$sysroot/lib" "$tools/rust-objcopy" --strip-debug --discard-all --remove-section=.llvmbc --remove-section=.llvmcmd \
        --keep-global-symbols="$work/functions" "$work/linked.o" "$work/oktant.o"
    rm -f "$out"
    ar rcsD "$out" "$work/oktant.o"
}

main "$@"
