#!/bin/sh
# Draws the progress of an export on a terminal, from a real export of a simulated org: progress.sh PICTURE
set -eu
# In a log, cargo prints errors and warnings only.
[ -t 2 ] || export CARGO_TERM_QUIET=true
picture="$(realpath -m "$1")"
cd "$(dirname "$0")/../.."
echo "building the command and the simulator"
cargo build --locked -p oktant-cli -p oktant-simulator
programs="$(cd "${CARGO_TARGET_DIR:-target}/debug" && pwd)"
REQUIREMENTS=examples/command/progress.txt tests/python.sh examples/command/progress.py "$programs/oktant" "$programs/oktant-simulator" "$picture"
echo "$picture: $(wc -c <"$picture") bytes"
