"""What services of the asynchronous client stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ._async import AsyncList, landed
from ._kinds import reader
from ._service import Caller, deprecated, items, nothing, raw, value

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from typing_extensions import Concatenate, ParamSpec, Unpack

    from ._native import Raw
    from ._service import Read, Sent

    P = ParamSpec("P")

__all__ = ["AsyncRawService", "AsyncService", "async_raw", "async_raw_list", "async_raw_page", "deprecated"]

T = TypeVar("T")


class AsyncService(Caller):
    """Operations that belong together."""

    __slots__ = ()

    async def _call(self, operation: str, of: str, **sent: Unpack[Sent]) -> T:
        raw: Raw[T] = await landed(self._core.call(operation, **sent), value(of))
        return raw.value

    async def _do(self, operation: str, **sent: Unpack[Sent]) -> None:
        await landed(self._core.call(operation, **sent))

    def _list(self, operation: str, of: str, page: str = "", **read: Unpack[Read]) -> AsyncList[T]:
        return AsyncList(self._pages(operation, read), reader(of))


class AsyncRawService(Caller):
    """The same with whole answers: methods of services whose calls give `Raw`."""

    __slots__ = ()

    async def _call(self, operation: str, of: str, **sent: Unpack[Sent]) -> Raw[Any]:
        return await landed(self._core.call(operation, **sent), value(of))

    async def _do(self, operation: str, **sent: Unpack[Sent]) -> Raw[None]:
        return await landed(self._core.call(operation, **sent), nothing)

    async def _list(self, operation: str, of: str, page: str = "", **read: Unpack[Read]) -> Raw[Any]:
        return await landed(self._core.call(operation, **read), value(page) if page else items(of))


if TYPE_CHECKING:

    class async_raw(Generic[P, T]):
        """A service's method, as the service with whole answers has it: the same but for what it gives."""

        def __init__(self, method: Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]) -> None: ...
        def __get__(self, service: object, owner: object) -> Callable[P, Coroutine[Any, Any, Raw[T]]]: ...

    class async_raw_list(Generic[P, T]):
        """The same of a list, which gives its first page."""

        def __init__(self, method: Callable[Concatenate[Any, P], AsyncList[T]]) -> None: ...
        def __get__(self, service: object, owner: object) -> Callable[P, Coroutine[Any, Any, Raw[list[T]]]]: ...

    class async_raw_page(Generic[P, T]):
        """The same of a list whose pages are objects: it gives the first of them."""

        def __init__(self, method: Callable[Concatenate[Any, P], object], page: Callable[[], type[T]]) -> None: ...
        def __get__(self, service: object, owner: object) -> Callable[P, Coroutine[Any, Any, Raw[T]]]: ...

else:
    async_raw = async_raw_list = async_raw_page = raw
