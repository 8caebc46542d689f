"""Exports: all users, groups or events of an org as data frames or tables, read by several cursors at once.

>>> import oktant.export
>>> users = oktant.export.users(okta, search='status eq "ACTIVE"')  # doctest: +SKIP
>>> users.to_polars(), users.to_pandas()  # doctest: +SKIP
>>> pyarrow.table(users), polars.DataFrame(users), duckdb.sql("FROM users")  # doctest: +SKIP

Whatever takes the Arrow PyCapsule interface takes an export. The org is read then, page after page, and read again the next time. In
docs/export.md are the columns. A client of either kind works, but reading blocks: with an `AsyncClient` use `asyncio.to_thread`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _frames

if TYPE_CHECKING:
    from datetime import datetime

    from ._base import BaseClient
    from ._native import RecordBatches

__all__ = [
    "Export",
    "app_groups",
    "app_users",
    "apps",
    "devices",
    "factors",
    "groups",
    "logs",
    "memberships",
    "roles",
    "users",
]


class Export:
    """Rows of an org, not read yet."""

    __slots__ = ("_dataset", "_okta", "_options")

    def __init__(self, okta: BaseClient, dataset: str, **options: Any) -> None:
        self._okta = okta
        self._dataset = dataset
        self._options = options

    def to_polars(self) -> Any:
        """Reads the rows into a `polars.DataFrame`."""
        return _frames.to_polars(self._start())

    def to_pandas(self) -> Any:
        """Reads the rows into a `pandas.DataFrame`, with the types of Arrow. Needs pyarrow too."""
        return _frames.to_pandas(self._start())

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The Arrow stream of the rows. Its consumer raises an exception of its own if a later request fails."""
        return self._start().__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        return f"<Export of {self._dataset} of {self._okta.org_url}>"

    def _start(self) -> RecordBatches:
        return self._okta._native.export(self._dataset, **self._options)


def users(
    okta: BaseClient,
    *,
    search: str | None = None,
    since: datetime | None = None,
    document: bool = False,
    concurrency: int | None = None,
) -> Export:
    """Users of every status, or those that a search selects; only those updated since a time; at most `concurrency` pages at once.

    `document` adds a column of this name with the whole document as JSON.
    """
    return Export(okta, "users", search=search, since=_ms(since), document=document, concurrency=concurrency)


def groups(
    okta: BaseClient,
    *,
    search: str | None = None,
    since: datetime | None = None,
    document: bool = False,
    concurrency: int | None = None,
) -> Export:
    """Groups of every type."""
    return Export(okta, "groups", search=search, since=_ms(since), document=document, concurrency=concurrency)


def memberships(okta: BaseClient, *, search: str | None = None, concurrency: int | None = None) -> Export:
    """The members of each group, or of those that a search selects: `groupId` and `userId`."""
    return Export(okta, "memberships", search=search, concurrency=concurrency)


def apps(okta: BaseClient, *, filter: str | None = None, document: bool = False) -> Export:
    """Apps, or those that a filter selects."""
    return Export(okta, "apps", search=filter, document=document)


def app_users(
    okta: BaseClient, *, filter: str | None = None, document: bool = False, concurrency: int | None = None
) -> Export:
    """The users of each app, or of those that a filter selects, with `appId`."""
    return Export(okta, "app_users", search=filter, document=document, concurrency=concurrency)


def app_groups(
    okta: BaseClient, *, filter: str | None = None, document: bool = False, concurrency: int | None = None
) -> Export:
    """The groups of each app, or of those that a filter selects, with `appId`."""
    return Export(okta, "app_groups", search=filter, document=document, concurrency=concurrency)


def roles(okta: BaseClient, *, document: bool = False, concurrency: int | None = None) -> Export:
    """The roles of each user who has any, with `userId`."""
    return Export(okta, "roles", document=document, concurrency=concurrency)


def factors(
    okta: BaseClient, *, search: str | None = None, document: bool = False, concurrency: int | None = None
) -> Export:
    """The factors of each user, or of those that a search selects, with `userId`."""
    return Export(okta, "factors", search=search, document=document, concurrency=concurrency)


def devices(okta: BaseClient, *, search: str | None = None, document: bool = False) -> Export:
    """Devices, or those that a search selects."""
    return Export(okta, "devices", search=search, document=document)


def logs(
    okta: BaseClient,
    *,
    filter: str | None = None,
    since: datetime | None = None,
    document: bool = False,
    concurrency: int | None = None,
) -> Export:
    """Events of the system log, or those that a filter selects: of the last 90 days, or since a time."""
    return Export(okta, "logs", search=filter, since=_ms(since), document=document, concurrency=concurrency)


def _ms(time: datetime | None) -> int | None:
    """Unix time in milliseconds."""
    if time is None:
        return None
    if time.tzinfo is None:
        raise ValueError(f"{time!r} has no time zone: add one, as in datetime.now(timezone.utc)")
    return int(time.timestamp() * 1000)
