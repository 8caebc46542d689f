#!/bin/sh
# The benchmarks of a language; with a commit as second argument, this tree compared with that one.
set -eu
if [ -n "${2:-}" ]; then exec python3 benches/before.py "$1" "$2"; fi
case "$1" in
    rust) exec cargo run --release -q -p oktant-benches ;;
    python) exec benches/python/bench.sh --official --million ;;
    node) exec benches/node/bench.sh ;;
    kotlin) exec benches/kotlin/bench.sh ;;
    swift) exec benches/swift/bench.sh ;;
    export)
        cargo build --release -q -p oktant-simulator
        exec cargo run --release -q -p oktant-benches --features parquet -- export
        ;;
    fleet) exec cargo run --release -q -p oktant-benches --features fleet -- fleet ;;
    simulator)
        cargo build --release -q -p oktant-simulator
        exec python3 benches/simulator/bench.py "${CARGO_TARGET_DIR:-target}/release/oktant-simulator"
        ;;
    *) echo "there are benchmarks of rust, python, node, kotlin, swift, the simulator, fleets and exports, not of $1" >&2 && exit 1 ;;
esac
