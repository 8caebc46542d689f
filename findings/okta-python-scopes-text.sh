#!/usr/bin/env bash
# PyPI okta 3.4.6 on CPython 3.11: scopes given as one string, as the SDKs for Java and Go and OKTA_CLIENT_SCOPES have them, are
# split into letters. The token request then asks for one-letter scopes, which an org refuses with invalid_scope.
# The `scope` of the token request for "okta.users.read", seen:
#   o k t a . u s e r s . r e a d
set -euo pipefail
cd "$(mktemp -d)" && trap 'rm -rf "$PWD"' EXIT
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check okta==3.4.6
cat >scopes.py <<'PY'
import asyncio, json, logging, threading, urllib.parse
from http.server import BaseHTTPRequestHandler, HTTPServer

logging.disable()
from Cryptodome.PublicKey import RSA
from okta.client import Client

asked = []


class Org(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        text = urllib.parse.urlsplit(self.path).query + "&" + self.rfile.read(length).decode()
        asked.append(urllib.parse.parse_qs(text)["scope"][0])
        body = json.dumps({"token_type": "Bearer", "access_token": "t", "expires_in": 3600}).encode()
        self.answer(body)

    def do_GET(self):
        self.answer(b'{"id": "00u1"}')

    def answer(self, body):
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
    client = Client(
        {
            "orgUrl": f"http://127.0.0.1:{server.server_port}",
            "authorizationMode": "PrivateKey",
            "clientId": "0oa1",
            "scopes": "okta.users.read",
            "privateKey": RSA.generate(2048).export_key().decode(),
        }
    )
    await client.get_user("00u1")
    print(asked[0])


asyncio.run(main())
PY
output="$(OKTA_TESTING_TESTINGDISABLEHTTPSCHECK=True venv/bin/python scopes.py 2>/dev/null)"
echo "$output"
[ "$output" = "o k t a . u s e r s . r e a d" ]
