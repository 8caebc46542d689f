"""One client in a process of its own: `worker.py CLIENT URL USER`. Runs the jobs that stdin names, one in each line."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from contextlib import AbstractContextManager
from typing import Any

from clients import CLIENTS


def main(client: str, url: str, user: str) -> None:
    opened = CLIENTS[client](url, user)
    if not isinstance(opened, AbstractContextManager):
        return asyncio.run(serve(opened))
    with opened as jobs:
        report(sorted(jobs))
        for line in sys.stdin:
            start = clocks()
            count = jobs[line.strip()]()
            report([count, *since(start)])


async def serve(opened: Any) -> None:
    async with opened as jobs:
        report(sorted(jobs))
        for line in sys.stdin:
            start = clocks()
            count = await jobs[line.strip()]()
            report([count, *since(start)])


def clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def since(start: tuple[float, float]) -> list[float]:
    """Seconds, seconds of CPU time, and peak memory of this process in MB."""
    return [now - then for now, then in zip(clocks(), start, strict=True)] + [peak()]


def peak() -> float:
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) / 1000
    except OSError:
        return 0.0


def report(what: object) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
