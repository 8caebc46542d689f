"""A server that a test scripts, request by request, and that keeps the requests."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self

TOKEN = "00token0123456789"

HANG = 30.0
"""How many seconds a test waits for what must happen. Only a hang takes as long."""


@dataclass
class Request:
    """A request that the server has received."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    port: int
    """The port of the client's end of the connection."""


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
        """Serves a connection; here, closes it."""
        connection.close()


@dataclass
class Server(Listener):
    """Sends one answer after the other, the last one again and again."""

    answers: list[Answer]
    requests: list[Request] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)
    """Set when a client has closed its connection."""
    arrived: threading.Event = field(default_factory=threading.Event)
    """Set when a request has arrived."""
    changed: threading.Condition = field(default_factory=threading.Condition)

    def serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as reader:
            while line := reader.readline().decode():
                method, target, _ = line.split(" ", 2)
                headers = {}
                while (header := reader.readline().decode().strip()) != "":
                    name, _, value = header.partition(":")
                    headers[name.lower()] = value.strip()
                body = reader.read(int(headers.get("content-length", 0)))
                with self.changed:
                    self.requests.append(Request(method, target, headers, body, connection.getpeername()[1]))
                    self.changed.notify_all()
                answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                self.arrived.set()
                if isinstance(answer, bytes):
                    connection.sendall(answer)
                else:
                    answer(connection, self)
                    return

    def wait_for(self, count: int) -> bool:
        """Waits until so many requests have arrived; False if they do not."""
        with self.changed:
            return self.changed.wait_for(lambda: len(self.requests) >= count, HANG)


class Held:
    """An answer that is sent when a test releases it."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._released = threading.Event()
        self.release = self._released.set

    def __call__(self, connection: socket.socket, server: Server) -> None:
        if self._released.wait(HANG):
            connection.sendall(self._answer)


def answer(document: object = None, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> bytes:
    """A complete response: text as it is, anything else as JSON."""
    body = document.encode("utf-8", "surrogatepass") if isinstance(document, str) else json.dumps(document).encode()
    lines = [f"HTTP/1.1 {status} X", f"content-length: {len(body)}", "content-type: application/json"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def problem(status: int, code: str = "E0000001", summary: str = "it went wrong", **headers: str) -> bytes:
    """An error as Okta writes it."""
    document = {"errorCode": code, "errorSummary": summary, "errorId": "oae1", "errorCauses": []}
    return answer(document, status, tuple((name.replace("_", "-"), value) for name, value in headers.items()))


def stall(connection: socket.socket, server: Server) -> None:
    """Never answers, and notes when the client closes the connection."""
    connection.settimeout(2 * HANG)
    if connection.recv(1) == b"":
        server.gone.set()


def drop(connection: socket.socket, server: Server) -> None:
    """Closes the connection."""
