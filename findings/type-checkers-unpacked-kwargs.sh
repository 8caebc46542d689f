#!/usr/bin/env bash
# Five type checkers on one program, CPython 3.11: `**options: Unpack[Options]` is how typed packages write the options of a call.
# ty 0.0.108 checks the types of such options and takes any other name for one; pyrefly 1.5.0 without a configuration checks the
# names and lets a str pass for a float, because it then runs with its preset `basic`. Lines reported, seen:
#   mypy 2.4.1               15 16 17
#   pyright 1.1.414          15 16 17
#   zuban 0.10.2             15 16 17
#   pyrefly 1.5.0            15 17
#   pyrefly, preset default  15 16 17
#   ty 0.0.108               16
set -euo pipefail
cd "$(mktemp -d)" && trap 'rm -rf "$PWD"' EXIT
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mypy==2.4.1 'pyright[nodejs]==1.1.414' pyrefly==1.5.0 ty==0.0.108 \
    zuban==0.10.2 typing_extensions==4.15.0
cat >options.py <<'PY'
from typing import TypedDict

from typing_extensions import Unpack


class Options(TypedDict, total=False):
    timeout: float


def get(name: str, **options: Unpack[Options]) -> str:
    return name


get("a", timeout=1)
get("a", tiemout=1)  # not an option
get("a", timeout="1")  # of the wrong type
get("a", nonsense=True)  # not an option
PY
lines() { { "$@" 2>&1 || true; } | grep -oE 'options\.py:[0-9]+' | cut -d: -f2 | sort -u | xargs; }
output="$(
    echo "mypy 2.4.1               $(lines venv/bin/mypy --strict options.py)"
    echo "pyright 1.1.414          $(lines venv/bin/pyright --pythonpath venv/bin/python options.py)"
    echo "zuban 0.10.2             $(lines venv/bin/zuban check --strict --python-executable venv/bin/python options.py)"
    echo "pyrefly 1.5.0            $(lines venv/bin/pyrefly check --python-interpreter-path venv/bin/python options.py)"
    echo "pyrefly, preset default  $(lines venv/bin/pyrefly check --preset default --python-interpreter-path venv/bin/python options.py)"
    echo "ty 0.0.108               $(lines venv/bin/ty check --output-format concise --python venv options.py)"
)"
echo "$output"
diff <(echo "$output") - <<'SEEN'
mypy 2.4.1               15 16 17
pyright 1.1.414          15 16 17
zuban 0.10.2             15 16 17
pyrefly 1.5.0            15 17
pyrefly, preset default  15 16 17
ty 0.0.108               16
SEEN
