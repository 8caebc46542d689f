"""Lists over several pages, for asyncio."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from ._event_loop import run_to_completion
from ._list import BaseList, Page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

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

    async def pages(self) -> AsyncIterator[Page[T]]:
        """Pages of the list, one request each."""
        pages, progress = self._start(), self._progress()
        try:
            while True:
                if rest := pages.rest():
                    await asyncio.sleep(rest)
                if (call := pages.next()) is None:
                    return
                page = self._page(*pages.finish_page(await run_to_completion(call), True))
                yield page
                progress.add(len(page))
        finally:
            progress.close()

    async def first_page(self) -> Page[T]:
        """First page alone. Its `cursor` leads to the next page."""
        pages = self._open()
        call = pages.next()
        assert call is not None, "every list has a first page"
        return self._page(*pages.finish_page(await run_to_completion(call), False))
