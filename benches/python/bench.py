"""Compares Python clients: the command behind `make bench LANGUAGE=python`.

Each client is a process of its own. In each round all clients do the job in random order, against one simulated org; the figures are
medians, the ratios are those within a round. Prints the tables of docs/size-python.md.
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
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile

from clients import CLIENTS, HEADERS, MANY, SMALL, TOKEN

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))
from report.figures import emit  # noqa: E402

BASELINE = "aiohttp + json"
BEFORE = ", before"
JOBS = {
    "hold": ("10,000 users, held", 1, "ms"),
    "stream": ("10,000 users, one after the other", 1, "ms"),
    "small": ("one small call", SMALL, "ms"),
    "many": (f"{MANY:,} calls at once", 1, "ms"),
}
# What the table of `make bench` compares: a client of Oktant, how its figures are named there, and the others.
COMPARED = {
    "oktant": ("sync", (BASELINE, "requests", "httpx")),
    "oktant, async": ("async", (BASELINE, "okta")),
}
PACKAGES = {BASELINE: "aiohttp"}
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
    """The process of a client."""

    def __init__(self, client: str, python: str, url: str, me: str) -> None:
        command = [python, str(HERE / "worker.py"), client.removesuffix(BEFORE), url, me]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.jobs: list[str] = json.loads(self._line())

    def do(self, job: str) -> list[float]:
        """Runs a job: how many users it read, seconds, seconds of CPU time, peak memory in MB."""
        assert self._process.stdin is not None
        self._process.stdin.write(job + "\n")
        self._process.stdin.flush()
        done: list[float] = json.loads(self._line())
        return done

    def end(self) -> None:
        self._process.communicate()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


def main() -> None:
    parser = argparse.ArgumentParser(description="Python clients side by side.")
    parser.add_argument("--oktant", required=True, help="the Python that has the wheel")
    parser.add_argument("--simulator", required=True, help="the simulator's program")
    parser.add_argument("--official", help="a Python that has the package okta")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--jobs", default=",".join(JOBS), help="jobs, separated by commas")
    parser.add_argument("--clients", help="clients, separated by semicolons")
    parser.add_argument("--before", help="a Python that has an earlier wheel: each client of Oktant is measured with both")
    parser.add_argument("--wheel", type=Path, help="the wheel, whose size is told too")
    parser.add_argument("--million", action="store_true", help="also the memory of a stream of 1,000,000 users")
    given = parser.parse_args()
    pythons = {name: given.oktant if name.startswith("oktant") else sys.executable for name in [*CLIENTS, *IMPORTS]}
    pythons["okta"] = given.official
    clients = [name for name in (given.clients.split(";") if given.clients else CLIENTS) if pythons[name]]
    if given.before:
        earlier = {name + BEFORE: given.before for name in clients if name.startswith("oktant")}
        pythons |= earlier
        clients += earlier
    versions = {name: version(pythons[name], PACKAGES.get(name, name)) for name in (BASELINE, "requests", "httpx", "okta") if pythons[name]}
    if not given.clients:
        imports(pythons, versions, given.rounds)
    if given.wheel:
        emit("python", "the wheel", "MB", [given.wheel.stat().st_size / 1e6])
        emit("python", "packages that the wheel requires", "packages", [required(given.wheel)])
    with org(given.simulator, 10_000) as url:
        me = someone(url)
        for job in given.jobs.split(","):
            # New processes for each job: the memory that a process has used before changes its speed.
            workers = {name: Worker(name, pythons[name], url, me) for name in clients}
            took = compare(job, {name: worker for name, worker in workers.items() if job in worker.jobs}, given.rounds)
            figures(job, took, versions)
            for worker in workers.values():
                worker.end()
    if given.million:
        million(pythons, versions, given.simulator)


def imports(pythons: dict[str, str], versions: dict[str, str], rounds: int) -> None:
    """The cost of imports, each in a fresh process."""
    rows: dict[str, list[list[float]]] = {name: [] for name in IMPORTS if pythons[name]}
    for _ in range(rounds):
        for name in random.sample(list(rows), len(rows)):
            command = [pythons[name], "-I", str(HERE / "sizes.py"), *IMPORTS[name]]
            printed = subprocess.run(command, check=True, text=True, capture_output=True).stdout
            rows[name].append([float(figure) for figure in printed.split()])
    print("\n| import | ms | MB in memory | MB on disk, with all it needs |\n| - | - | - | - |")
    for name, figures in rows.items():
        milliseconds, memory, disk = (statistics.median(column) for column in zip(*figures, strict=True))
        print(f"| {name} | {milliseconds:.0f} | {memory:.1f} | {f'{disk:.1f}' if disk else ''} |")
    own = list(zip(*rows["oktant"], strict=True))
    for peer in (name for name in ("aiohttp", "okta") if name in rows):
        other, told = list(zip(*rows[peer], strict=True)), versions[BASELINE if peer == "aiohttp" else peer]
        for column, (measure, unit) in enumerate([("import", "ms"), ("memory of the import", "MB"), ("installed, with dependencies", "MB")]):
            emit("python", measure, unit, own[column], peer=peer, version=told, theirs=other[column])


def compare(job: str, workers: dict[str, Worker], rounds: int) -> dict[str, list[list[float]]]:
    """A job, by all clients in each round; returns what each round of a client took."""
    took: dict[str, list[list[float]]] = {name: [] for name in workers}
    for number in range(rounds + 2):
        for name in random.sample(list(workers), len(workers)):
            figures = workers[name].do(job)
            if number > 1:  # the first rounds warm up
                took[name].append(figures)
    counts = {figures[0] for rows in took.values() for figures in rows}
    assert len(counts) == 1, counts
    title, each, unit = JOBS[job]
    print(f"\n| {title} | {unit} | times as fast as {BASELINE} | its CPU time | peak MB |\n| - | - | - | - | - |")
    for name, rows in took.items():
        seconds, cpu = ([row[column] for row in rows] for column in (1, 2))
        faster = statistics.median(base[1] / own for base, own in zip(took[BASELINE], seconds, strict=True))
        work = statistics.median(own / base[2] for base, own in zip(took[BASELINE], cpu, strict=True))
        milliseconds = statistics.median(seconds) / each * 1000
        shown = f"{milliseconds:.3g}" if milliseconds < 100 else f"{milliseconds:.0f}"
        print(f"| {name} | {shown} | {faster:.2f} | {work:.2f} | {rows[-1][3]:.0f} |", flush=True)
    for name in (name for name in took if name + BEFORE in took):
        gain = statistics.median(then[1] / now[1] for now, then in zip(took[name], took[name + BEFORE], strict=True))
        print(f"{name}: {gain:.3f} times as fast as before", flush=True)
    return took


def figures(job: str, took: dict[str, list[list[float]]], versions: dict[str, str]) -> None:
    """What the table of `make bench` has of a job."""
    title, each, unit = JOBS[job]
    scaled = {name: [row[1] / each * 1000 for row in rows] for name, rows in took.items()}
    for name, (flavour, peers) in COMPARED.items():
        for peer in (peer for peer in peers if name in took and peer in took):
            emit("python", f"{title}, {flavour}", unit, scaled[name], peer=peer, version=versions[peer], theirs=scaled[peer])


def million(pythons: dict[str, str], versions: dict[str, str], simulator: str) -> None:
    """Peak memory of longer and longer streams."""
    print("\n| peak MB after a stream of | 10,000 | 100,000 | 1,000,000 users | users a second |\n| - | - | - | - | - |")
    measured = {}
    for name in ("oktant", "oktant, async", BASELINE):
        peaks: list[float] = []
        for users in (10_000, 100_000, 1_000_000):
            with org(simulator, users) as url:
                worker = Worker(name, pythons[name], url, someone(url))
                count, seconds, _, peak = worker.do("stream")
                worker.end()
            assert count == users
            peaks.append(peak)
        measured[name] = peaks
        print(f"| {name} | {' | '.join(f'{peak:.1f}' for peak in peaks)} | {users / seconds:,.0f} |", flush=True)
    for name, (flavour, _) in COMPARED.items():
        measure, own = f"memory, 1,000,000 users, {flavour}", measured[name]
        emit("python", measure, "MB", own[2:], peer="Oktant, 100,000 users", theirs=own[1:2])
        emit("python", measure, "MB", own[2:], peer=BASELINE, version=versions[BASELINE], theirs=measured[BASELINE][2:])


@contextmanager
def org(simulator: str, users: int, *conditions: str) -> Iterator[str]:
    """The URL of a simulated org whose limits are out of reach."""
    command = [simulator, "--users", str(users), "--seed", "42", "--token", TOKEN, "--rate-limit", "100000000"]
    with subprocess.Popen([*command, "--at-once", str(2 * MANY), *conditions], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split()[-1]
        finally:
            process.kill()


def version(python: str, package: str) -> str:
    """The version of a package that a Python has."""
    command = [python, "-c", f"from importlib.metadata import version; print(version({package!r}))"]
    return subprocess.run(command, check=True, text=True, capture_output=True).stdout.strip()


def required(wheel: Path) -> int:
    """How many packages a wheel requires without any extra."""
    with ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = message_from_bytes(archive.read(name))
    return sum("extra ==" not in need for need in metadata.get_all("Requires-Dist", []))


def someone(url: str) -> str:
    """The ID of a user."""
    request = urllib.request.Request(f"{url}/api/v1/users?limit=1", headers=HEADERS)
    with urllib.request.urlopen(request) as answer:
        found: str = json.load(answer)[0]["id"]
    return found


if __name__ == "__main__":
    main()
