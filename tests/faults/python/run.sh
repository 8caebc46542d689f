#!/bin/sh
# Builds the wheel and starts the driver with it; with the argument httpx, over that.
set -eu
cd "$(dirname "$0")/../../.."
python="$(bindings-python/build.sh | tail -n 1)"
if [ "${1:-}" = httpx ]; then
    # It is lent from the tools of the package's own tests.
    site=$("$python" -c 'import site; print(site.getsitepackages()[0])')
    REQUIREMENTS=bindings-python/tests/requirements.txt tests/python.sh -c 'import site; print(site.getsitepackages()[0])' >"$site/tools.pth"
fi
exec "$python" tests/faults/python/driver.py "$@"
