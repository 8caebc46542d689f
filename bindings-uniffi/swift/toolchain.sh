#!/usr/bin/env bash
# Runs a command with Swift on its PATH: `toolchain.sh swift build`. Uses the Swift of the machine if there is one;
# otherwise Debian's, in its own root file system (3 GB in the user's cache, once), with this checkout and the cache
# mounted at the same paths. `toolchain.sh --install` only installs. SWIFT_RELEASE=6.2 is Debian's 6.2, whatever the machine has.
set -euo pipefail

readonly release="${SWIFT_RELEASE:-6.0}"
readonly cache="${XDG_CACHE_HOME:-$HOME/.cache}/oktant"
readonly root="$cache/swift-$release"
readonly checkout="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"

main() {
    if [ -z "${SWIFT_RELEASE:-}" ] && command -v swift >/dev/null; then
        [ "${1:-}" = --install ] || exec "$@"
        return
    fi
    [ -e "$root/installed" ] || install
    [ "${1:-}" = --install ] || inside "$@"
}

install() {
    if [ "$(id -u)" != 0 ]; then
        echo "there is no swift on PATH, and only root can unpack Debian's: install Swift 6 and try again" >&2
        exit 1
    fi
    local suite packages=swiftlang,libc6-dev,ca-certificates
    case "$release" in
        6.0) suite=trixie packages+=,libstdc++-14-dev ;;
        # It unpacks artifact bundles.
        6.2) suite=sid packages+=,libstdc++-15-dev,unzip ;;
        *) echo "no Debian suite has Swift $release" >&2 && exit 1 ;;
    esac
    echo "installing Swift $release from Debian $suite into $root (3 GB)" >&2
    if ! command -v mmdebstrap >/dev/null; then
        apt-get update -qq
        apt-get install -y -qq --no-install-recommends mmdebstrap >/dev/null
    fi
    mkdir -p "$cache"
    rm -rf "$root.new"
    # A mirror's list of sid may be older than apt allows.
    mmdebstrap --quiet --variant=minbase --include="$packages" \
        --aptopt='Acquire::Check-Valid-Until "false"' \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' "$suite" "$root.new"
    rm -rf "$root.new"/var/cache/apt/* "$root.new"/var/lib/apt/lists/*
    touch "$root.new/installed"
    rm -rf "$root"
    mv "$root.new" "$root"
}

# Runs in its own mount namespace: the mounts end with the command, however it ends.
inside() {
    export root checkout cache
    exec unshare --mount --propagation private -- bash -c '
        set -euo pipefail
        mount -t proc proc "$root/proc"
        mount --rbind /dev "$root/dev"
        for folder in "$checkout" "$cache"; do
            mkdir -p "$folder" "$root$folder"
            mount --bind "$folder" "$root$folder"
        done
        cp -f /etc/hosts "$root/etc/hosts"
        exec chroot "$root" /usr/bin/env -C "$PWD" HOME=/root PATH=/usr/bin:/bin "$@"
    ' inside "$@"
}

main "$@"
