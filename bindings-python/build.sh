#!/bin/sh
# Builds the wheel and installs it into a fresh venv, unless the sources have not changed; the last line is the Python of that venv.
set -eu
# In a log, cargo prints errors and warnings only.
[ -t 2 ] || export CARGO_TERM_QUIET=true
cd "$(dirname "$0")/.."
target="${CARGO_TARGET_DIR:-$PWD/target}"
export REQUIREMENTS="$PWD/bindings-python/building.txt"
python="$target/venv-python/bin/python"

# The inputs of the wheel: a checksum of each file, the compiler and its flags.
sources() {
    find Cargo.toml Cargo.lock client core export keys bindings-python -name __pycache__ -prune -o -name tests -prune -o \
        -type f -exec cksum {} + | LC_ALL=C sort
    rustc --version
    echo "${RUSTFLAGS:-}"
}
now="$(sources)"

if [ "$now" != "$(cat "$target/venv-python/sources" 2>/dev/null)" ]; then
    rm -rf "$target/wheels" "$target/venv-python"
    echo "building the Python wheel (release)" >&2
    tests/python.sh -m maturin build --release --quiet --manifest-path bindings-python/Cargo.toml --out "$target/wheels" >&2
    # A new venv with nothing but the wheel.
    echo "installing the wheel into a fresh venv, $target/venv-python" >&2
    tests/python.sh -m venv "$target/venv-python"
    "$python" -m pip install --quiet --disable-pip-version-check --no-index --no-deps "$target"/wheels/*.whl >&2
    echo "$now" >"$target/venv-python/sources"
fi
echo "$python"
