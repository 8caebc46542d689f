"""Base classes of the services of `AsyncClient`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ._async_list import AsyncList
from ._codecs import reader
from ._event_loop import run_to_completion
from ._service import BaseService, deprecated, items, nothing, raw, value

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from typing_extensions import Concatenate, ParamSpec, Unpack

    from ._native import RawResponse
    from ._service import CallArguments, ListArguments

    P = ParamSpec("P")

__all__ = ["AsyncRawService", "AsyncService", "async_raw", "async_raw_list", "async_raw_page", "deprecated"]

T = TypeVar("T")


class AsyncService(BaseService):
    """Operations of one area of the API."""

    __slots__ = ()

    async def _call(self, operation: str, of: str, **arguments: Unpack[CallArguments]) -> T:
        raw: RawResponse[T] = await run_to_completion(self._native.call(operation, **arguments), value(of))
        return raw.value

    async def _do(self, operation: str, **arguments: Unpack[CallArguments]) -> None:
        await run_to_completion(self._native.call(operation, **arguments))

    def _list(self, operation: str, of: str, page: str = "", **arguments: Unpack[ListArguments]) -> AsyncList[T]:
        return AsyncList(self._pages(operation, arguments), reader(of), of=of)


class AsyncRawService(BaseService):
    """Operations of one area of the API, returning `RawResponse`."""

    __slots__ = ()

    async def _call(self, operation: str, of: str, **arguments: Unpack[CallArguments]) -> RawResponse[Any]:
        return await run_to_completion(self._native.call(operation, **arguments), value(of))

    async def _do(self, operation: str, **arguments: Unpack[CallArguments]) -> RawResponse[None]:
        return await run_to_completion(self._native.call(operation, **arguments), nothing)

    async def _list(self, operation: str, of: str, page: str = "", **arguments: Unpack[ListArguments]) -> RawResponse[Any]:
        return await run_to_completion(self._native.call(operation, **arguments), value(page) if page else items(of))


if TYPE_CHECKING:

    class async_raw(Generic[P, T]):
        """A method of a service, returning the full response."""

        def __init__(self, method: Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]) -> None: ...
        def __get__(self, service: object, owner: object) -> Callable[P, Coroutine[Any, Any, RawResponse[T]]]: ...

    class async_raw_list(Generic[P, T]):
        """A method that returns a list, returning the full response of its first page."""

        def __init__(self, method: Callable[Concatenate[Any, P], AsyncList[T]]) -> None: ...
        def __get__(self, service: object, owner: object) -> Callable[P, Coroutine[Any, Any, RawResponse[list[T]]]]: ...

    class async_raw_page(Generic[P, T]):
        """A method that returns a list whose pages are objects, returning the full response of the first one."""

        def __init__(self, method: Callable[Concatenate[Any, P], object], page: Callable[[], type[T]]) -> None: ...
        def __get__(self, service: object, owner: object) -> Callable[P, Coroutine[Any, Any, RawResponse[T]]]: ...

else:
    async_raw = async_raw_list = async_raw_page = raw
