#!/bin/sh
# Builds the wheel and starts the driver with it.
set -eu
cd "$(dirname "$0")/../../.."
python="$(bindings-python/build.sh | tail -n 1)"
exec "$python" tests/faults/python/driver.py
