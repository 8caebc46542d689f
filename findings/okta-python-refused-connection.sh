#!/usr/bin/env bash
# PyPI okta 3.4.6 on CPython 3.11: a call returns (value, response, error), errors of Okta included. Where no connection can be
# made, it raises AttributeError instead: the SDK reads the status of a response that there is none of, and the reason is gone.
# getUser of an org that answers 404, and of one whose port refuses connections, seen:
#   404: returned OktaAPIError
#   refused: raised AttributeError: 'NoneType' object has no attribute 'status'
set -euo pipefail
cd "$(mktemp -d)" && trap 'rm -rf "$PWD"' EXIT
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check okta==3.4.6
cat >refused.py <<'PY'
import asyncio, logging, threading
from http.server import BaseHTTPRequestHandler, HTTPServer

logging.disable()
from okta.client import Client


class Org(BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"errorCode": "E0000007", "errorSummary": "Not found", "errorCauses": []}'
        self.send_response(404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


async def call(name, port):
    try:
        _, _, error = await Client({"orgUrl": f"http://127.0.0.1:{port}", "token": "00token"}).get_user("00u1")
        print(f"{name}: returned {type(error).__name__}")
    except Exception as error:
        print(f"{name}: raised {type(error).__name__}: {error}")


async def main():
    server = HTTPServer(("127.0.0.1", 0), Org)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    await call("404", server.server_port)
    server.shutdown()
    server.server_close()
    await call("refused", server.server_port)


asyncio.run(main())
PY
output="$(OKTA_TESTING_TESTINGDISABLEHTTPSCHECK=True venv/bin/python refused.py 2>/dev/null)"
echo "$output"
[ "$output" = "404: returned OktaAPIError
refused: raised AttributeError: 'NoneType' object has no attribute 'status'" ]
