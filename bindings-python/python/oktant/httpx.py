"""Transports over httpx, with its proxies, certificates, mocks and recorders. Install it with `oktant[httpx]`.

httpx has a log of its own: at level INFO the URL of each request, and httpcore at DEBUG the headers of its response.

>>> import httpx
>>> from oktant import Client
>>> from oktant.httpx import HttpxTransport
>>> okta = Client(transport=HttpxTransport(httpx.Client(proxy="http://proxy:3128")))  # doctest: +SKIP
"""

from __future__ import annotations

import os
import time
from typing import Generic, Literal, TypeVar

import httpx

from ._transport import Request, Response, SendError

C = TypeVar("C", httpx.Client, httpx.AsyncClient)

_LIMIT = 1 << 20
"""How much of the body of an error response is read, in bytes."""
_BEFORE = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
"""Exceptions that are raised before any byte of a request is sent."""


class _Connection(Generic[C]):
    """The httpx client that sends the requests of one process."""

    def __init__(self, client: C | None, make: type[C]) -> None:
        self._make: type[C] | None = None if client is not None else make
        self._client: C = client if client is not None else make()
        self._process: int | None = None

    def _outgoing(self, request: Request) -> tuple[C, httpx.Request]:
        """The httpx request: with the httpx client's headers, but without its query, cookies and auth, which would change it."""
        client = self._of_this_process()
        headers = httpx.Headers(client.headers)
        headers.update(request.headers)
        limits = dict.fromkeys(("connect", "read", "write", "pool"), request.timeout)
        connect = client.timeout.connect
        if connect is not None and (request.timeout is None or connect < request.timeout):
            limits["connect"] = connect
        extensions = {"timeout": limits}
        return client, httpx.Request(
            request.method, request.url, headers=headers, content=request.body, extensions=extensions
        )

    def _of_this_process(self) -> C:
        """An httpx client does not survive a fork: over its parent's connections, a child would read its parent's responses."""
        process = os.getpid()
        if self._process not in (None, process):
            if self._make is None:
                raise SendError("this httpx client belongs to the parent process: make another one", phase="connect")
            self._client = self._make()
        self._process = process
        return self._client


class HttpxTransport(_Connection[httpx.Client]):
    """Transport for `Client` over an `httpx.Client`. Never follows redirects."""

    def __init__(self, client: httpx.Client | None = None) -> None:
        super().__init__(client, httpx.Client)

    def send(self, request: Request, /) -> Response:
        """Sends a request once and returns the response."""
        incoming = _Incoming(request)
        try:
            client, outgoing = self._outgoing(request)
            response = incoming.begin(client.send(outgoing, stream=True, auth=None, follow_redirects=False))
            try:
                for chunk in response.iter_bytes():
                    if incoming.take(chunk):
                        break
            finally:
                response.close()
        except httpx.HTTPError as error:
            raise incoming.send_error(error) from error
        return incoming.response()


class AsyncHttpxTransport(_Connection[httpx.AsyncClient]):
    """Transport for `AsyncClient` over an `httpx.AsyncClient`, which belongs to one event loop. Never follows redirects."""

    def __init__(self, client: httpx.AsyncClient | None = None) -> None:
        super().__init__(client, httpx.AsyncClient)

    async def send(self, request: Request, /) -> Response:
        """Sends a request once and returns the response."""
        incoming = _Incoming(request)
        try:
            client, outgoing = self._outgoing(request)
            response = incoming.begin(await client.send(outgoing, stream=True, auth=None, follow_redirects=False))
            try:
                async for chunk in response.aiter_bytes():
                    if incoming.take(chunk):
                        break
            finally:
                await response.aclose()
        except httpx.HTTPError as error:
            raise incoming.send_error(error) from error
        return incoming.response()


class _Incoming:
    """A response that arrives chunk by chunk."""

    def __init__(self, request: Request) -> None:
        self._end = None if request.timeout is None else time.monotonic() + request.timeout
        self._response: httpx.Response | None = None
        self._content = bytearray()
        self._max_body = request.max_body

    def begin(self, response: httpx.Response) -> httpx.Response:
        self._response = response
        return response

    def take(self, chunk: bytes) -> bool:
        """Takes a chunk; True if no further one is needed. A slow server gets no more than the timeout."""
        if self._end is not None and time.monotonic() > self._end:
            raise httpx.ReadTimeout("")
        self._content += chunk
        if self._response is not None and self._response.is_success:
            return len(self._content) > self._max_body
        return len(self._content) >= _LIMIT

    def send_error(self, error: httpx.HTTPError) -> SendError:
        phase: Literal["connect", "answer", "body"] = "answer" if self._response is None else "body"
        if isinstance(error, _BEFORE):
            phase = "connect"
        return SendError(str(error), phase=phase, timed_out=isinstance(error, httpx.TimeoutException))

    def response(self) -> Response:
        assert self._response is not None, "it has begun"
        return Response(self._response.status_code, self._response.headers.multi_items(), bytes(self._content))
