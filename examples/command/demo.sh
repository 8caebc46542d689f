#!/bin/sh
# Exports the users of a simulated org with the command, or those of the org of OKTA_CLIENT_ORGURL, and opens the file again.
set -eu
# In a log, cargo prints errors and warnings only.
[ -t 2 ] || export CARGO_TERM_QUIET=true
cd "$(dirname "$0")/../.."
echo "building the command and the simulator (release)"
cargo build --release -p oktant-cli -p oktant-simulator
programs="$(cd "${CARGO_TARGET_DIR:-target}/release" && pwd)"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
# The one package that reads the file, in the version that the tests pin.
grep '^duckdb==' bindings-python/tests/requirements.txt >"$folder/requirements.txt"
echo "an export of all users to Parquet, with the command:"
if [ -n "${OKTA_CLIENT_ORGURL:-}" ]; then
    "$programs/oktant" export users "$folder/users.parquet"
else
    "$programs/oktant-simulator" --users 10000 --seed 42 --rate-limit 10000 -- \
        "$programs/oktant" export users "$folder/users.parquet"
fi
REQUIREMENTS="$folder/requirements.txt" tests/python.sh examples/command/read.py "$folder/users.parquet"
