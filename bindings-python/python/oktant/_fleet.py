"""The store of a fleet, as the engine uses it.

Scripts run in threads of their own, or as tasks of the event loop: the store's client has timeouts of its own, and a call must stop
waiting for it sooner. What a call no longer waits for goes on, so that a slow connection serves later calls.
"""

from __future__ import annotations

import asyncio
import os
from importlib import import_module
from inspect import iscoroutinefunction
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

from ._errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ._native import PendingReply
    from ._settings import Store

_THREADS = 4
"""How many scripts run at once. More is of use only if one hangs in a client without timeouts."""
_LONGEST = 5.0
"""How many seconds a connection or a script may go on when no call waits for it any more."""


def from_url(url: str, ca_certificates: str | None) -> ThreadStore:
    """A store over redis-py or valkey-py, with the URL of a server. Nothing is sent yet."""
    scheme, _, rest = url.partition("://")
    tls = scheme in ("rediss", "valkeys")
    name, make = _installed("valkey" if scheme.startswith("valkey") else "redis")
    options: dict[str, object] = {"socket_timeout": _LONGEST, "socket_connect_timeout": _LONGEST}
    if tls and ca_certificates is not None:
        options["ssl_ca_certs"] = ca_certificates
    try:
        return ThreadStore(make(f"{name}{'s' if tls else ''}://{rest}", **options))
    except (TypeError, ValueError):
        # Its text may have a part of the password.
        raise ConfigError(f"OKTA_CLIENT_FLEET is not a URL that {name}-py can read: use rediss://HOST:6379") from None


def _installed(preferred: str) -> tuple[str, Callable[..., Store]]:
    """The name of the client that is installed, and its function for URLs."""
    for name in dict.fromkeys((preferred, "redis", "valkey")):
        try:
            return name, import_module(name).from_url
        except ModuleNotFoundError as error:
            if error.name != name:
                raise
    raise ConfigError("OKTA_CLIENT_FLEET: there is no client for the store: pip install oktant[fleet]")


def of_client(client: Store, asynchronous: bool) -> ThreadStore | TaskStore:
    """A store over a client of the program."""
    # A client sends a script when it runs first.
    function = client.register_script("return {}")
    if not (iscoroutinefunction(function) or iscoroutinefunction(type(function).__call__)):
        return ThreadStore(client)
    if asynchronous:
        return TaskStore(client)
    raise TypeError(f"fleet is an asyncio {type(client).__name__}: give a Client one that blocks, or use an AsyncClient")


class _Scripts:
    """The scripts of a store's client."""

    def __init__(self, client: Store) -> None:
        self._client = client
        self._functions: dict[str, Callable[..., Any]] = {}

    def _function(self, script: str) -> Callable[..., Any]:
        function = self._functions.get(script)
        if function is None:
            function = self._functions[script] = self._client.register_script(script)
        return function


class ThreadStore(_Scripts):
    """Runs scripts in threads, over a client that blocks."""

    def __init__(self, client: Store) -> None:
        super().__init__(client)
        self._workers: _Workers | None = None

    def run(self, script: str, key: str, arguments: list[str], reply: PendingReply) -> None:
        """Begins to run a script. `reply` gets what it returns or raises."""
        function = self._function(script)
        # A forked child has none of its parent's threads.
        if self._workers is None or self._workers.process != os.getpid():
            self._workers = _Workers()
        self._workers.begin(lambda: function(keys=[key], args=arguments), reply)


class TaskStore(_Scripts):
    """Runs scripts in the event loop that calls run in, over a client for asyncio."""

    def __init__(self, client: Store) -> None:
        super().__init__(client)
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self, script: str, key: str, arguments: list[str], reply: PendingReply) -> None:
        """Begins to run a script. `reply` gets what it returns or raises."""
        loop = asyncio.get_running_loop()
        task = loop.create_task(_finish(self._function(script)(keys=[key], args=arguments), reply))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _finish(running: Awaitable[Any], reply: PendingReply) -> None:
    try:
        reply.set(await asyncio.wait_for(running, _LONGEST))
    except Exception as error:
        reply.fail(error)


class _Workers:
    """Daemon threads of one process, as many as are busy at once. They end with this object."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self._queue: SimpleQueue[tuple[Callable[[], Any], PendingReply] | None] = SimpleQueue()
        self._unfinished: set[PendingReply] = set()
        self._threads = 0

    def begin(self, work: Callable[[], Any], reply: PendingReply) -> None:
        self._unfinished.add(reply)
        if self._threads < min(_THREADS, len(self._unfinished)):
            self._threads += 1
            Thread(target=_work, args=(self._queue, self._unfinished), name="oktant-fleet", daemon=True).start()
        self._queue.put((work, reply))

    def __del__(self) -> None:
        if self.process == os.getpid():
            for _ in range(self._threads):
                self._queue.put(None)


def _work(
    queue: SimpleQueue[tuple[Callable[[], Any], PendingReply] | None], unfinished: set[PendingReply]
) -> None:
    while (item := queue.get()) is not None:
        work, reply = item
        try:
            # What a call no longer waits for would take what nobody uses.
            if reply.is_wanted():
                reply.set(work())
        except BaseException as error:
            reply.fail(error)
        unfinished.discard(reply)
        # Nothing is kept while this thread waits.
        del item, work, reply
