#!/bin/sh
# Builds the wheel and installs it into a fresh venv; the last line is that venv's Python.
set -eu
cd "$(dirname "$0")/.."
target="${CARGO_TARGET_DIR:-$PWD/target}"
export REQUIREMENTS="$PWD/bindings-python/tests/requirements.txt"

rm -rf "$target/wheels" "$target/venv-python"
tests/python.sh -m maturin build --release --quiet --manifest-path bindings-python/Cargo.toml --out "$target/wheels"

# Fresh: the wheel and nothing else.
tests/python.sh -m venv "$target/venv-python"
python="$target/venv-python/bin/python"
"$python" -m pip install --quiet --disable-pip-version-check --no-index --no-deps "$target"/wheels/*.whl
echo "$python"
