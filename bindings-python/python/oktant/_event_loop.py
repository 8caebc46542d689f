"""Calls in an asyncio event loop. A call is polled in the loop's own thread; the runtime's threads only wake the loop."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary, ref

from ._native import LoopWaker

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._native import PendingCall, RawResponse

T = TypeVar("T")

_wakers: WeakKeyDictionary[asyncio.AbstractEventLoop, LoopWaker] = WeakKeyDictionary()


async def run_to_completion(call: PendingCall, make: Callable[[RawResponse[Any]], T] | None = None) -> RawResponse[T]:
    """Runs a call until it has a response; `make` makes the response's value. Cancelling the task abandons the call at once."""
    loop = asyncio.get_running_loop()
    waker = _wakers.get(loop) or _register(loop)
    try:
        while not call.poll():
            if (pending := call.awaitable()) is not None:
                await _await_callback(call, *pending)
                continue
            woken = loop.create_future()
            if call.register(waker, woken):
                await woken
        return call.result(make)
    finally:
        call.cancel()


def _register(loop: asyncio.AbstractEventLoop) -> LoopWaker:
    waker = LoopWaker()
    try:
        loop.add_reader(waker.fileno(), waker.wake)
    except RuntimeError:  # a loop that cannot watch a pipe, as on Windows
        waker = LoopWaker(partial(_schedule, ref(loop)))
    _wakers[loop] = waker
    return waker


def _schedule(loop: ref[asyncio.AbstractEventLoop]) -> None:
    if (alive := loop()) is not None:
        alive.call_soon_threadsafe(_wakers[alive].wake)


async def _await_callback(call: PendingCall, awaitable: Any, limit: float | None) -> None:
    scope = call.enter()
    try:
        call.resume(await asyncio.wait_for(awaitable, limit))
    except Exception as error:
        # Before Python 3.11 asyncio has a TimeoutError of its own.
        foreign = isinstance(error, asyncio.TimeoutError) and not isinstance(error, TimeoutError)
        call.resume(None, TimeoutError(*error.args) if foreign else error)
    finally:
        call.leave(scope)
