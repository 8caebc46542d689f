"""Figures as lines of JSON: the form in which every benchmark hands over what it has measured.

A line has `benchmark`, `measure`, `unit` and `ours`; where something is compared, also `peer`, its `version`, `theirs` and `ratio`.
Figures are `[least, median, most]`. A ratio above 1 is in favour of Oktant, whatever the unit. Programs print these lines beside their
own tables if BENCH_FIGURES is set.
"""

from __future__ import annotations

import json
import os
import statistics
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

BEGINNING = '{"benchmark"'


@dataclass(frozen=True)
class Spread:
    """Least, median and most of some measurements."""

    least: float
    median: float
    most: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread:
        measured = sorted(values)
        return cls(measured[0], statistics.median(measured), measured[-1])

    @classmethod
    def read(cls, value: Any) -> Spread | None:
        """From its JSON; a null is None."""
        if value is None:
            return None
        least, median, most = (float(number) for number in value)
        if not least <= median <= most:
            raise ValueError(f"{value} is not least, median and most")
        return cls(least, median, most)

    def json(self) -> list[float]:
        return [round(number, 6) for number in (self.least, self.median, self.most)]


@dataclass(frozen=True)
class Figure:
    """What was measured once."""

    benchmark: str
    measure: str
    unit: str
    ours: Spread
    peer: str | None = None
    version: str | None = None
    theirs: Spread | None = None
    ratio: Spread | None = None

    @classmethod
    def read(cls, members: dict[str, Any]) -> Figure:
        spreads = {name: Spread.read(members.get(name)) for name in ("ours", "theirs", "ratio")}
        if spreads["ours"] is None:
            raise ValueError(f"no figure: {members}")
        return cls(**{**members, **spreads})

    def json(self) -> dict[str, Any]:
        members = asdict(self) | {name: spread.json() for name in ("ours", "theirs", "ratio") if (spread := getattr(self, name))}
        return {name: value for name, value in members.items() if value is not None}


def read(line: str) -> Figure | None:
    """The figure of a line; None if it is a line for people."""
    return Figure.read(json.loads(line)) if line.startswith(BEGINNING) else None


def emit(benchmark: str, measure: str, unit: str, ours: Iterable[float], **other: Any) -> None:
    """Prints a figure if BENCH_FIGURES is set: `peer`, `version`, and `theirs`, the measurements of the peer in the same rounds.

    Figures that may be zero are not divided. With `more_is_better=True` more of the unit is better."""
    if not os.environ.get("BENCH_FIGURES"):
        return
    own, theirs, more = list(ours), other.pop("theirs", None), other.pop("more_is_better", False)
    if theirs is not None:
        pairs = list(zip(own, theirs, strict=True))
        other |= {"theirs": Spread.of(theirs)}
        if all(own) and all(theirs):
            other |= {"ratio": Spread.of(one / their if more else their / one for one, their in pairs)}
    print(json.dumps(Figure(benchmark, measure, unit, Spread.of(own), **other).json()), flush=True)
