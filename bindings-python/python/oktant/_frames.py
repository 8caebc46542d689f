"""Rows as data frames of polars and pandas, which are imported when they are wanted."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._native import RecordBatches

if TYPE_CHECKING:
    from collections.abc import Callable

# The dataset that has a type's columns.
_DATASETS = {
    "User": "users",
    "Group": "groups",
    "Application": "apps",
    "AppUser": "app_users",
    "ApplicationGroupAssignment": "app_groups",
    "ListAssignedRolesForUserResponseItem": "roles",
    "UserFactor": "factors",
    "DeviceList": "devices",
    "LogEvent": "logs",
}


def rows_of(of: str, documents: list[Any]) -> RecordBatches:
    """Documents of a type as rows."""
    if of not in _DATASETS:
        raise TypeError(f"no columns are known for {of or 'any JSON'}: use pandas.json_normalize or polars.from_dicts")
    return RecordBatches.of_documents(_DATASETS[of], documents)


def to_polars(rows: RecordBatches) -> Any:
    """A data frame of polars."""
    polars: Any = import_module("polars")
    return _read(rows, polars.DataFrame)


def to_pandas(rows: RecordBatches) -> Any:
    """A data frame of pandas, with the types of Arrow: integers with nulls stay integers."""
    pandas: Any = import_module("pandas")
    pyarrow: Any = import_module("pyarrow")
    return _read(rows, pyarrow.table).to_pandas(types_mapper=pandas.ArrowDtype)


def _read(rows: RecordBatches, read: Callable[[Any], Any]) -> Any:
    try:
        return read(rows)
    except Exception as failure:
        if (error := rows.failure) is None:
            raise
        raise error from failure
