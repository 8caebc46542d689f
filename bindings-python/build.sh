#!/bin/sh
# Builds the wheel and installs it into a fresh venv, unless that was done with the same sources; the last line is that venv's Python.
set -eu
cd "$(dirname "$0")/.."
target="${CARGO_TARGET_DIR:-$PWD/target}"
export REQUIREMENTS="$PWD/bindings-python/building.txt"
python="$target/venv-python/bin/python"

# What the wheel is made of: a checksum of each file, the compiler and its flags.
sources() {
    find Cargo.toml Cargo.lock client core keys bindings-python -name __pycache__ -prune -o -name tests -prune -o \
        -type f -exec cksum {} + | LC_ALL=C sort
    rustc --version
    echo "${RUSTFLAGS:-}"
}
now="$(sources)"

if [ "$now" != "$(cat "$target/venv-python/sources" 2>/dev/null)" ]; then
    rm -rf "$target/wheels" "$target/venv-python"
    tests/python.sh -m maturin build --release --quiet --manifest-path bindings-python/Cargo.toml --out "$target/wheels" >&2
    # Fresh: the wheel and nothing else.
    tests/python.sh -m venv "$target/venv-python"
    "$python" -m pip install --quiet --disable-pip-version-check --no-index --no-deps "$target"/wheels/*.whl >&2
    echo "$now" >"$target/venv-python/sources"
fi
echo "$python"
