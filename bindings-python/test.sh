#!/bin/sh
# Builds the wheel, installs it into a fresh venv and tests it there. Ends with `N passed, N failed`. `test.sh FILE...` runs some tests.
set -eu
# In a log, cargo prints errors and warnings only.
[ -t 2 ] || export CARGO_TERM_QUIET=true
cd "$(dirname "$0")/.."
target="${CARGO_TARGET_DIR:-$PWD/target}"
export REQUIREMENTS="$PWD/bindings-python/tests/requirements.txt"

python="$(bindings-python/build.sh | tail -n 1)"
echo "building the simulator"
cargo build --package oktant-simulator

# The tools of the tests come from a venv of their own.
"$python" -c 'import oktant; print(f"oktant is imported from {oktant.__file__}")'
site=$("$python" -c 'import site; print(site.getsitepackages()[0])')
tests/python.sh -c 'import site; print(site.getsitepackages()[0])' >"$site/tools.pth"

OKTANT_STORE="$(tests/fleet/server.sh)"
export OKTANT_STORE OKTANT_SIMULATOR="$target/debug/oktant-simulator" OKTANT_VECTORS="$PWD/tests/vectors"
exec "$python" -m pytest -q -p no:cacheprovider "${@:-bindings-python/tests}"
