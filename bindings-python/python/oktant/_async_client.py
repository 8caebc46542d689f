"""The client for asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._async_list import AsyncList
from ._base import BaseClient
from ._call_options import check_options
from ._event_loop import run_to_completion
from .generated.clients import AsyncServices

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from typing_extensions import Self, Unpack

    from ._call_options import CallOptions
    from ._native import RawResponse


class AsyncClient(AsyncServices, BaseClient):
    """Client of one org for asyncio, with the same methods as `Client`. Threads and event loops may share it.

    >>> async with AsyncClient() as okta:  # doctest: +SKIP
    ...     async for user in okta.users.list_users(search='status eq "ACTIVE"'):
    ...         print(user.id)
    """

    _asynchronous = True

    async def call(
        self,
        operation: str,
        *,
        path: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        header: Mapping[str, object] | None = None,
        body: object = None,
        **options: Unpack[CallOptions],
    ) -> RawResponse[Any]:
        """Calls an operation of the API by its name: `(await okta.call("getUser", path={"id": "me"})).json`.

        Any other request is `METHOD /path`, or a path alone for a GET: `(await okta.call("/api/v1/new")).json`.
        """
        check_options(options)
        return await run_to_completion(self._native.call(operation, path, query, header, body, options))

    def items(
        self,
        operation: str,
        *,
        path: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        header: Mapping[str, object] | None = None,
        cursor: str | None = None,
        **options: Unpack[CallOptions],
    ) -> AsyncList[Any]:
        """Reads a list of the API by the name of its operation, or by its path: `okta.items("/api/v1/new")`.

        It begins with its first page, or with the page at a cursor, which brings its own query: `query` is refused beside it.
        """
        check_options(options)
        return AsyncList(lambda: self._native.pages(operation, path, query, header, options, cursor))

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: object = None,
        **options: Unpack[CallOptions],
    ) -> RawResponse[Any]:
        """Sends a request to any path of the org, for what has no operation, with the same credential, retries and errors."""
        check_options(options)
        return await run_to_completion(self._native.call(f"{method} {path}", None, query, None, body, options))

    async def close(self) -> None:
        """Closes the connections. Further calls raise `RuntimeError`."""
        self._native.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    if not TYPE_CHECKING:

        def __enter__(self) -> object:
            raise TypeError("an AsyncClient is used by `async with`, a Client by `with`")

        __exit__ = __enter__
