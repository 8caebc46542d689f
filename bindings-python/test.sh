#!/bin/sh
# Builds the wheel, installs it into a fresh venv and tests it there. Ends with `N passed, N failed`.
set -eu
cd "$(dirname "$0")/.."
target="${CARGO_TARGET_DIR:-$PWD/target}"
export REQUIREMENTS="$PWD/bindings-python/tests/requirements.txt"

rm -rf "$target/wheels" "$target/venv-python"
tests/python.sh -m maturin build --release --quiet --manifest-path bindings-python/Cargo.toml --out "$target/wheels"
cargo build --quiet --package oktant-simulator

# Fresh: the wheel and nothing else. The tools of the tests are lent from their own venv.
tests/python.sh -m venv "$target/venv-python"
python="$target/venv-python/bin/python"
"$python" -m pip install --quiet --disable-pip-version-check --no-index --no-deps "$target"/wheels/*.whl
"$python" -c 'import oktant; print(f"oktant is imported from {oktant.__file__}")'
site=$("$python" -c 'import site; print(site.getsitepackages()[0])')
tests/python.sh -c 'import site; print(site.getsitepackages()[0])' >"$site/tools.pth"

export OKTANT_SIMULATOR="$target/debug/oktant-simulator" OKTANT_VECTORS="$PWD/tests/vectors"
exec "$python" -m pytest -q -p no:cacheprovider bindings-python/tests
