"""How models and pages show in rich, IPython and notebooks. Secrets are masked. Imported when the first one is shown."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from . import _inspect
from ._native import unix_ms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ._fields import Field

COLUMNS = 12
"""Most columns of a table."""
CELL = 80
"""Most characters of a cell."""
FIRST = ("id", "status", "name", "label", "type")
"""The first columns."""
HIDDEN = ("_embedded", "_links", "embedded", "links")
"""Members that would fill a table."""


def parts(fields: Mapping[str, Field], document: Any) -> Iterator[Any]:
    """The arguments of the call that makes a model again, as `__rich_repr__` gives them: undocumented members, then attributes."""
    if type(document) is not dict:
        yield f"over {_inspect.type_name(document)}"
        return
    documented, rest = _inspect.split(fields, document)
    if rest:
        yield _inspect.masked(rest)
    for name, member, codec, secret in documented:
        yield name, _inspect.MASK if secret and member is not None else codec.masked(member)


def pretty(model: Any, printer: Any) -> None:
    """Prints a model for IPython: on one line if it fits, otherwise a line for each attribute."""
    with printer.group(4, f"{type(model).__name__}(", ")"):
        for index, part in enumerate(model.__rich_repr__()):
            if index:
                printer.text(",")
            printer.breakable(" " if index else "")
            if isinstance(part, tuple):
                printer.text(f"{part[0]}=")
                part = part[1]
            printer.pretty(part)


def html_of_model(model: Any) -> str:
    """A model as a table of names and values."""
    rows = [part if isinstance(part, tuple) else ("", part) for part in model.__rich_repr__()]
    body = "".join(f"<tr><th>{escape(name)}</th><td>{_cell(value)}</td></tr>" for name, value in rows)
    return f"<table><caption>{escape(type(model).__name__)}</caption>{body}</table>"


def html_of_items(items: list[Any], caption: str) -> str:
    """Items as a table with a row for each; members of objects inside them become columns such as `profile.login`."""
    rows = [dict(_cells(item)) for item in items]
    # What tells items apart comes first, times last.
    times = {name for row in rows for name, value in row.items() if _is_time(value)}
    names = sorted(dict.fromkeys(name for row in rows for name in row), key=lambda name: (_place(name), name in times))
    names = names[:COLUMNS]
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(f"<tr>{''.join(f'<td>{_cell(row.get(name))}</td>' for name in names)}</tr>" for row in rows)
    return f"<table><caption>{escape(caption)}</caption><tr>{head}</tr>{body}</table>"


def _place(name: str) -> int:
    return FIRST.index(name) if name in FIRST else len(FIRST)


def _is_time(value: Any) -> bool:
    return isinstance(value, str) and "T" in value and unix_ms(value) is not None


def _cells(item: Any, outer: str = "") -> Iterator[tuple[str, Any]]:
    """Names and values of an item, without links and lists."""
    for name, value in _members(item):
        if name in HIDDEN or isinstance(value, list):
            continue
        if _is_object(value) and not outer:
            yield from _cells(value, f"{name}.")
        elif not _is_object(value):
            yield f"{outer}{name}", value


def _members(item: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(item, dict):
        return list(_inspect.masked(item).items())
    if not _is_object(item):
        return [("", item)]
    pairs: list[tuple[str, Any]] = []
    for part in item.__rich_repr__():
        pairs += [part] if isinstance(part, tuple) else part.items() if isinstance(part, dict) else [("", part)]
    return pairs


def _is_object(value: Any) -> bool:
    return isinstance(value, dict) or hasattr(value, "__rich_repr__")


def _cell(value: Any) -> str:
    text = "" if value is None else value if isinstance(value, str) else repr(value)
    return escape(text if len(text) <= CELL else f"{text[: CELL - 1]}…")
