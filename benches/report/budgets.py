"""What Oktant must reach, by benchmark and measure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from report.figures import Figure


@dataclass(frozen=True)
class Budget:
    """A bar for the medians of one figure; without a peer, for all figures of a measure."""

    benchmark: str
    measure: str
    peer: str | None
    text: str
    is_met: Callable[[Figure], bool]

    def is_for(self, figure: Figure) -> bool:
        return (self.benchmark, self.measure) == (figure.benchmark, figure.measure) and self.peer in (None, figure.peer)


def ratio(benchmark: str, measure: str, peer: str, least: float) -> Budget:
    return Budget(benchmark, measure, peer, f"at least {least:g} x", lambda figure: figure.ratio is not None and figure.ratio.median >= least)


def most(benchmark: str, measure: str, limit: float, unit: str) -> Budget:
    return Budget(benchmark, measure, None, f"at most {limit:g} {unit}", lambda figure: figure.ours.median <= limit)


def more(benchmark: str, measure: str, peer: str, extra: float, limit: float | None = None) -> Budget:
    """At most so many MB more than the peer takes."""
    text = (f"at most {limit:g} MB, " if limit else "") + f"at most {extra:g} MB more"
    within = lambda figure: figure.theirs is not None and figure.ours.median <= min(limit or 1e9, figure.theirs.median + extra)
    return Budget(benchmark, measure, peer, text, within)


MILLION = "memory, 1,000,000 users"
FLAT = "Oktant, 100,000 users"
AIOHTTP = "aiohttp + json"

BUDGETS = (
    ratio("rust", "a page of 200 users, read", "serde_json::Value", 1.3),
    ratio("rust", "a page of 200 mixed apps, read", "serde_json::Value", 1.3),
    more("rust", MILLION, FLAT, 3, limit=60),
    *(ratio("python", f"10,000 users, held, {flavour}", AIOHTTP, 1.2) for flavour in ("sync", "async")),
    *(ratio("python", f"10,000 users, one after the other, {flavour}", AIOHTTP, 1.4) for flavour in ("sync", "async")),
    *(ratio("python", f"one small call, {flavour}", AIOHTTP, 1.2) for flavour in ("sync", "async")),
    *(ratio("python", f"1,000 calls at once, {flavour}", AIOHTTP, 1.1) for flavour in ("sync", "async")),
    most("python", "import", 50, "ms"),
    most("python", "memory of the import", 10, "MB"),
    most("python", "the wheel", 8, "MB"),
    most("python", "packages that the wheel requires", 0, "packages"),
    *(more("python", f"{MILLION}, {flavour}", FLAT, 3, limit=60) for flavour in ("sync", "async")),
    ratio("node", "10,000 users", "fetch + JSON.parse", 0.95),
    most("node", "wasm and JavaScript of a web page, gzip", 98, "kB"),
    more("node", MILLION, "fetch + JSON.parse", 15),
    ratio("kotlin", "10,000 users", "OkHttp + kotlinx JsonElement", 0.92),
    more("kotlin", MILLION, "OkHttp + kotlinx JsonElement", 15),
    ratio("swift", "10,000 users", "URLSession + JSONSerialization", 1.5),
    more("swift", MILLION, "URLSession + JSONSerialization", 15),
    most("compile", "models of all areas, debug", 15, "s"),
    most("compile", "models of all areas, release", 40, "s"),
    most("compile", "models of one area, debug", 3, "s"),
    most("compile", "models of one area, release", 3, "s"),
)
