#!/bin/sh
# Runs the Python quickstart in a venv with the wheel of this tree.
set -eu
# In a log, cargo prints errors and warnings only.
[ -t 2 ] || export CARGO_TERM_QUIET=true
cd "$(dirname "$0")/../.."
python="$(bindings-python/build.sh | tail -n 1)"
echo "building the simulator (release)"
cargo build --release -p oktant-simulator
echo "the same in Python:"
exec "$python" examples/python/demo.py "${CARGO_TARGET_DIR:-target}/release/oktant-simulator"
