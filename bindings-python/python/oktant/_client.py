"""The client that waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._list import List
from ._org import CallOptions, Org
from .generated.clients import Services

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from typing_extensions import Self, Unpack

    from ._native import Raw


class Client(Services, Org):
    """A client of one org; share it between threads. Settings come from okta.yaml, OKTA_CLIENT_... and these arguments.

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
    ) -> Raw[Any]:
        """Calls any operation of the API by its name: `okta.call("getUser", path={"id": "me"}).json`."""
        return self._core.call(operation, path, query, header, body, options).wait()

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
        """Reads any list of the API by its operation's name, from its first page or from a cursor."""
        return List(lambda: self._core.pages(operation, path, query, header, options, cursor))

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: object = None,
        **options: Unpack[CallOptions],
    ) -> Raw[Any]:
        """Calls what has no operation: any path of the org, with the same credential and errors."""
        return self._core.call(f"{method} {path}", None, query, None, body, options).wait()

    def close(self) -> None:
        """Closes the connections; further calls are refused."""
        self._core.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
