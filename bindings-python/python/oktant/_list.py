"""Lists over several pages."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from ._native import Pages

if TYPE_CHECKING:
    from ._native import Pages

T = TypeVar("T")


class Page(Generic[T]):
    """One page of a list. It may be empty and not be the last: the cursor alone decides."""

    __slots__ = ("cursor", "items")

    def __init__(self, items: list[T], cursor: str | None) -> None:
        self.items = items
        self.cursor = cursor

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        return f"<Page of {len(self.items)}{'' if self.cursor is None else ', more to come'}>"


class List(Generic[T]):
    """A list that is read as it is iterated, as often as that is done. An error comes after the items before it.

    From the fourth page on, the next page is asked for while one is worked on.
    """

    __slots__ = ("_every", "_open")

    def __init__(self, pages: Callable[[], Pages], every: float | None = None) -> None:
        self._open = pages
        self._every = every

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items

    def pages(self) -> Iterator[Page[T]]:
        """The list page by page."""
        pages = self._open()
        while True:
            while (flight := pages.next()) is not None:
                yield Page(*pages.land(flight.wait(), True))
            if self._every is None or (flight := pages.again()) is None:
                return
            time.sleep(self._every)
            yield Page(*pages.land(flight.wait(), True))

    def first_page(self) -> Page[T]:
        """The first page alone; its cursor leads to the next."""
        pages = self._open()
        flight = pages.next()
        assert flight is not None, "every list has a first page"
        return Page(*pages.land(flight.wait(), False))

    def follow(self, every: float) -> List[T]:
        """The same list, going on for ever: where it ends for now, as the system log does, it is asked again after so many
        seconds."""
        return List(self._open, every)
