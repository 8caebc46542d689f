"""Side by side with what a user would pick instead: the command behind `make bench LANGUAGE=python`.

Each way to read an org is a process of its own, which does a job when its turn comes: rounds in random order against one
simulated org, medians, ratios within a round. Prints the tables of docs/size-python.md.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ways import HEADERS, MANY, SMALL, TOKEN, WAYS

HERE = Path(__file__).resolve().parent
FLOOR = "aiohttp + json"
BEFORE = ", before"
JOBS = {
    "hold": ("10,000 users, held", 1, "ms"),
    "stream": ("10,000 users, one after the other", 1, "ms"),
    "small": ("one small call", SMALL, "ms"),
    "many": (f"{MANY:,} calls at once", 1, "ms"),
}
IMPORTS = {
    "oktant": ("oktant", "from oktant import Client"),
    "oktant, models and a service": (
        "oktant",
        "from oktant import Client; import oktant.generated.services.users; from oktant.models import User",
    ),
    "oktant, async": ("oktant", "from oktant import AsyncClient"),
    "asyncio": ("", "import asyncio"),
    "aiohttp": ("aiohttp", "import aiohttp"),
    "httpx": ("httpx", "import httpx"),
    "requests": ("requests", "import requests"),
    "okta": ("okta", "from okta.client import Client"),
}


class Worker:
    """A way to read an org, waiting for its turn."""

    def __init__(self, way: str, python: str, url: str, me: str) -> None:
        command = [python, str(HERE / "worker.py"), way.removesuffix(BEFORE), url, me]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.jobs: list[str] = json.loads(self._answer())

    def do(self, job: str) -> list[float]:
        """How many, seconds, seconds of CPU time, peak memory in MB."""
        assert self._process.stdin is not None
        self._process.stdin.write(job + "\n")
        self._process.stdin.flush()
        done: list[float] = json.loads(self._answer())
        return done

    def end(self) -> None:
        self._process.communicate()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


def main() -> None:
    parser = argparse.ArgumentParser(description="Python clients side by side.")
    parser.add_argument("--oktant", required=True, help="the Python that has the wheel")
    parser.add_argument("--simulator", required=True, help="the simulator's program")
    parser.add_argument("--official", help="a Python that has the package okta")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--jobs", default=",".join(JOBS), help="which of them")
    parser.add_argument("--ways", help="which of them, by semicolons")
    parser.add_argument("--before", help="a Python that has an earlier wheel: each way of Oktant is measured with both")
    parser.add_argument("--million", action="store_true", help="memory over 1,000,000 users too")
    given = parser.parse_args()
    pythons = {way: given.oktant if way.startswith("oktant") else sys.executable for way in [*WAYS, *IMPORTS]}
    pythons["okta"] = given.official
    ways = [way for way in (given.ways.split(";") if given.ways else WAYS) if pythons[way]]
    if given.before:
        earlier = {way + BEFORE: given.before for way in ways if way.startswith("oktant")}
        pythons |= earlier
        ways += earlier
    if not given.ways:
        weigh(pythons, given.rounds)
    with org(given.simulator, 10_000) as url:
        me = someone(url)
        for job in given.jobs.split(","):
            # Fresh ones: what a process has held before changes what the next job costs.
            workers = {way: Worker(way, pythons[way], url, me) for way in ways}
            compare(job, {way: worker for way, worker in workers.items() if job in worker.jobs}, given.rounds)
            for worker in workers.values():
                worker.end()
    if given.million:
        million(pythons, given.simulator)


def weigh(pythons: dict[str, str], rounds: int) -> None:
    """Imports, each in a fresh process."""
    rows: dict[str, list[list[float]]] = {name: [] for name in IMPORTS if pythons[name]}
    for _ in range(rounds):
        for name in random.sample(list(rows), len(rows)):
            command = [pythons[name], "-I", str(HERE / "weigh.py"), *IMPORTS[name]]
            printed = subprocess.run(command, check=True, text=True, capture_output=True).stdout
            rows[name].append([float(figure) for figure in printed.split()])
    print("\n| import | ms | MB in memory | MB on disk, with all it needs |\n| - | - | - | - |")
    for name, figures in rows.items():
        milliseconds, memory, disk = (statistics.median(column) for column in zip(*figures, strict=True))
        print(f"| {name} | {milliseconds:.0f} | {memory:.1f} | {f'{disk:.1f}' if disk else ''} |")


def compare(job: str, workers: dict[str, Worker], rounds: int) -> None:
    """A job, all ways of it in each round."""
    took: dict[str, list[list[float]]] = {way: [] for way in workers}
    for turn in range(rounds + 2):
        for way in random.sample(list(workers), len(workers)):
            figures = workers[way].do(job)
            if turn > 1:  # the first rounds warm up
                took[way].append(figures)
    counts = {figures[0] for rows in took.values() for figures in rows}
    assert len(counts) == 1, counts
    name, each, unit = JOBS[job]
    print(f"\n| {name} | {unit} | times as fast as {FLOOR} | its CPU time | peak MB |\n| - | - | - | - | - |")
    for way, rows in took.items():
        seconds, cpu = ([row[column] for row in rows] for column in (1, 2))
        faster = statistics.median(base[1] / own for base, own in zip(took[FLOOR], seconds, strict=True))
        work = statistics.median(own / base[2] for base, own in zip(took[FLOOR], cpu, strict=True))
        milliseconds = statistics.median(seconds) / each * 1000
        shown = f"{milliseconds:.3g}" if milliseconds < 100 else f"{milliseconds:.0f}"
        print(f"| {way} | {shown} | {faster:.2f} | {work:.2f} | {rows[-1][3]:.0f} |", flush=True)
    for way in (way for way in took if way + BEFORE in took):
        gain = statistics.median(then[1] / now[1] for now, then in zip(took[way], took[way + BEFORE], strict=True))
        print(f"{way}: {gain:.3f} times as fast as before", flush=True)


def million(pythons: dict[str, str], simulator: str) -> None:
    """Peak memory of a stream, longer and longer."""
    print("\n| peak MB after a stream of | 10,000 | 100,000 | 1,000,000 users | users a second |\n| - | - | - | - | - |")
    for way in ("oktant", "oktant, async", FLOOR):
        peaks = []
        for users in (10_000, 100_000, 1_000_000):
            with org(simulator, users) as url:
                worker = Worker(way, pythons[way], url, someone(url))
                count, seconds, _, peak = worker.do("stream")
                worker.end()
            assert count == users
            peaks.append(f"{peak:.1f}")
        print(f"| {way} | {' | '.join(peaks)} | {users / seconds:,.0f} |", flush=True)


@contextmanager
def org(simulator: str, users: int, *conditions: str) -> Iterator[str]:
    """The address of a simulated org without limits in reach."""
    command = [simulator, "--users", str(users), "--seed", "42", "--token", TOKEN, "--rate-limit", "100000000"]
    with subprocess.Popen([*command, "--at-once", str(2 * MANY), *conditions], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split()[-1]
        finally:
            process.kill()


def someone(url: str) -> str:
    """The id of a user."""
    request = urllib.request.Request(f"{url}/api/v1/users?limit=1", headers=HEADERS)
    with urllib.request.urlopen(request) as answer:
        found: str = json.load(answer)[0]["id"]
    return found


if __name__ == "__main__":
    main()
