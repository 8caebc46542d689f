"""A server that does what a test says, request by request, and keeps what came."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self

TOKEN = "00token0123456789"


@dataclass
class Request:
    """What came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    port: int
    """Of the client's end of the connection."""


Answer = bytes | Callable[[socket.socket, "Server"], None]


class Listener:
    """Serves each connection in a thread of its own."""

    def __enter__(self) -> Self:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection: socket.socket) -> None:
        """What a server does with a connection: this one hangs up."""
        connection.close()


@dataclass
class Server(Listener):
    """Gives one answer after the other, the last one again and again."""

    answers: list[Answer]
    requests: list[Request] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Event = field(default_factory=threading.Event)

    def serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as reader:
            while line := reader.readline().decode():
                method, target, _ = line.split(" ", 2)
                headers = {}
                while (header := reader.readline().decode().strip()) != "":
                    name, _, value = header.partition(":")
                    headers[name.lower()] = value.strip()
                body = reader.read(int(headers.get("content-length", 0)))
                self.requests.append(Request(method, target, headers, body, connection.getpeername()[1]))
                answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                self.arrived.set()
                if isinstance(answer, bytes):
                    connection.sendall(answer)
                else:
                    answer(connection, self)
                    return


def answer(document: object = None, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> bytes:
    """A whole answer: text as it is, anything else as JSON."""
    body = document.encode("utf-8", "surrogatepass") if isinstance(document, str) else json.dumps(document).encode()
    lines = [f"HTTP/1.1 {status} X", f"content-length: {len(body)}", "content-type: application/json"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def problem(status: int, code: str = "E0000001", summary: str = "it went wrong", **headers: str) -> bytes:
    """An error as Okta writes it."""
    document = {"errorCode": code, "errorSummary": summary, "errorId": "oae1", "errorCauses": []}
    return answer(document, status, tuple((name.replace("_", "-"), value) for name, value in headers.items()))


def stall(connection: socket.socket, server: Server) -> None:
    """Never answers, and notes when the client hangs up."""
    connection.settimeout(10)
    if connection.recv(1) == b"":
        server.gone.set()


def drop(connection: socket.socket, server: Server) -> None:
    """Hangs up."""


def soon(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    """True when it becomes true in time."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.005)
    return condition()
