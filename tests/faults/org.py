"""The org of a scenario: a scripted HTTP server over raw sockets, with every fault that a scenario can ask for. It writes down what came."""

from __future__ import annotations

import asyncio
import base64
import json
import socket
import struct
import time
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qsl

from credentials import ClientKey, Inspector, Unfit, nonce
from exact import encode
from fill import Filler
from scenarios import Scenario

Json = Any
Headers = list[tuple[str, str]]
TOKEN_PATH = "/oauth2/v1/token"
# What a simulated host and this server tell each other, in milliseconds: the time, and how long an answer takes (-1: for ever).
SIMULATED_NOW = "X-Faults-Now"
SIMULATED_TAKES = "X-Faults-Takes"
_PIECE = 65_536
_LONG, _SPEED = 1 << 20, 128 << 20  # long bodies come as fast as a network is, in bytes a second: not before a client can say that it has enough
_FAREWELL = 1.0  # seconds for a client to take leave
_RESET_AFTER = 0.05  # seconds between the last bytes and a reset, so that they arrive


@dataclass
class Request:
    """One request, in the order in which their heads were read."""

    number: int
    method: str
    target: str
    headers: Headers
    # None where the connection ended before it was read.
    body: bytes | None = b""
    nth: int = 0
    taken: int = 0
    abandoned_at: float | None = None
    answer: dict[str, Json] | None = None

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    def header(self, name: str) -> str | None:
        """The first header of a name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass
class Org:
    """Serves one scenario on free loopback ports."""

    scenario: Scenario
    key: ClientKey | None = None
    requests: list[Request] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    created: int = 0
    strays: int = 0

    def __post_init__(self) -> None:
        scripts = {"serve": self.scenario.serve, "token": self.scenario.token}
        self._scripts = {name: [[one, one.get("times", 1)] for one in script] for name, script in scripts.items()}
        self._nth = {"serve": 0, "token": 0}
        self._inspector = Inspector(self.scenario.client, self.key)
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Opens the ports."""
        self._servers = [await asyncio.start_server(one, "127.0.0.1", 0) for one in (self._connected, self._strayed)]
        self._closed = socket.socket()
        self._closed.bind(("127.0.0.1", 0))  # taken, and nobody listens
        ports = [*(server.sockets[0] for server in self._servers), self._closed]
        names = ("origin", "other_origin", "closed_origin")
        self.names = {name: f"http://127.0.0.1:{port.getsockname()[1]}" for name, port in zip(names, ports)}

    async def stop(self) -> None:
        """Closes the ports and what is still connected."""
        for server in self._servers:
            server.close()
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        self._closed.close()

    def fill(self, value: Json) -> Json:
        """A value with the placeholders filled that name the servers."""
        return Filler(self.names).fill(value)

    async def _strayed(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            if await reader.read(1):
                self.strays += 1
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]")
        writer.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        wire = Wire(reader, writer)
        try:
            while (head := await wire.head()) is not None:
                if not await self._exchange(wire, head):
                    break
        except (OSError, asyncio.CancelledError, ValueError):
            pass
        finally:
            self._connections.discard(task)
            writer.close()

    async def _exchange(self, wire: Wire, head: bytes) -> bool:
        """One request and its answer; whether the connection goes on."""
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ")
        headers = [(name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        lower = {name.lower(): value for name, value in headers}
        if method == "OPTIONS" and "access-control-request-method" in lower:
            return await self._preflight(wire, lower)
        request = Request(len(self.requests) + 1, method, target, headers)
        now = float(lower.get(SIMULATED_NOW.lower(), time.time() * 1000)) / 1000
        request.headers = [header for header in headers if header[0] != SIMULATED_NOW]
        self.requests.append(request)
        self._choose(request)
        if request.answer is None:
            self.wrong.append(f"no answer fits request {request.number}: {method} {target}")
            await wire.send(b"HTTP/1.1 418 Not Scripted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return await wire.farewell()
        return await Exchange(self, wire, request, request.answer, now, lower.get("origin")).run(lower)

    async def _preflight(self, wire: Wire, asked: dict[str, str]) -> bool:
        """A browser's question before its request. It ends the connection, so that the request itself has a new one."""
        await wire.send(
            f"HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: {asked.get('origin', '*')}\r\n"
            f"Access-Control-Allow-Methods: {asked['access-control-request-method']}\r\n"
            f"Access-Control-Allow-Headers: {asked.get('access-control-request-headers', '')}\r\n"
            "Connection: close\r\n\r\n".encode()
        )
        return await wire.farewell()

    def _choose(self, request: Request) -> None:
        """The first answer that has uses left and fits."""
        script = "token" if request.method == "POST" and request.path == TOKEN_PATH else "serve"
        for use in self._scripts[script]:
            if use[1] and fits(use[0].get("when"), request):
                if use[1] != "any":
                    use[1] -= 1
                self._nth[script] += 1
                request.answer, request.nth = use[0], self._nth[script]
                return

    def inspect(self, request: Request, now: float) -> None:
        """Checks what holds of every token request and every proof."""
        url = self.names["origin"] + request.path
        try:
            if request.path == TOKEN_PATH and request.method == "POST":
                assertion = self._inspector.token_request(url, request.header("Content-Type") or "", request.body or b"", now)
                self.secrets += jwt_parts(assertion)
            proofs = [value for name, value in request.headers if name.lower() == "dpop"]
            scheme, _, token = (request.header("Authorization") or "").partition(" ")
            if len(proofs) != (self.scenario.client["auth"] == "dpop"):
                raise Unfit(f"{len(proofs)} proofs")
            for proof in proofs:
                self.secrets += jwt_parts(proof)
                self._inspector.proof(proof, request.method, url, token or None, now)
                if token and scheme != "DPoP":
                    raise Unfit(f"a bound token sent as {scheme}")
        except Unfit as unfit:
            self.wrong.append(f"request {request.number}: {unfit}")


@dataclass
class Exchange:
    """One answer on its way, with its fault."""

    org: Org
    wire: Wire
    request: Request
    answer: dict[str, Json]
    now: float
    page: str | None

    async def run(self, headers: dict[str, str]) -> bool:
        """Answers; whether the connection goes on."""
        try:
            return await self._run(int(headers.get("content-length", "0")))
        except Gone:
            self.request.abandoned_at = time.monotonic()
            return False

    async def _run(self, length: int) -> bool:
        self.request.body = None if length else b""
        if await self._strike("request"):
            return False
        self.request.body = await self.wire.exactly(length)
        self.org.created += bool(self.answer.get("creates"))
        self.org.inspect(self.request, self.now)
        if await self._strike("answer"):
            return False
        body = self._body()
        over = self.org.scenario.closing or self.answer.get("framing") == "until_close" or self.answer.get("version") == "1.0"
        await self.wire.send(self._head(body, over))
        if not await self._give_body(body or b""):
            return False
        if self.answer.get("framing") == "chunked":
            await self.wire.send(b"0\r\n\r\n")
        if await self._strike("end"):
            return False
        return not over or await self.wire.farewell()

    async def _strike(self, stage: str) -> bool:
        """The fault of a stage; whether the connection is over."""
        fault = self.answer.get("fault", {})
        kind, ms = fault.get("do"), fault.get("ms")
        if kind not in ("close", "reset", "hang") or fault.get("at", "answer") != stage:
            return False
        late = stage in ("body", "end")
        if kind == "hang":
            if not self.org.scenario.simulated:
                await self._pause(None if ms is None else ms / 1000)
            return False
        pause = max((ms or 0) / 1000, _RESET_AFTER if kind == "reset" and late else 0)
        if stage == "end":
            await asyncio.sleep(pause)  # the answer is complete: a client that leaves abandons nothing
        elif pause:
            await self._pause(pause)
        if kind == "reset":
            self.wire.reset()
        else:
            await self.wire.farewell()
        return True

    async def _pause(self, seconds: float | None) -> None:
        if not await self.wire.stays(seconds):
            raise Gone

    async def _give_body(self, body: bytes) -> bool:
        """The body, as framing and fault have it; whether it was given whole."""
        fault = self.answer.get("fault", {})
        kind, many = fault.get("do"), fault.get("bytes", 0)
        if kind == "bad_chunk":
            await self.wire.send(self._chunk(body[:many]) + b"zz\r\n" + body[many:] + b"\r\n0\r\n\r\n")
            await self.wire.farewell()
            return False
        if fault.get("at") == "body":
            await self.wire.send(self._chunk(body[:many]))
            if await self._strike("body"):
                return False
            body = body[many:]
        step = many if kind == "drip" else _PIECE
        for start in range(0, len(body), step):
            piece = self._chunk(body[start : start + step])
            self.request.taken += len(piece)
            await self.wire.send(piece)
            if len(body) > _LONG:
                await asyncio.sleep(_PIECE / _SPEED)
            if kind == "drip" and start + step < len(body) and not self.org.scenario.simulated:
                await self._pause(fault["ms"] / 1000)
        return True

    def _takes(self, body: bytes) -> int:
        """How long the answer takes where nobody waits for it."""
        fault = self.answer.get("fault", {})
        if fault.get("do") == "drip":
            return fault["ms"] * max(0, (len(body) - 1) // fault["bytes"])
        return fault.get("ms", -1) if fault.get("do") == "hang" else 0

    def _chunk(self, piece: bytes) -> bytes:
        return b"%x\r\n%s\r\n" % (len(piece), piece) if piece and self.answer.get("framing") == "chunked" else piece

    def _filled(self, value: Json) -> Json:
        return Filler(self.org.names, self.now, self.request.nth, self.request.headers).fill(value)

    def _body(self) -> bytes | None:
        answer = self.answer
        if "json" in answer:
            given = self._filled(answer["json"])
            if self.request.path == TOKEN_PATH and isinstance(given, dict) and isinstance(given.get("access_token"), str):
                self.org.secrets.append(given["access_token"])
            return encode(given, ascii=False).encode()
        if "text" in answer:
            return str(self._filled(answer["text"])).encode()
        return base64.b64decode(answer["base64"]) if "base64" in answer else None

    def _head(self, body: bytes | None, over: bool) -> bytes:
        answer, status = self.answer, self.answer.get("status", 200)
        given: Headers = [(name, self._filled(value)) for name, value in answer.get("headers", [])]
        media = answer.get("type", "application/json" if "json" in answer else None)
        headers: Headers = [
            ("Date", formatdate(self.now, usegmt=True)),
            *([("Content-Type", media)] if media else []),
            ("X-Okta-Request-Id", f"req{self.request.number:05}"),
            ("X-Rate-Limit-Limit", "600"),
            ("X-Rate-Limit-Remaining", "599"),
            ("X-Rate-Limit-Reset", str(int(self.now) + 60)),
        ]
        left_out = {name.lower() for name in [*answer.get("without", []), *(name for name, _ in given)]}
        headers = [header for header in headers if header[0].lower() not in left_out] + given
        if self.page:
            shown = "" if self.org.scenario.hidden else ", ".join(dict.fromkeys(name for name, _ in headers))
            headers += [("Access-Control-Allow-Origin", self.page)]
            headers += [("Access-Control-Expose-Headers", shown)] if shown else []
        if self.org.scenario.simulated:
            headers.append((SIMULATED_TAKES, str(self._takes(body or b""))))
        framing = answer.get("framing", "length")
        if framing == "chunked":
            headers.append(("Transfer-Encoding", "chunked"))
        elif framing == "length" and (status != 204 or body):
            headers.append(("Content-Length", str(len(body or b""))))
        if over:
            headers.append(("Connection", "close"))
        interim = "".join(
            f"HTTP/1.1 {one} Interim\r\n{'Link: </style.css>; rel=preload' + chr(13) + chr(10) if one == 103 else ''}\r\n"
            for one in answer.get("before", [])
        )
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
        return f"{interim}HTTP/{answer.get('version', '1.1')} {status} Scripted\r\n{lines}\r\n".encode()


class Gone(Exception):
    """The client left before its answer was complete."""


class Wire:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._ahead = b""
        # What was sent is then what the client, or its socket, has taken.
        writer.transport.set_write_buffer_limits(high=0)
        writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    async def head(self) -> bytes | None:
        """The head of the next request; None at the end of the connection."""
        while b"\r\n\r\n" not in self._ahead:
            if not (more := await self._reader.read(_PIECE)):
                return None
            self._ahead += more
        head, _, self._ahead = self._ahead.partition(b"\r\n\r\n")
        return head

    async def exactly(self, length: int) -> bytes:
        """So many bytes."""
        pieces, missing = [self._ahead], length - len(self._ahead)
        while missing > 0:
            if not (more := await self._reader.read(missing)):
                raise Gone
            pieces.append(more)
            missing -= len(more)
        whole = b"".join(pieces)
        self._ahead = whole[length:]
        return whole[:length]

    async def send(self, data: bytes) -> None:
        """Sends, and returns when the client has taken it."""
        try:
            self._writer.write(data)
            await self._writer.drain()
        except OSError:
            raise Gone from None

    async def stays(self, seconds: float | None) -> bool:
        """Waits, for ever where no time is given; false as soon as the client leaves."""
        end = None if seconds is None else time.monotonic() + seconds
        with suppress(asyncio.TimeoutError):
            while True:
                left = None if end is None else max(0.0, end - time.monotonic())
                try:
                    more = await asyncio.wait_for(self._reader.read(_PIECE), left)
                except ConnectionError:
                    return False
                if not more:
                    return False
                self._ahead += more
        return True

    async def farewell(self) -> bool:
        """Ends the connection once the client has all; false, for it does not go on."""
        with suppress(OSError, asyncio.TimeoutError, RuntimeError):
            self._writer.write_eof()
            await asyncio.wait_for(self._gone(), _FAREWELL)
        return False

    async def _gone(self) -> None:
        while await self._reader.read(_PIECE):
            pass

    def reset(self) -> None:
        """Breaks the connection: RST instead of an end."""
        self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


def jwt_parts(jwt: str) -> list[str]:
    """What of a JWT nobody may see: its signature is as good as the whole."""
    return [jwt, jwt.rpartition(".")[2]]


def fits(when: Json, request: Request) -> bool:
    """Whether a request is one that an answer is for."""
    if when is None:
        return True
    if isinstance(when, str):
        return when == f"{request.method} {request.path}"
    query = dict(parse_qsl(request.target.partition("?")[2], keep_blank_values=True))
    text = lambda value: json.dumps(value) if isinstance(value, bool) else str(value) if isinstance(value, (int, Decimal)) else value
    return (
        when.get("method", request.method) == request.method
        and when.get("path", request.path) == request.path
        and all(query.get(name) == text(value) for name, value in when.get("query", {}).items())
        and all(request.header(name) == value for name, value in when.get("header", {}).items())
        and ("nonce" not in when or nonce(request.header("DPoP")) == when["nonce"])
    )
