"""The synchronous client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._base import BaseClient
from ._call_options import check_options
from ._list import List
from .generated.clients import Services

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from typing_extensions import Self, Unpack

    from ._call_options import CallOptions
    from ._native import RawResponse


class Client(Services, BaseClient):
    """Client of one org, which threads may share. Settings come from okta.yaml, the environment (OKTA_CLIENT_...) and arguments.

    >>> with Client() as okta:  # doctest: +SKIP
    ...     for user in okta.users.list_users(search='status eq "ACTIVE"'):
    ...         print(user.id)
    """

    def call(
        self,
        operation: str,
        *,
        path: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        header: Mapping[str, object] | None = None,
        body: object = None,
        **options: Unpack[CallOptions],
    ) -> RawResponse[Any]:
        """Calls an operation of the API by its name: `okta.call("getUser", path={"id": "me"}).json`.

        Any other request is `METHOD /path`, or a path alone for a GET: `okta.call("/api/v1/new").json`.
        """
        check_options(options)
        return self._native.call(operation, path, query, header, body, options).wait()

    def items(
        self,
        operation: str,
        *,
        path: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        header: Mapping[str, object] | None = None,
        cursor: str | None = None,
        **options: Unpack[CallOptions],
    ) -> List[Any]:
        """Reads a list of the API by the name of its operation, or by its path: `okta.items("/api/v1/new")`.

        It begins with its first page, or with the page at a cursor, which brings its own query: `query` is refused beside it.
        """
        check_options(options)
        return List(lambda: self._native.pages(operation, path, query, header, options, cursor))

    def request(
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
        return self._native.call(f"{method} {path}", None, query, None, body, options).wait()

    def close(self) -> None:
        """Closes the connections. Further calls raise `RuntimeError`."""
        self._native.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    if not TYPE_CHECKING:

        def __aenter__(self) -> object:
            raise TypeError("a Client is used by `with`, an AsyncClient by `async with`")

        __aexit__ = __aenter__
