#!/usr/bin/env bash
# Builds the package for npm as bindings-wasm/dist/oktant-VERSION.tgz, checks it, and runs it in its hosts. Ends with sizes.
set -euo pipefail
[ -t 2 ] || export CARGO_TERM_QUIET=true
cd "$(dirname "$0")"
./build.sh
workspace="$(dirname "$(cargo locate-project --workspace --message-format plain)")"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$workspace/target}"
cargo build --locked -p oktant-simulator

python3 ../release/licences.py npm/LICENSE-THIRD-PARTY oktant-wasm wasm32-unknown-unknown
rm -rf dist && mkdir dist
(cd npm && npm pack --silent --ignore-scripts --pack-destination ../dist > /dev/null)
version="$(node -p 'require("./npm/package.json").version')"
python3 ../release/sbom.py "dist/oktant-$version.tgz.cdx.json" "pkg:npm/oktant@$version" oktant-wasm --target wasm32-unknown-unknown \
    --npm npm/package-lock.json
(cd npm && node_modules/.bin/publint --strict "../dist/oktant-$version.tgz")
npm/node_modules/.bin/attw --profile node16 --no-color --format ascii "dist/oktant-$version.tgz"
OKTANT_SIMULATOR="$CARGO_TARGET_DIR/debug/oktant-simulator" CHROMIUM="$(npm/test/chromium.sh)" node npm/test/hosts/run.mjs
node tools/sizes.mjs npm/dist
echo "bindings-wasm/dist/oktant-$version.tgz: $(wc -c < dist/*.tgz) bytes, $(tar -xzOf dist/*.tgz | wc -c) unpacked"
