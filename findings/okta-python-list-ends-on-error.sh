#!/usr/bin/env bash
# PyPI okta 3.4.6 on CPython 3.11: okta.pagination.paginate_all, the SDK's helper for lists, ends without an error if a page fails: it
# breaks its loop when a call returns an error, so a program that lists users cannot tell a short list from the whole one.
# A list whose second page is status 500 with an Okta error, seen:
#   00u1 00u2 end
set -euo pipefail
cd "$(mktemp -d)" && trap 'rm -rf "$PWD"' EXIT
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check okta==3.4.6
cat >pages.py <<'PY'
import asyncio, json, logging, threading
from http.server import BaseHTTPRequestHandler, HTTPServer

logging.disable()
from okta.client import Client
from okta.pagination import paginate_all


class Org(BaseHTTPRequestHandler):
    def do_GET(self):
        second = "after=" in self.path
        error = {"errorCode": "E0000009", "errorSummary": "Internal Server Error", "errorCauses": []}
        body = json.dumps(error if second else [{"id": "00u1"}, {"id": "00u2"}]).encode()
        self.send_response(500 if second else 200)
        if not second:
            url = f"http://127.0.0.1:{self.server.server_port}/api/v1/users"
            self.send_header("Link", f'<{url}>; rel="self"')
            self.send_header("Link", f'<{url}?after=b>; rel="next"')
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


async def main():
    server = HTTPServer(("127.0.0.1", 0), Org)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    okta = Client({"orgUrl": f"http://127.0.0.1:{server.server_port}", "token": "00token"})
    async for user in paginate_all(okta.list_users):
        print(user.id, end=" ")
    print("end")


asyncio.run(main())
PY
output="$(OKTA_TESTING_TESTINGDISABLEHTTPSCHECK=True venv/bin/python pages.py 2>/dev/null)"
echo "$output"
[ "$output" = "00u1 00u2 end" ]
