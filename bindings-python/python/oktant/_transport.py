"""Custom transports: what sends a client's requests instead of the built-in HTTP client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable, Mapping


class Request:
    """HTTP request, to be sent as it is."""

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
        """Timeout in seconds, to the last byte of the response. None means no limit."""
        self.max_body = max_body
        """Largest body of a 2xx response, in bytes, decompressed. A transport may stop reading one byte later."""

    def __repr__(self) -> str:
        return f"<Request {self.method}>"


class Response:
    """HTTP response of any status."""

    __slots__ = ("content", "headers", "status")

    def __init__(
        self, status: int, headers: Mapping[str, str] | Iterable[tuple[str, str]] = (), content: bytes = b""
    ) -> None:
        self.status = status
        self.headers = headers
        """Headers by name, or pairs of name and value if a name occurs more than once."""
        self.content = content
        """Whole body, decompressed."""

    def __repr__(self) -> str:
        return f"<Response {self.status}, {len(self.content)} bytes>"


class Transport(Protocol):
    """Transport: sends requests instead of the built-in HTTP client, for a gateway, for recordings, for tests.

    It sends each request once, as it is, follows no redirect, and returns the response whatever its status. Pages of a list are not
    prefetched over it. It may call the SDK itself.

    >>> class Double:
    ...     def send(self, request: Request) -> Response:
    ...         return Response(200, {"content-type": "application/json"}, b'{"id": "00u1"}')
    >>> from oktant import Client
    >>> okta = Client(org_url="https://example.okta.com", token="00token", transport=Double())
    >>> okta.call("getUser", path={"id": "me"}).json
    {'id': '00u1'}
    """

    def send(self, request: Request, /) -> Response | Awaitable[Response]:
        """Sends a request and returns the response.

        Raises if there is no complete response: `SendError` says how far the attempt got, `TimeoutError` that it took too long;
        after any other exception the request may have arrived. The exception becomes the cause of a `TransportError` or
        `TimedOutError`. For an AsyncClient this may be an async function, which is cancelled at the timeout; any other function
        observes `request.timeout` itself.
        """


class SendError(Exception):
    """Error of a transport that has no complete response."""

    phase: Literal["connect", "answer", "body"]
    """How far the attempt got. `connect`: nothing was sent. `answer`: the request may have arrived. `body`: the response began."""
    timed_out: bool
    """True if the attempt took too long."""

    def __init__(
        self, message: str = "", phase: Literal["connect", "answer", "body"] = "answer", timed_out: bool = False
    ) -> None:
        if phase not in ("connect", "answer", "body"):
            raise ValueError(f"{phase!r} is not a phase: use connect, answer or body")
        super().__init__(message)
        self.phase = phase
        self.timed_out = timed_out
