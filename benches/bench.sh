#!/bin/sh
# The benchmarks of a language.
set -eu
case "$1" in
    rust) exec cargo run --release -q -p oktant-benches ;;
    python) exec benches/python/bench.sh --official --million ;;
    *) echo "there are benchmarks of rust and python, not of $1" >&2 && exit 1 ;;
esac
