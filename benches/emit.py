"""A figure of a shell script, as a line of JSON: `emit.py BENCHMARK MEASURE UNIT OURS [PEER THEIRS]`."""

from __future__ import annotations

import sys

from report.figures import emit


def main(benchmark: str, measure: str, unit: str, ours: str, peer: str | None = None, theirs: str = "") -> None:
    emit(benchmark, measure, unit, [float(ours)], **({"peer": peer, "theirs": [float(theirs)]} if peer else {}))


if __name__ == "__main__":
    main(*sys.argv[1:])
