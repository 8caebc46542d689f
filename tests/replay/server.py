"""The org of a replay: an HTTP/1.1 server that answers each request with the recording that its case header names.

It records how requests differ from the recording and responds all the same, so that both sides of an exchange are checked.
"""

from __future__ import annotations

import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Iterator
from urllib.parse import parse_qsl

from cases import Case, segments
from document import JSON
from exact import Json, difference, encode, parse

CASE_HEADER = "X-Replay-Case"
_OWN_HEADERS = {"connection", "content-encoding", "content-length", "keep-alive", "transfer-encoding"}
_ORIGIN = re.compile(r"https?://[^/>\"\s]+")


class Server(ThreadingHTTPServer):
    """Serves the cases on a free loopback port while it is a context."""

    daemon_threads = True

    def __init__(self, cases: list[Case]) -> None:
        super().__init__(("127.0.0.1", 0), _Exchange)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.cases = {case.n: case for case in cases}
        # Of each case, how each of its requests differs from the recording.
        self.requests: dict[int, list[list[str]]] = {case.n: [] for case in cases}
        self.strays: list[str] = []

    def __enter__(self) -> Server:
        Thread(target=self.serve_forever, args=(0.01,)).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, *_: object) -> None:
        """Notes a connection that broke, or a request that is not HTTP."""
        self.strays.append(f"broken request: {sys.exc_info()[1]}")


class _Exchange(BaseHTTPRequestHandler):
    """Answers the requests of one connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one piece

    def _answer(self) -> None:
        self.body = self._read_body()
        number = self.headers.get(CASE_HEADER, "")
        case = self.server.cases.get(int(number)) if number.isdigit() else None
        if case is None:
            self.server.strays.append(f"{self.requestline} without a case")
            return self._respond(404, [], b"")
        self.server.requests[case.n].append(list(self._differences(case)))
        headers = [pair for name, value in case.recording.headers.items() for pair in self._headers(name, value)]
        self._respond(case.recording.status, headers, _bytes(case.recording.body, headers))

    do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = _answer

    def _read_body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", "0")))
        body = b""
        while size := int(self.rfile.readline().partition(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _differences(self, case: Case) -> Iterator[str]:
        """What arrived otherwise than it was recorded."""
        record, target = case.recording, self.requestline.split(" ")[1]
        path, _, query = target.partition("?")
        if self.command != record.method:
            yield f"method {self.command}, recorded {record.method}"
        if segments(path) != segments(record.path):
            yield f"path {path}, recorded {record.path}"
        arrived = {_plain(pair) for pair in parse_qsl(query, keep_blank_values=True)}
        expected = {_plain(pair) for pair in case.sent_query}
        if arrived != expected:
            yield f"query {sorted(arrived - expected)} for {sorted(expected - arrived)}"
        if (case.operation.security == "none") == ("Authorization" in self.headers):
            yield "a credential where none is taken" if case.operation.security == "none" else "no credential"
        if case.body is not None:
            yield from self._differences_of_body(case)

    def _differences_of_body(self, case: Case) -> Iterator[str]:
        media = self.headers.get("Content-Type", "").partition(";")[0].strip()
        if media not in case.operation.body_media:
            yield f"content type {media or 'missing'}, declared {', '.join(case.operation.body_media)}"
        elif media == JSON:
            try:
                at = difference(parse(self.body), case.recording.request_body)
            except ValueError as error:
                yield f"the request body is not JSON: {error}"
            else:
                if at is not None:
                    yield f"request body differs at {at or '/'}"

    def _headers(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        """A recorded header as it is sent: links lead to this server."""
        if name.lower() not in _OWN_HEADERS:
            for one in value if isinstance(value, list) else [value]:
                yield name, _ORIGIN.sub(self.server.url, str(one)) if name.lower() in ("link", "location") else str(one)

    def _respond(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value.encode("latin-1", "replace").decode("latin-1"))
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status != 204:
            self.wfile.write(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Also notes a request that is not HTTP."""
        self.server.strays.append(f"broken request: {message}")
        super().send_error(code, message, explain)

    def log_message(self, *_: object) -> None:
        """Keeps the terminal for the result."""


def _plain(pair: tuple[str, str]) -> tuple[str, str]:
    """Booleans compare without case: recordings have True."""
    name, value = pair
    return (name, value.lower()) if value.lower() in ("true", "false") else pair


def _bytes(body: Json, headers: list[tuple[str, str]]) -> bytes:
    """The body as it went over the wire: text stands for itself unless the headers say JSON."""
    if body is None:
        return b""
    media = next((value for name, value in headers if name.lower() == "content-type"), JSON)
    return (body if isinstance(body, str) and "json" not in media else encode(body)).encode()
