#!/usr/bin/env bash
# The official SDKs do the same quickstart against the simulator, each with an org of its own, and then show what they do in the
# situations of situations.py, beside Oktant; needs the registries. `peers.sh differences` shows these alone. Ends with
# `N passed, N failed`, one a client, and one a client and situation.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
cd "$here/../.."
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

# go_program VERSION NAME: builds a program with that version of the official SDK.
go_program() {
  local major="${1%%.*}" folder="$cache/go-$1-$2"
  mkdir -p "$folder"
  sed "s/MAJOR/$major/" "$here/go/$2.go" >"$folder/main.go"
  printf 'module peers\n\ngo 1.24.0\n\nrequire github.com/okta/okta-sdk-golang/%s %s\n' "$major" "$1" >"$folder/go.mod"
  (cd "$folder" && go mod tidy 2>/dev/null && go build -o "$2" .)
}

# go_peer VERSION: of the official SDK.
go_peer() {
  go_program "$1" quickstart && "$cache/go-$1-quickstart/quickstart"
}

# The clients of differences.py, each with its command.
differences() {
  local python classpath="$cache/java.classpath" clients=()
  python="$(REQUIREMENTS="$here/python/requirements.txt" tests/python.sh -c 'import sys; print(sys.executable)')"
  clients+=("Python: okta 3.4.6=$python $here/python/differences.py")
  cp "$here/node/package.json" "$here/node/differences.mjs" "$cache/"
  npm install --silent --no-audit --no-fund --prefix "$cache"
  clients+=("Node: @okta/okta-sdk-nodejs 8.1.0=node $cache/differences.mjs")
  if command -v go >/dev/null; then
    go_program v6.0.1 differences
    clients+=("Go: okta-sdk-golang v6.0.1=$cache/go-v6.0.1-differences/differences")
  fi
  if command -v mvn >/dev/null; then
    mvn --batch-mode --quiet --file "$here/java/pom.xml" dependency:build-classpath -Dmdep.outputFile="$classpath"
    # The folder that it is run in is on the classpath, for its okta.yaml.
    clients+=("Java: okta-sdk-java 24.0.0=java -cp $(cat "$classpath"):. -Dokta.testing.disableHttpsCheck=true $here/java/Differences.java")
  fi
  clients+=("Oktant in Python=$(bindings-python/build.sh | tail -1) $here/oktant/differences.py")
  bindings-wasm/build.sh
  clients+=("Oktant in JavaScript=node $here/oktant/differences.mjs")
  echo "== situations"
  tests/python.sh "$here/differences.py" "${clients[@]}"
}

export -f python_peer node_peer go_peer go_program
if [ "${1:-}" = differences ]; then
  differences
  exit
fi
cargo build --release --quiet -p oktant-simulator
peer "Python: okta 3.4.6" python_peer
peer "Node: @okta/okta-sdk-nodejs 8.1.0" node_peer
if command -v go >/dev/null; then
  peer "Go: okta-sdk-golang v6.0.1" go_peer v6.0.1
  peer "Go: okta-sdk-golang v5.0.2, which the Terraform provider uses" go_peer v5.0.2
else
  echo "== Go: not tried, there is no Go here"
fi
if differences; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
