"""Lists over several pages."""

from __future__ import annotations

import time
from functools import partial
from math import inf
from operator import index
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ._inspect import masked
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

    if not TYPE_CHECKING:

        def __rich_repr__(self) -> Iterator[Any]:
            yield masked(self.items)
            yield "cursor", self.cursor, None

        def _repr_html_(self) -> str:
            from ._display import html_of_items

            return html_of_items(self.items, repr(self)[1:-1])


class BaseList(Generic[T]):
    """What `List` and `AsyncList` share."""

    __slots__ = ("_every", "_make", "_most", "_of", "_open", "_progress")

    def __init__(
        self,
        pages: Callable[[], Pages],
        make: Callable[[Any], T] | None = None,
        every: float | None = None,
        progress: Callable[[], Progress] = Progress,
        most: int | None = None,
        of: str = "",
    ) -> None:
        self._open = pages
        self._make = make
        self._every = every
        self._progress = progress
        self._most = most
        self._of = of

    def take(self, count: int) -> Self:
        """The first `count` items of the list, or all if there are fewer. No page is requested after the last item.

        The argument `limit` of an operation is another thing: the most items on one page.
        """
        if (count := index(count)) < 0:
            raise ValueError(f"cannot take {count} items: give 0 or more")
        return self._but(most=count if self._most is None else min(count, self._most))

    def follow(self, every: float) -> Self:
        """Follows a growing list such as the system log: at its end it is polled again after `every` seconds, forever.

        A page that is not full is the end for now. With pacing, a quarter of the rate limit is left to other calls.
        """
        if not 0 <= every < inf:
            raise ValueError(f"cannot follow a list every {every} seconds: use 0 or more")
        return self._but(every=every)

    def progress(self, report: Callable[[int], object] | None = None) -> Self:
        """Reports how far the list has been read: calls `report` after each page with the number of items so far.

        Without `report` it draws a progress bar, which needs `oktant[tqdm]`.
        """
        progress = partial(Bar, tqdm()) if report is None else partial(Report, report)
        return self._but(progress=progress)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}, read page by page as it is iterated>"

    if not TYPE_CHECKING:
        # Hints for what a list in memory has. Type checkers know that this one has it not.

        def __len__(self) -> int:
            raise TypeError(f"the length is not known before the list is read: len({self._read_by('users.all()')})")

        def __getitem__(self, index: object) -> object:
            few = self._read_by("users.first()" if index == 0 else "users.take(10).all()")
            raise TypeError(f"a lazy list has no index, because it is read page by page: use {few}")

    @staticmethod
    def _read_by(call: str) -> str:
        """How a program writes a call that reads the list."""
        return call

    def _but(self, **changed: Any) -> Self:
        """This list with other options."""
        options = {"every": self._every, "progress": self._progress, "most": self._most, "of": self._of, **changed}
        return type(self)(self._open, self._make, **options)

    def _start(self) -> Pages:
        pages = self._open()
        if self._every is not None:
            pages.follow(self._every)
        return pages

    def _page(self, items: list[Any], cursor: str | None, read: int = 0) -> Page[T]:
        """A page, after as many items as were read before. No cursor leads into the middle of a page."""
        if self._most is not None and read + len(items) > self._most:
            items, cursor = items[: self._most - read], None
        return Page(items if self._make is None else list(map(self._make, items)), cursor)

    def _wanted(self, read: int) -> int | None:
        """How many items are wanted after as many were read; None if all are."""
        return None if self._most is None else self._most - read


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
        pages, read = self._start(), 0
        progress = self._progress()
        try:
            pages.watch(progress.pause)
            while self._wanted(read) != 0:
                if rest := pages.rest():
                    time.sleep(rest)
                if (call := pages.next()) is None:
                    return
                page = self._page(*pages.finish_page(call.wait(), self._wanted(read)), read)
                read += len(page)
                yield page
                progress.add(len(page))
        finally:
            pages.watch(None)
            progress.close()

    def first_page(self) -> Page[T]:
        """First page alone. Its `cursor` leads to the next page."""
        pages = self._open()
        call = pages.next()
        assert call is not None, "every list has a first page"
        return self._page(*pages.finish_page(call.wait(), 0))

    def first(self) -> T | None:
        """First item; None if the list is empty."""
        return next(iter(self.take(1)), None)

    def all(self) -> list[T]:
        """All items, in a list in memory."""
        return [item for page in self.pages() for item in page.items]

    def to_polars(self) -> Any:
        """Reads the list into a `polars.DataFrame`, with typed columns. `oktant.export` reads long lists faster."""
        from ._frames import rows_of, to_polars

        return to_polars(rows_of(self._of, self.all()))

    def to_pandas(self) -> Any:
        """Reads the list into a `pandas.DataFrame`, with the types of Arrow. Needs pyarrow too."""
        from ._frames import rows_of, to_pandas

        return to_pandas(rows_of(self._of, self.all()))
