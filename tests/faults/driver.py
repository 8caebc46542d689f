"""A driver: the program of one language that makes clients and calls. Commands go in and outcomes come out, one JSON object a line.

    in   {"id", "open": CLIENT, "settings": {NAME: text}, "simulated"}        makes a client; CLIENT is a name for later commands
         {"id", "on": CLIENT, "call" | "items" | "pages": {op, path, query, header, body, parse, take}}
         {"id", "on": CLIENT, "pause": ms}                                    of a simulated client alone: its clock goes on
         {"cancel": ID}                                                       stops a command, by the language's own way to cancel
         {"close": CLIENT}
    out  {"ready": true, "typed": BOOL}                                       first of all; typed: `parse` is understood
         {"id", "outcome": "ok", "value", "items", "pages", "parsed", "clock", "texts"}
         {"id", "outcome": "error", "kind", "message", "status", "code", "error_id", "request_id", "causes", "phase", "items", "pages", "clock", "texts"}
         {"log": text}                                                        whatever was logged

`body` and `value` are JSON as text, `items` is a list of such texts. `clock` is the time of a simulated client in milliseconds. `texts` is
what else a person may come to see: repr or Debug of errors, clients and results, the chain of causes, events.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

Json = Any
LINE = 1 << 28
PATIENCE = 1800  # seconds for the driver to be built and ready


class DriverError(RuntimeError):
    """A driver that does not do its part."""


@dataclass
class Outcome:
    """What came of a command."""

    given: dict[str, Json]

    @property
    def kind(self) -> str:
        """`ok`, or the kind of the error."""
        return "ok" if self.given["outcome"] == "ok" else self.given["kind"]

    @property
    def seen(self) -> list[str]:
        """Every text that a person may come to see."""
        return [self.given.get("message") or "", *self.given.get("causes", []), *self.given.get("texts", [])]


@dataclass
class Driver:
    """A running driver."""

    process: asyncio.subprocess.Process
    typed: bool = False
    logs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._ids = count(1)
        self._waiting: dict[int, asyncio.Future[Outcome]] = {}
        self._ready: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._readers = [asyncio.create_task(self._read()), asyncio.create_task(self._read_errors())]

    @classmethod
    async def start(cls, command: list[str], folder: Path) -> Driver:
        """Starts a driver and waits until it is ready."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(*command, cwd=folder, stdin=pipe, stdout=pipe, stderr=pipe, limit=LINE)
        driver = cls(process)
        try:
            driver.typed = await asyncio.wait_for(driver._ready, PATIENCE)
        except BaseException:
            await driver.stop()
            raise
        return driver

    async def stop(self) -> None:
        """Ends it: its input ends, then it has a moment."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            await asyncio.wait_for(self.process.wait(), 10)
        except asyncio.TimeoutError:
            self.process.kill()
            await self.process.wait()
        await asyncio.gather(*self._readers, return_exceptions=True)

    def begin(self, command: dict[str, Json]) -> tuple[int, asyncio.Future[Outcome]]:
        """Sends a command that has an outcome."""
        number = next(self._ids)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        self.tell({"id": number, **command})
        return number, self._waiting[number]

    async def ask(self, command: dict[str, Json]) -> Outcome:
        """Sends a command and waits for its outcome."""
        return await self.begin(command)[1]

    def tell(self, command: dict[str, Json]) -> None:
        """Sends a command that has none."""
        assert self.process.stdin is not None
        if self.process.returncode is not None:
            raise DriverError("the driver ended")
        self.process.stdin.write(json.dumps(command).encode() + b"\n")

    async def _read(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            try:
                given = json.loads(line)
            except ValueError:
                self.logs.append(line.decode(errors="replace"))
                continue
            if "ready" in given:
                self._ready.set_result(bool(given["typed"]))
            elif "log" in given:
                self.logs.append(given["log"])
            elif future := self._waiting.pop(given["id"], None):
                future.set_result(Outcome(given))
        error = DriverError("the driver ended: " + " | ".join(line.strip() for line in self.logs[-5:]))
        if not self._ready.done():
            self._ready.set_exception(error)
        for future in self._waiting.values():
            future.set_exception(error)

    async def _read_errors(self) -> None:
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            self.logs.append(line.decode(errors="replace"))
