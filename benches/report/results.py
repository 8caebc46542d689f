"""Results: what the last run of each part has measured, in a file of its own in benches/results."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from report.figures import Figure
from report.parts import PARTS, Part

FOLDER = Path(__file__).resolve().parent.parent / "results"


@dataclass
class Result:
    """The last run of a part."""

    part: str
    # Why figures are missing; empty if the part has run to its end.
    why: str = "not run yet"
    date: str = ""
    # The tree that was measured.
    commit: str = ""
    minutes: float = 0
    # The share of all cores that other programs used before it began.
    busy: float | None = None
    machine: dict[str, str] = field(default_factory=dict)
    versions: list[str] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)


def load(part: Part, folder: Path = FOLDER) -> Result:
    """The result of a part, which may never have run."""
    try:
        members = json.loads((folder / f"{part.name}.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Result(part.name)
    return Result(**members | {"figures": [Figure.read(figure) for figure in members["figures"]]})


def load_all(folder: Path = FOLDER) -> list[Result]:
    return [load(part, folder) for part in PARTS.values()]


def save(result: Result, folder: Path = FOLDER) -> None:
    """Writes a result: a line for each figure, so that a change is easy to read."""
    members = vars(result) | {"figures": []}
    figures = ",\n".join("    " + json.dumps(figure.json(), ensure_ascii=False) for figure in result.figures)
    text = json.dumps(members, indent=2, ensure_ascii=False)
    if figures:
        text = text.replace('"figures": []', f'"figures": [\n{figures}\n  ]')
    folder.mkdir(exist_ok=True)
    (folder / f"{result.part}.json").write_text(text + "\n", encoding="utf-8")
