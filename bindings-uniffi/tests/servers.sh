# Sourced by the test scripts: starts the servers of the tests, and stops them when the script ends.
# Sets OKTANT_SIMULATOR_URL and OKTANT_SCRIPTED_URL, OKTANT_SIMULATOR to the simulator's program, and OKTANT_ROOT to this checkout.

start_servers() {
    [ -t 2 ] || export CARGO_TERM_QUIET=true
    echo "building the simulator"
    cargo build -p oktant-simulator
    servers_folder="$(mktemp -d)"
    mkfifo "$servers_folder/held"
    service_app false >"$servers_folder/app"
    service_app true >"$servers_folder/bound"
    OKTANT_SIMULATOR="$(realpath "${CARGO_TARGET_DIR:-target}")/debug/oktant-simulator"
    "$OKTANT_SIMULATOR" --users 1000 --seed 42 --rate-limit 10000 --custom badge:string \
        --service-app "0oa1=$servers_folder/app" --service-app "0oa2=$servers_folder/bound" >"$servers_folder/simulator" &
    simulator_pid=$!
    python3 bindings-uniffi/tests/scripted.py <"$servers_folder/held" >"$servers_folder/scripted" &
    scripted_pid=$!
    # It ends when its input is closed, however this script ends.
    exec 9>"$servers_folder/held"
    trap stop_servers EXIT
    OKTANT_SIMULATOR_URL="$(address simulator)"
    OKTANT_SCRIPTED_URL="$(address scripted)"
    OKTANT_ROOT="$PWD"
    # A setting that clients read from the environment.
    export OKTA_CLIENT_REQUESTTIMEOUT=17
    export OKTANT_SIMULATOR OKTANT_SIMULATOR_URL OKTANT_SCRIPTED_URL OKTANT_ROOT
}

# A service app with the keys of tests/keys; the argument says whether DPoP binds its tokens to a key of the client.
service_app() {
    python3 - "$1" <<'PYTHON'
import json
import sys
from pathlib import Path

keys = [json.loads(Path(f"tests/keys/{name}.jwk.json").read_text()) for name in ("p256", "rsa")]
public = [{name: value for name, value in key.items() if name in ("kty", "crv", "x", "y", "n", "e", "kid", "alg")} for key in keys]
print(json.dumps({"keys": public, "dpop_bound_access_tokens": sys.argv[1] == "true"}))
PYTHON
}

address() {
    local tries
    for tries in $(seq 100); do
        if grep -q '^listening on ' "$servers_folder/$1"; then
            sed -n '1s/^listening on //p' "$servers_folder/$1"
            return
        fi
        sleep 0.1
    done
    echo "$1 did not start (tried $tries times)" >&2
    return 1
}

stop_servers() {
    exec 9>&-
    kill "$simulator_pid" "$scripted_pid" 2>/dev/null || true
    wait "$simulator_pid" "$scripted_pid" 2>/dev/null || true
    rm -rf "$servers_folder"
}
