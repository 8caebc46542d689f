#!/bin/sh
# Reads exported files with other programs' readers. Ends with `N passed, N failed`.
set -eu
cd "$(dirname "$0")/../.."
export REQUIREMENTS="$PWD/bindings-python/tests/requirements.txt"
exec tests/python.sh tests/readers/readers.py
