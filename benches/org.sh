# The simulated org of a benchmark in bash, which has built the simulator and set `target`, where it is. Sets `url`, for the command.
readonly token=00benchToken

# Runs a command with an org of so many users. A limit that no client reaches: pacing is not what is measured.
with_org() {
    coproc simulator { exec "$target/release/oktant-simulator" --users "$1" --seed 42 --token "$token" --rate-limit 1000000000; }
    local line pid="$simulator_PID" code=0
    read -r line <&"${simulator[0]}"
    url="${line#listening on }"
    "${@:2}" || code=$?
    kill "$pid"
    wait "$pid" 2>/dev/null || true
    return "$code"
}
