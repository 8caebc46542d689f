#!/usr/bin/env python3
"""A server that misbehaves on demand, for the tests of both languages: what a request of `/api/v1/users/WORD~anything` gets.

`GET /seen` answers how often each `METHOD path` came, and how many hanging connections the client closed. A request with the
header X-Operation is compared with the row of that name, whose kind of reply it then gets. The first line on stdout is the URL.
"""

from __future__ import annotations

import gzip
import json
import re
import select
import sys
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

TABLE = Path(__file__).resolve().parents[2] / "core" / "src" / "generated" / "operations.txt"
ROWS = {line.split("\t")[0]: line.split("\t") for line in TABLE.read_text().splitlines()}
SEEN: Counter[str] = Counter()
LOCK = threading.Lock()


class Scripted(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle_request(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path
        with LOCK:
            SEEN[f"{self.command} {path}"] += 1
        if path == "/seen":
            self.answer(200, json.dumps(SEEN).encode())
        elif name := self.headers.get("X-Operation"):
            self.operation(name, path, body)
        elif path == "/api/v1/logs":
            self.logs(int(parse_qs(urlsplit(self.path).query).get("after", ["0"])[0]))
        else:
            word = path.removeprefix("/api/v1/users/").split("/")[0].split("~")[0]
            getattr(self, f"do_{word}", self.do_echo)(path, body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_request

    def do_echo(self, path: str, body: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        sent = {"method": self.command, "target": self.path, "headers": headers, "body": body.decode(errors="replace")}
        self.answer(200, json.dumps(sent).encode())

    def do_hang(self, path: str, body: bytes) -> None:
        select.select([self.connection], [], [], 20)
        with LOCK:
            SEEN[f"closed {path}"] += 1
        self.close_connection = True

    def do_drop(self, path: str, body: bytes) -> None:
        self.close_connection = True

    def do_busy(self, path: str, body: bytes) -> None:
        self.answer(503, b"{}", ("Retry-After", "0"))

    def do_late(self, path: str, body: bytes) -> None:
        self.answer(408, b"{}")

    def do_flaky(self, path: str, body: bytes) -> None:
        if SEEN[f"{self.command} {path}"] == 1:
            self.do_busy(path, body)
        else:
            self.do_echo(path, body)

    def do_stale(self, path: str, body: bytes) -> None:
        if self.headers["Authorization"] == "Bearer fresh":
            self.do_echo(path, body)
        else:
            self.answer(401, b"{}", ("WWW-Authenticate", 'Bearer error="invalid_token"'))

    def do_scarce(self, path: str, body: bytes) -> None:
        figures = {"X-Rate-Limit-Limit": "600", "X-Rate-Limit-Remaining": "0", "X-Rate-Limit-Reset": str(int(time.time()) + 50)}
        self.answer(200, b"{}", *figures.items())

    def do_proxied(self, path: str, body: bytes) -> None:
        if self.headers["Proxy-Authorization"]:
            self.do_echo(path, body)
        else:
            self.answer(407, b"{}", ("Proxy-Authenticate", 'Basic realm="x"'))

    def do_limited(self, path: str, body: bytes) -> None:
        self.answer(429, b"{}", ("Retry-After", "20"))

    def do_elsewhere(self, path: str, body: bytes) -> None:
        self.answer(302, b"", ("Location", "/api/v1/users/echo"))

    def do_challenge(self, path: str, body: bytes) -> None:
        self.answer(401, b'{"errorCode":"E0000011","errorSummary":"by a proxy"}', ("WWW-Authenticate", 'Basic realm="proxy"'))

    def do_cut(self, path: str, body: bytes) -> None:
        self.answer(200, b'{"id":', length=100)
        self.close_connection = True

    def do_html(self, path: str, body: bytes) -> None:
        self.answer(200, b"<html></html>", ("Content-Type", "text/html"))

    def do_huge(self, path: str, body: bytes) -> None:
        self.answer(500, b"x" * (3 << 20), ("Content-Type", "text/plain"))

    def do_packed(self, path: str, body: bytes) -> None:
        self.answer(200, gzip.compress(b'{"id":"packed"}'), ("Content-Encoding", "gzip"))

    def logs(self, after: int) -> None:
        """A log that grows: every second page is empty, and there is always a next one."""
        link = f"<http://{self.headers['Host']}/api/v1/logs?after={after + 1}>; rel=\"next\""
        self.answer(200, b"[]" if after % 2 else json.dumps([{"uuid": str(after)}]).encode(), ("Link", link))

    def operation(self, name: str, path: str, body: bytes) -> None:
        row = ROWS[name]
        template = re.sub(r"\\\{[^/]*?\\\}", "[^/]+", re.escape(row[3]))
        if self.command != row[2] or not re.fullmatch(template, path) or (row[5].endswith("!") and not body):
            self.answer(418, json.dumps({"errorSummary": f"{self.command} {path} is not {name}"}).encode())
            return
        reply = row[6]
        if reply.startswith("json"):
            items = row[7].split(":")[-1]
            text = "[{}]" if "[]" in reply else json.dumps({items: [{}]} if row[7].startswith("body:") else {})
            self.answer(200, text.encode())
        elif reply.startswith("text:"):
            self.answer(200, b"<text/>", ("Content-Type", reply.removeprefix("text:")))
        else:
            self.answer(204, b"")

    def answer(self, status: int, body: bytes, *headers: tuple[str, str], length: int | None = None) -> None:
        self.send_response(status)
        if "Content-Type" not in dict(headers):
            self.send_header("Content-Type", "application/json")
        for name, value in headers:
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    """Many connections, and no complaint about those that clients close."""

    daemon_threads = True
    request_queue_size = 1024

    def handle_error(self, request: object, client_address: object) -> None:
        pass


def main() -> None:
    with Server(("127.0.0.1", 0), Scripted) as server:
        print(f"listening on http://127.0.0.1:{server.server_address[1]}", flush=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stdin.read()


if __name__ == "__main__":
    main()
