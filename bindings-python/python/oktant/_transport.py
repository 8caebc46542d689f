"""Transports of the program's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable, Mapping


class Request:
    """A request, ready to go out as it is."""

    __slots__ = ("body", "headers", "max_body", "method", "timeout", "url")

    def __init__(
        self,
        method: str,
        url: str,
        headers: list[tuple[str, str]],
        body: bytes | None,
        timeout: float | None,
        max_body: int = 256_000_000,
    ) -> None:
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        """How many seconds it may take, to the last byte of its answer; None is for ever."""
        self.max_body = max_body
        """The largest body of a success that is of use, in bytes, unpacked. A transport may stop reading one byte later."""

    def __repr__(self) -> str:
        return f"<Request {self.method}>"


class Response:
    """An answer, whatever its status."""

    __slots__ = ("content", "headers", "status")

    def __init__(
        self, status: int, headers: Mapping[str, str] | Iterable[tuple[str, str]] = (), content: bytes = b""
    ) -> None:
        self.status = status
        self.headers = headers
        """By name, or as pairs where there are several of one name."""
        self.content = content
        """The whole body, decompressed."""

    def __repr__(self) -> str:
        return f"<Response {self.status}, {len(self.content)} bytes>"


class Transport(Protocol):
    """Sends requests, instead of the SDK's own HTTP stack: for a company's own way out, for recording, for tests.

    It decides nothing: it sends each request once, as it is, follows no redirect, and gives the answer whatever its status.
    Lists are read over it without reading ahead. It may call the SDK itself.

    >>> class Double:
    ...     def send(self, request: Request) -> Response:
    ...         return Response(200, {"content-type": "application/json"}, b'{"id": "00u1"}')
    >>> from oktant import Client
    >>> okta = Client(org_url="https://example.okta.com", token="00token", transport=Double())
    >>> okta.call("getUser", path={"id": "me"}).json
    {'id': '00u1'}
    """

    def send(self, request: Request, /) -> Response | Awaitable[Response]:
        """The answer. Where there is no whole one, it raises: `SendError` tells how far it came, a `TimeoutError` that it took
        too long; after anything else the request may have arrived. The caller sees a `TransportError` or `TimedOutError` with
        that as its cause. For an AsyncClient it may be an async function, which is cancelled when its time is over; others
        look to `request.timeout` themselves."""


class SendError(Exception):
    """What a transport raises where there is no whole answer, and how far it came."""

    phase: Literal["connect", "answer", "body"]
    """`connect`: nothing was sent. `answer`: the request may have arrived. `body`: the answer began."""
    timed_out: bool
    """Whether it took too long."""

    def __init__(
        self, message: str = "", phase: Literal["connect", "answer", "body"] = "answer", timed_out: bool = False
    ) -> None:
        if phase not in ("connect", "answer", "body"):
            raise ValueError(f"{phase!r} is no phase: there are connect, answer and body")
        super().__init__(message)
        self.phase = phase
        self.timed_out = timed_out
