#!/usr/bin/env bash
# PyPI okta 3.4.6 on CPython 3.11: an application given as a dict is validated as the base class of its union, Application, and sent
# with the members of that class alone: `name` and `settings` are lost without an error. The model BookmarkApplication, made from
# the same dict, is sent whole.
# The members of the body that createApplication sends for {name, label, signOnMode, settings}, seen:
#   dict:  label signOnMode
#   model: label name settings signOnMode
set -euo pipefail
cd "$(mktemp -d)" && trap 'rm -rf "$PWD"' EXIT
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check okta==3.4.6
cat >union.py <<'PY'
import asyncio, json, logging, threading
from http.server import BaseHTTPRequestHandler, HTTPServer

logging.disable()
from okta.client import Client
from okta.models import BookmarkApplication

APP = {"name": "bookmark", "label": "Wiki", "signOnMode": "BOOKMARK", "settings": {"app": {"url": "https://wiki.example"}}}


class Org(BaseHTTPRequestHandler):
    def do_POST(self):
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        print(*sorted(sent), flush=True)
        body = json.dumps({"id": "0oa1", "status": "ACTIVE", **APP}).encode()
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
    okta = Client({"orgUrl": f"http://127.0.0.1:{server.server_port}", "token": "00token"})
    for name, app in {"dict": APP, "model": BookmarkApplication.from_dict(APP)}.items():
        print(f"{name}:", end=" ", flush=True)
        _, _, error = await okta.create_application(app)
        assert error is None, error


asyncio.run(main())
PY
output="$(OKTA_TESTING_TESTINGDISABLEHTTPSCHECK=True venv/bin/python union.py 2>/dev/null)"
echo "$output"
[ "$output" = "dict: label signOnMode
model: label name settings signOnMode" ]
