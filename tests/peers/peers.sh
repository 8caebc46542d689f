#!/usr/bin/env bash
# The official SDKs do the same quickstart against the simulator, each with an org of its own; needs the registries.
# Ends with `N passed, N failed`, one a client.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
cd "$here/../.."
cargo build --release --quiet -p oktant-simulator
cache="${XDG_CACHE_HOME:-$HOME/.cache}/oktant/peers"
mkdir -p "$cache"
export here cache
passed=0
failed=0

# peer NAME FUNCTION...: runs a client with the URL and the token of a new org in its environment.
peer() {
  local name="$1"
  shift
  echo "== $name"
  if "${CARGO_TARGET_DIR:-target}/release/oktant-simulator" --users 300 --seed 7 -- bash -euc '"$@"' peer "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "$name failed"
  fi
}

python_peer() {
  OKTA_TESTING_TESTINGDISABLEHTTPSCHECK=True REQUIREMENTS="$here/python/requirements.txt" tests/python.sh "$here/python/quickstart.py"
}

node_peer() {
  cp "$here/node/package.json" "$here/node/quickstart.mjs" "$cache/"
  npm install --silent --no-audit --no-fund --prefix "$cache"
  node "$cache/quickstart.mjs"
}

# go_peer VERSION: of the official SDK.
go_peer() {
  local major="${1%%.*}" folder="$cache/go-$1"
  mkdir -p "$folder"
  sed "s/MAJOR/$major/" "$here/go/quickstart.go" >"$folder/quickstart.go"
  printf 'module peers\n\ngo 1.24.0\n\nrequire github.com/okta/okta-sdk-golang/%s %s\n' "$major" "$1" >"$folder/go.mod"
  (cd "$folder" && go mod tidy 2>/dev/null && go run .)
}

export -f python_peer node_peer go_peer
peer "Python: okta 3.4.6" python_peer
peer "Node: @okta/okta-sdk-nodejs 8.1.0" node_peer
if command -v go >/dev/null; then
  peer "Go: okta-sdk-golang v6.0.1" go_peer v6.0.1
  peer "Go: okta-sdk-golang v5.0.2, which the Terraform provider uses" go_peer v5.0.2
else
  echo "== Go: not tried, there is no Go here"
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
