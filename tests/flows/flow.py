"""The flows of recorded files: which exchanges belong together, and what each of them calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cases import CaseError, Recording, path_values, read
from document import Document, Operation
from exact import Json


@dataclass(frozen=True)
class Step:
    """One exchange of a flow that has an operation."""

    n: int
    recording: Recording
    operation: Operation
    path: dict[str, str]

    @property
    def ok(self) -> bool:
        """Whether the org did what it was asked for."""
        return 200 <= self.recording.status < 300


@dataclass(frozen=True)
class Flow:
    """Exchanges with one org, in their order."""

    name: str
    steps: tuple[Step, ...]


def flows(files: Iterable[Path], document: Document) -> list[Flow]:
    """The flows of some files; rows without an operation of the document are left out, numbers count all rows of a file."""
    found: defaultdict[str, list[Step]] = defaultdict(list)
    files = list(files)
    for file in files:
        for n, recording in enumerate(read([file])):
            if recording.operation_id in document.operations:
                name = f"{file.name} {recording.flow}" if len(files) > 1 else f"{recording.flow}"
                found[name].append(step(n, recording, document))
    return [Flow(name, tuple(steps)) for name, steps in found.items()]


def step(n: int, recording: Recording, document: Document) -> Step:
    """The step of a recording that has an operation of the document."""
    operation = document.operations[recording.operation_id or ""]
    try:
        path = path_values(operation.template, recording.path)
    except CaseError:  # a path that only nearly fits is played as it is
        path = {}
    return Step(n, recording, operation, path)


def objects(value: Json) -> Iterator[dict[str, Any]]:
    """Every object of a document, the outermost first."""
    if isinstance(value, dict):
        yield value
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(member)
