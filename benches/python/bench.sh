#!/bin/sh
# Builds the wheel and the simulator and runs bench.py: `bench.sh [--official] [--million] [--rounds N]`.
set -eu
cd "$(dirname "$0")/../.."
target="${CARGO_TARGET_DIR:-$PWD/target}"
here="$PWD/benches/python"

oktant="$(bindings-python/build.sh | tail -n 1)"
cargo build --release --quiet -p oktant-simulator
for argument in "$@"; do
    shift
    if [ "$argument" = --official ]; then
        set -- "$@" "$argument" "$(REQUIREMENTS="$here/official.txt" tests/python.sh -c 'import sys; print(sys.executable)')"
    else
        set -- "$@" "$argument"
    fi
done
export REQUIREMENTS="$here/requirements.txt" OKTA_TESTING_TESTINGDISABLEHTTPSCHECK=True
wheel="$(ls "$target"/wheels/*.whl)"
exec tests/python.sh "$here/bench.py" --oktant "$oktant" --wheel "$wheel" --simulator "$target/release/oktant-simulator" "$@"
