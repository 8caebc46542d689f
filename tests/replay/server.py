"""The org of a replay: an HTTP/1.1 server that answers each request with the recording that its case header names.

It records how requests differ from the recording and responds all the same, so that both sides of an exchange are checked.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl

from cases import Case, segments
from document import JSON
from exact import Json, difference, encode, parse

CASE_HEADER = "x-replay-case"
_OWN_HEADERS = {"connection", "content-encoding", "content-length", "keep-alive", "transfer-encoding"}
_ORIGIN = re.compile(r"https?://[^/>\"\s]+")


@dataclass(frozen=True)
class Request:
    """What arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class Server:
    """Serves the cases on a free loopback port."""

    def __init__(self, cases: list[Case]) -> None:
        self._cases = {case.n: case for case in cases}
        self._requests: Counter[int] = Counter()
        self.problems: dict[int, list[str]] = {case.n: [] for case in cases}
        self.strays: list[str] = []
        self.url = ""

    async def start(self) -> asyncio.Server:
        """Starts to listen; the caller closes what it gets."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        return server

    def requests(self, n: int) -> int:
        """How many requests a case made."""
        return self._requests[n]

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (request := await _read(reader)) is not None:
                writer.write(self._answer(request))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, ValueError) as error:
            self.strays.append(f"broken request: {error}")
        finally:
            writer.close()

    def _answer(self, request: Request) -> bytes:
        number = request.headers.get(CASE_HEADER, "")
        case = self._cases.get(int(number)) if number.isdigit() else None
        if case is None:
            self.strays.append(f"{request.method} {request.target} without a case")
            return _response(404, [], b"")
        self._requests[case.n] += 1
        self.problems[case.n].extend(unlike(case, request))
        return _recorded(case, self.url)


def unlike(case: Case, request: Request) -> list[str]:
    """What arrived otherwise than it was recorded."""
    record, found = case.recording, []
    path, _, query = request.target.partition("?")
    if request.method != record.method:
        found.append(f"method {request.method}, recorded {record.method}")
    if segments(path) != segments(record.path):
        found.append(f"path {path}, recorded {record.path}")
    arrived = {_plain(pair) for pair in parse_qsl(query, keep_blank_values=True)}
    due = {_plain(pair) for pair in case.sent_query}
    if arrived != due:
        found.append(f"query {sorted(arrived - due)} for {sorted(due - arrived)}")
    if (case.operation.security == "none") == ("authorization" in request.headers):
        found.append("a credential where none is taken" if case.operation.security == "none" else "no credential")
    if case.body is not None:
        found.extend(_unlike_body(case, request))
    return found


def _unlike_body(case: Case, request: Request) -> list[str]:
    media = request.headers.get("content-type", "").partition(";")[0].strip()
    if media not in case.operation.body_media:
        return [f"content type {media or 'missing'}, declared {', '.join(case.operation.body_media)}"]
    if media != JSON:
        return []
    try:
        arrived = parse(request.body)
    except ValueError as error:
        return [f"the request body is not JSON: {error}"]
    at = difference(arrived, case.recording.request_body)
    return [] if at is None else [f"request body differs at {at or '/'}"]


def _plain(pair: tuple[str, str]) -> tuple[str, str]:
    """Booleans compare without case: recordings have True."""
    name, value = pair
    return (name, value.lower()) if value.lower() in ("true", "false") else pair


def _recorded(case: Case, url: str) -> bytes:
    record = case.recording
    headers = []
    for name, value in record.headers.items():
        if name.lower() not in _OWN_HEADERS:
            for one in value if isinstance(value, list) else [value]:
                text = _ORIGIN.sub(url, str(one)) if name.lower() in ("link", "location") else str(one)
                headers.append((name, text))
    return _response(record.status, headers, _bytes(record.body, headers))


def _bytes(body: Json, headers: list[tuple[str, str]]) -> bytes:
    """The body as it went over the wire: text stands for itself unless the headers say JSON."""
    if body is None:
        return b""
    media = next((value for name, value in headers if name.lower() == "content-type"), JSON)
    return (body if isinstance(body, str) and "json" not in media else encode(body)).encode()


def _response(status: int, headers: list[tuple[str, str]], body: bytes) -> bytes:
    reason = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Unknown"
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers)]
    if status != 204:
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace") + (body if status != 204 else b"")


async def _read(reader: asyncio.StreamReader) -> Request | None:
    """The next request of a connection, none where the client closed it."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    headers = {}
    for line in filter(None, lines):
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    return Request(method, target, headers, await _read_body(reader, headers))


async def _read_body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() != "chunked":
        return await reader.readexactly(int(headers.get("content-length", "0")))
    body = b""
    while size := int((await reader.readline()).partition(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body
