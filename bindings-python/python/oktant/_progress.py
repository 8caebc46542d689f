"""How far a list was read, as someone wants to know it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Progress:
    """Of one reading. Nobody wants to know."""

    def add(self, items: int) -> None:
        """So many more were read."""

    def close(self) -> None:
        """No more will be."""


class Report(Progress):
    """Calls a function with the number of items so far."""

    def __init__(self, report: Callable[[int], object]) -> None:
        self._report = report
        self._items = 0

    def add(self, items: int) -> None:
        self._items += items
        self._report(self._items)


class Bar(Progress):
    """Draws a bar of tqdm."""

    def __init__(self, bar: Any) -> None:
        self._bar = bar(unit=" items")

    def add(self, items: int) -> None:
        self._bar.update(items)

    def close(self) -> None:
        self._bar.close()


def tqdm() -> Any:
    """What draws bars."""
    try:
        return import_module("tqdm.auto").tqdm
    except ImportError as error:
        what = "a bar of progress needs tqdm: pip install 'oktant[tqdm]', or give progress() a function of your own"
        raise ImportError(what, name="tqdm") from error
