#!/bin/sh
# Builds the wheel and starts the runner with it.
set -eu
cd "$(dirname "$0")/../../.."
python="$(bindings-python/build.sh | tail -n 1)"
exec "$python" tests/replay/python/runner.py "$@"
