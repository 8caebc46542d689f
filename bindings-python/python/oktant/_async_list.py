"""Lists over several pages, for asyncio."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, TypeVar

from ._event_loop import run_to_completion
from ._list import BaseList, Page

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

T = TypeVar("T")


class AsyncList(BaseList[T]):
    """List for asyncio that is read while it is iterated. It may be iterated more than once, and is read again each time.

    An error is raised after the items that came before it. From the fourth page on, the next page is requested while the current
    one is processed.
    """

    __slots__ = ()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item

    async def pages(self) -> AsyncGenerator[Page[T], None]:
        """Pages of the list, one request each."""
        pages, read = self._start(), 0
        progress = self._progress()
        try:
            pages.watch(progress.pause)
            while self._wanted(read) != 0:
                if rest := pages.rest():
                    await asyncio.sleep(rest)
                if (call := pages.next()) is None:
                    return
                page = self._page(*pages.finish_page(await run_to_completion(call), self._wanted(read)), read)
                read += len(page)
                yield page
                progress.add(len(page))
        finally:
            pages.watch(None)
            progress.close()

    async def first_page(self) -> Page[T]:
        """First page alone. Its `cursor` leads to the next page."""
        pages = self._open()
        call = pages.next()
        assert call is not None, "every list has a first page"
        return self._page(*pages.finish_page(await run_to_completion(call), 0))

    async def first(self) -> T | None:
        """First item; None if the list is empty."""
        async with aclosing(self.take(1).pages()) as pages:
            async for page in pages:
                for item in page.items:
                    return item
        return None

    async def all(self) -> list[T]:
        """All items, in a list in memory."""
        return [item async for page in self.pages() for item in page.items]

    async def to_polars(self) -> Any:
        """Reads the list into a `polars.DataFrame`, with typed columns."""
        from ._frames import rows_of, to_polars

        return to_polars(rows_of(self._of, await self.all()))

    async def to_pandas(self) -> Any:
        """Reads the list into a `pandas.DataFrame`, with the types of Arrow. Needs pyarrow too."""
        from ._frames import rows_of, to_pandas

        return to_pandas(rows_of(self._of, await self.all()))

    if not TYPE_CHECKING:

        def __await__(self) -> object:
            raise TypeError("an AsyncList is read by `async for user in users`, `await users.all()` or `await users.first()`")

        def __iter__(self) -> object:
            raise TypeError("an AsyncList is read by `async for user in users`, or `await users.all()`")

    @staticmethod
    def _read_by(call: str) -> str:
        return f"await {call}"
