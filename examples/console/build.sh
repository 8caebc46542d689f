#!/usr/bin/env bash
# Builds the page into a folder, that of the simulator unless another is named: build.sh [FOLDER]. Installs what is missing.
set -euo pipefail
folder="$(realpath -m "${1:-$(dirname "$0")/../../simulator/console}")"
cd "$(dirname "$0")"
../../bindings-wasm/build.sh
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    echo "installing npm packages into examples/console/node_modules"
    npm ci --no-audit --no-fund
fi
node ../../bindings-wasm/npm/node_modules/typescript-7/bin/tsc -p .
node build.mjs "$folder"
echo "$folder: $(cat "$folder"/* | wc -c) bytes, $(cat "$folder"/* | gzip -9c | wc -c) after gzip"
