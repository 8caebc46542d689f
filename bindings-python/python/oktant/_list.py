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
    """One page of a list. An empty page need not be the last: only the cursor says whether another follows."""

    __slots__ = ("cursor", "items")

    def __init__(self, items: list[T], cursor: str | None) -> None:
        self.items = items
        """The items on this page."""
        self.cursor = cursor
        """Where the next page begins; None on the last page."""

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        return f"<Page of {len(self.items)}{'' if self.cursor is None else ', more to come'}>"


class BaseList(Generic[T]):
    """What `List` and `AsyncList` share."""

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
        """Reports how far the list has been read: calls `report` after each page with the number of items so far.

        Without `report` it draws a progress bar, which needs `oktant[tqdm]`.
        """
        progress = partial(Bar, tqdm()) if report is None else partial(Report, report)
        return type(self)(self._open, self._make, self._every, progress)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}, read page by page as it is iterated>"

    def _start(self) -> Pages:
        pages = self._open()
        if self._every is not None:
            pages.follow(self._every)
        return pages

    def _page(self, items: list[Any], cursor: str | None) -> Page[T]:
        return Page(items if self._make is None else list(map(self._make, items)), cursor)


class List(BaseList[T]):
    """List that is read while it is iterated. It may be iterated more than once, and is read again each time.

    An error is raised after the items that came before it. From the fourth page on, the next page is requested while the current
    one is processed.
    """

    __slots__ = ()

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items

    def pages(self) -> Iterator[Page[T]]:
        """Pages of the list, one request each."""
        pages, progress = self._start(), self._progress()
        try:
            while True:
                if rest := pages.rest():
                    time.sleep(rest)
                if (call := pages.next()) is None:
                    return
                page = self._page(*pages.finish_page(call.wait(), True))
                yield page
                progress.add(len(page))
        finally:
            progress.close()

    def first_page(self) -> Page[T]:
        """First page alone. Its `cursor` leads to the next page."""
        pages = self._open()
        call = pages.next()
        assert call is not None, "every list has a first page"
        return self._page(*pages.finish_page(call.wait(), False))
