"""Progress reports of a list that is read."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Progress:
    """Progress of one reading that nobody watches."""

    def add(self, items: int) -> None:
        """Reports that further items were read."""

    def close(self) -> None:
        """Reports the end of the list."""

    pause: Callable[[float, str], object] | None = None
    """Reports a pause before a request, with its seconds and the operation. None if nobody is told: no call is watched then."""


class Report(Progress):
    """Progress that calls a function with the number of items so far."""

    def __init__(self, report: Callable[[int], object]) -> None:
        self._report = report
        self._items = 0

    def add(self, items: int) -> None:
        self._items += items
        self._report(self._items)


class Bar(Progress):
    """Progress that draws a bar of tqdm."""

    def __init__(self, bar: Any) -> None:
        self._bar = bar(unit=" items")
        self._paused = False

    def add(self, items: int) -> None:
        if self._paused:
            self._bar.set_postfix_str("", refresh=False)
            self._paused = False
        self._bar.update(items)

    def pause(self, seconds: float, operation: str) -> None:
        self._paused = True
        self._bar.set_postfix_str(f"waits {seconds:.0f} s for {operation}")

    def close(self) -> None:
        self._bar.close()


def tqdm() -> Any:
    """The class of tqdm that draws bars."""
    try:
        return import_module("tqdm.auto").tqdm
    except ImportError as error:
        what = "a progress bar needs tqdm: pip install 'oktant[tqdm]', or pass a function to progress()"
        raise ImportError(what, name="tqdm") from error
