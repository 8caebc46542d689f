#!/usr/bin/env bash
# PyPI okta 3.4.6 on CPython 3.11: the SDK puts no space between the scheme SSWS and the API token, so that a server which splits
# the header at its first space, as RFC 9110 section 11.6.2 has it, sees a scheme that it does not know.
# The Authorization header of getUser with the token 00token, seen:
#   SSWS00token
set -euo pipefail
cd "$(mktemp -d)" && trap 'rm -rf "$PWD"' EXIT
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check okta==3.4.6
cat >scheme.py <<'PY'
import asyncio, logging, threading
from http.server import BaseHTTPRequestHandler, HTTPServer

logging.disable()
from okta.client import Client


class Org(BaseHTTPRequestHandler):
    def do_GET(self):
        print(self.headers["Authorization"])
        body = b'{"id": "00u1"}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


async def main():
    server = HTTPServer(("127.0.0.1", 0), Org)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    await Client({"orgUrl": f"http://127.0.0.1:{server.server_port}", "token": "00token"}).get_user("00u1")


asyncio.run(main())
PY
output="$(OKTA_TESTING_TESTINGDISABLEHTTPSCHECK=True venv/bin/python scheme.py 2>/dev/null)"
echo "$output"
[ "$output" = "SSWS00token" ]
