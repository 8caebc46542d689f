"""The client for asyncio. A call goes on in the event loop's own thread: the runtime only rings."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary, ref

from ._list import Listed, Page
from ._native import Door
from ._org import CallOptions, Org
from .generated.clients import AsyncServices

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from types import TracebackType

    from typing_extensions import Self, Unpack

    from ._native import Flight, Raw

T = TypeVar("T")


class AsyncClient(AsyncServices, Org):
    """A client of one org for asyncio, with the same methods as `Client`.

    >>> async with AsyncClient() as okta:  # doctest: +SKIP
    ...     async for user in okta.users.list_users(search='status eq "ACTIVE"'):
    ...         print(user.id)
    """

    async def call(
        self,
        operation: str,
        *,
        path: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        header: Mapping[str, object] | None = None,
        body: object = None,
        **options: Unpack[CallOptions],
    ) -> Raw[Any]:
        """Calls any operation of the API by its name: `(await okta.call("getUser", path={"id": "me"})).json`."""
        return await landed(self._core.call(operation, path, query, header, body, options))

    def items(
        self,
        operation: str,
        *,
        path: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        header: Mapping[str, object] | None = None,
        cursor: str | None = None,
        **options: Unpack[CallOptions],
    ) -> AsyncList[Any]:
        """Reads any list of the API by its operation's name, from its first page or from a cursor."""
        return AsyncList(lambda: self._core.pages(operation, path, query, header, options, cursor))

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: object = None,
        **options: Unpack[CallOptions],
    ) -> Raw[Any]:
        """Calls what has no operation: any path of the org, with the same credential and errors."""
        return await landed(self._core.call(f"{method} {path}", None, query, None, body, options))

    async def close(self) -> None:
        """Closes the connections; further calls are refused."""
        self._core.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


class AsyncList(Listed[T]):
    """A list that is read as it is iterated, as often as that is done. An error comes after the items before it.

    From the fourth page on, the next page is asked for while one is worked on.
    """

    __slots__ = ()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item

    async def pages(self) -> AsyncIterator[Page[T]]:
        """The list page by page."""
        pages, progress = self._opened(), self._progress()
        try:
            while True:
                if rest := pages.rest():
                    await asyncio.sleep(rest)
                if (flight := pages.next()) is None:
                    return
                page = self._page(*pages.land(await landed(flight), True))
                yield page
                progress.add(len(page))
        finally:
            progress.close()

    async def first_page(self) -> Page[T]:
        """The first page alone; its cursor leads to the next."""
        pages = self._open()
        flight = pages.next()
        assert flight is not None, "every list has a first page"
        return self._page(*pages.land(await landed(flight), False))


_doors: WeakKeyDictionary[asyncio.AbstractEventLoop, Door] = WeakKeyDictionary()


async def landed(flight: Flight, make: Callable[[Raw[Any]], T] | None = None) -> Raw[T]:
    """Carries a call to its end; `make` makes the value of its answer. A cancelled task gives it up at once."""
    loop = asyncio.get_running_loop()
    door = _doors.get(loop) or _opened(loop)
    try:
        while not flight.turn():
            if (question := flight.question()) is not None:
                await _answer(flight, *question)
                continue
            woken = loop.create_future()
            if flight.listen(door, woken):
                await woken
        return flight.result(make)
    finally:
        flight.cancel()


def _opened(loop: asyncio.AbstractEventLoop) -> Door:
    door = Door()
    try:
        loop.add_reader(door.fileno(), door.answer)
    except RuntimeError:  # a loop that watches no pipes, as on Windows
        door = Door(partial(_ring, ref(loop)))
    _doors[loop] = door
    return door


def _ring(loop: ref[asyncio.AbstractEventLoop]) -> None:
    if (alive := loop()) is not None:
        alive.call_soon_threadsafe(_doors[alive].answer)


async def _answer(flight: Flight, awaitable: Any, limit: float | None) -> None:
    entered = flight.enter()
    try:
        flight.answer(await asyncio.wait_for(awaitable, limit))
    except Exception as error:
        # asyncio has a TimeoutError of its own before Python 3.11.
        own = isinstance(error, asyncio.TimeoutError) and not isinstance(error, TimeoutError)
        flight.answer(None, TimeoutError(*error.args) if own else error)
    finally:
        flight.leave(entered)
