"""Lists over several pages."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ._progress import Bar, Progress, Report, tqdm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from typing_extensions import Self

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


class Listed(Generic[T]):
    """What lists have in common, whoever waits for their pages."""

    __slots__ = ("_every", "_make", "_open", "_progress")

    def __init__(
        self,
        pages: Callable[[], Pages],
        make: Callable[[Any], T] | None = None,
        every: float | None = None,
        progress: Callable[[], Progress] = Progress,
    ) -> None:
        self._open = pages
        self._make = make
        self._every = every
        self._progress = progress

    def follow(self, every: float) -> Self:
        """Follows a growing list such as the system log: at its end it is polled again after `every` seconds, forever.

        A page that is not full is the end for now. With pacing, a quarter of the rate limit is left to other calls.
        """
        return type(self)(self._open, self._make, every, self._progress)

    def progress(self, report: Callable[[int], object] | None = None) -> Self:
        """The same list, telling how far it was read: after each page `report` is called with the number of items so far.
        Without it there is a bar, which needs `oktant[tqdm]`."""
        progress = partial(Bar, tqdm()) if report is None else partial(Report, report)
        return type(self)(self._open, self._make, self._every, progress)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}, read page by page as it is iterated>"

    def _opened(self) -> Pages:
        pages = self._open()
        if self._every is not None:
            pages.follow(self._every)
        return pages

    def _page(self, items: list[Any], cursor: str | None) -> Page[T]:
        return Page(items if self._make is None else list(map(self._make, items)), cursor)


class List(Listed[T]):
    """A list that is read as it is iterated, as often as that is done. An error comes after the items before it.

    From the fourth page on, the next page is asked for while one is worked on.
    """

    __slots__ = ()

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items

    def pages(self) -> Iterator[Page[T]]:
        """The list page by page."""
        pages, progress = self._opened(), self._progress()
        try:
            while True:
                if rest := pages.rest():
                    time.sleep(rest)
                if (flight := pages.next()) is None:
                    return
                page = self._page(*pages.land(flight.wait(), True))
                yield page
                progress.add(len(page))
        finally:
            progress.close()

    def first_page(self) -> Page[T]:
        """The first page alone; its cursor leads to the next."""
        pages = self._open()
        flight = pages.next()
        assert flight is not None, "every list has a first page"
        return self._page(*pages.land(flight.wait(), False))
