"""The services of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._async import AsyncClient, AsyncList
    from ._client import Client
    from ._list import List
    from ._org import CallOptions


class Users:
    """Users of the org."""

    __slots__ = ("_client",)

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_users(
        self,
        *,
        search: str | None = None,
        filter: str | None = None,
        q: str | None = None,
        limit: int | None = None,
        sort_by: str | None = None,
        sort_order: str | None = None,
        cursor: str | None = None,
        **options: Unpack[CallOptions],
    ) -> List[dict[str, Any]]:
        """GET /api/v1/users"""
        query = _query(search, filter, q, limit, sort_by, sort_order)
        return self._client.items("listUsers", query=query, cursor=cursor, **options)


class AsyncUsers:
    """Users of the org."""

    __slots__ = ("_client",)

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    def list_users(
        self,
        *,
        search: str | None = None,
        filter: str | None = None,
        q: str | None = None,
        limit: int | None = None,
        sort_by: str | None = None,
        sort_order: str | None = None,
        cursor: str | None = None,
        **options: Unpack[CallOptions],
    ) -> AsyncList[dict[str, Any]]:
        """GET /api/v1/users"""
        query = _query(search, filter, q, limit, sort_by, sort_order)
        return self._client.items("listUsers", query=query, cursor=cursor, **options)


def _query(*values: object) -> dict[str, object]:
    return dict(zip(("search", "filter", "q", "limit", "sortBy", "sortOrder"), values, strict=True))
