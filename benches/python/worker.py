"""One way to read an org, in a process of its own: `worker.py WAY URL USER`. Does the jobs that stdin names, a line each."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from contextlib import AbstractContextManager
from typing import Any

from ways import WAYS


def main(way: str, url: str, user: str) -> None:
    made = WAYS[way](url, user)
    if not isinstance(made, AbstractContextManager):
        return asyncio.run(serve(made))
    with made as jobs:
        tell(sorted(jobs))
        for line in sys.stdin:
            start = clocks()
            count = jobs[line.strip()]()
            tell([count, *since(start)])


async def serve(made: Any) -> None:
    async with made as jobs:
        tell(sorted(jobs))
        for line in sys.stdin:
            start = clocks()
            count = await jobs[line.strip()]()
            tell([count, *since(start)])


def clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def since(start: tuple[float, float]) -> list[float]:
    """Seconds, seconds of CPU time, and the most memory this process has had so far, in MB."""
    return [now - then for now, then in zip(clocks(), start, strict=True)] + [peak()]


def peak() -> float:
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) / 1000
    except OSError:
        return 0.0


def tell(what: object) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
