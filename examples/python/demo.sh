#!/bin/sh
# Runs the Python quickstart in a venv with the wheel of this tree.
set -eu
cd "$(dirname "$0")/../.."
python="$(bindings-python/build.sh | tail -n 1)"
cargo build --release --quiet -p oktant-simulator
echo "the same in Python:"
exec "$python" examples/python/demo.py "${CARGO_TARGET_DIR:-target}/release/oktant-simulator"
