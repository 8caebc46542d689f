#!/bin/sh
# Runs Python with what $REQUIREMENTS, or tests/requirements.txt, names: in a venv of the user's cache, made when it is missing.
set -eu
requirements="${REQUIREMENTS:-$(dirname "$0")/requirements.txt}"
venv="${XDG_CACHE_HOME:-$HOME/.cache}/oktant/venv-$(cksum <"$requirements" | cut -d ' ' -f 1)"
if ! [ -e "$venv/complete" ]; then
    new="$venv.$$"
    echo "installing the packages of $requirements into $venv" >&2
    python3 -m venv "$new"
    "$new/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$requirements"
    touch "$new/complete"
    # Renaming fails where another run was quicker: its venv is as good.
    "$new/bin/python" -c 'import os, sys; os.rename(*sys.argv[1:])' "$new" "$venv" 2>/dev/null || rm -rf "$new"
fi
exec "$venv/bin/python" "$@"
