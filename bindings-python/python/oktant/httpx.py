"""Calls over httpx: its proxies, certificates, mocks and recorders. Install it with `oktant[httpx]`.

httpx logs on its own: at level INFO the address of each request, and httpcore at DEBUG the headers of its answer.

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
"""How much of an error's body is read."""
_BEFORE = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
"""What is raised before anything of a request has gone out."""


class _Line(Generic[C]):
    """What requests go over: a client of httpx, in the process that uses it."""

    def __init__(self, client: C | None, make: type[C]) -> None:
        self._make: type[C] | None = None if client is not None else make
        self._client: C = client if client is not None else make()
        self._process: int | None = None

    def _outgoing(self, request: Request) -> tuple[C, httpx.Request]:
        """With the client's headers, but without what would change the request: its query, cookies and auth."""
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
        """httpx cannot be forked: whoever goes on with its parent's connections reads its parent's answers."""
        process = os.getpid()
        if self._process not in (None, process):
            if self._make is None:
                raise SendError("this httpx client belongs to the process that forked: make another", phase="connect")
            self._client = self._make()
        self._process = process
        return self._client


class HttpxTransport(_Line[httpx.Client]):
    """Sends what a `Client` asks for over an `httpx.Client`. Redirects are not followed, whatever that says."""

    def __init__(self, client: httpx.Client | None = None) -> None:
        super().__init__(client, httpx.Client)

    def send(self, request: Request, /) -> Response:
        """Sends a request once."""
        coming = _Coming(request)
        try:
            client, outgoing = self._outgoing(request)
            response = coming.begin(client.send(outgoing, stream=True, auth=None, follow_redirects=False))
            try:
                for piece in response.iter_bytes():
                    if coming.take(piece):
                        break
            finally:
                response.close()
        except httpx.HTTPError as error:
            raise coming.broken(error) from error
        return coming.whole()


class AsyncHttpxTransport(_Line[httpx.AsyncClient]):
    """Sends what an `AsyncClient` asks for over an `httpx.AsyncClient`, which belongs to one event loop. Redirects are not
    followed, whatever that says."""

    def __init__(self, client: httpx.AsyncClient | None = None) -> None:
        super().__init__(client, httpx.AsyncClient)

    async def send(self, request: Request, /) -> Response:
        """Sends a request once."""
        coming = _Coming(request)
        try:
            client, outgoing = self._outgoing(request)
            response = coming.begin(await client.send(outgoing, stream=True, auth=None, follow_redirects=False))
            try:
                async for piece in response.aiter_bytes():
                    if coming.take(piece):
                        break
            finally:
                await response.aclose()
        except httpx.HTTPError as error:
            raise coming.broken(error) from error
        return coming.whole()


class _Coming:
    """An answer that comes piece by piece."""

    def __init__(self, request: Request) -> None:
        self._end = None if request.timeout is None else time.monotonic() + request.timeout
        self._response: httpx.Response | None = None
        self._content = bytearray()
        self._max_body = request.max_body

    def begin(self, response: httpx.Response) -> httpx.Response:
        self._response = response
        return response

    def take(self, piece: bytes) -> bool:
        """True where that is enough. A server that drips does not get more time than there is."""
        if self._end is not None and time.monotonic() > self._end:
            raise httpx.ReadTimeout("")
        self._content += piece
        if self._response is not None and self._response.is_success:
            return len(self._content) > self._max_body
        return len(self._content) >= _LIMIT

    def broken(self, error: httpx.HTTPError) -> SendError:
        phase: Literal["connect", "answer", "body"] = "answer" if self._response is None else "body"
        if isinstance(error, _BEFORE):
            phase = "connect"
        return SendError(str(error), phase=phase, timed_out=isinstance(error, httpx.TimeoutException))

    def whole(self) -> Response:
        assert self._response is not None, "it has begun"
        return Response(self._response.status_code, self._response.headers.multi_items(), bytes(self._content))
