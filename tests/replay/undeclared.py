#!/usr/bin/env python3
"""Members of recorded answers that no typed field holds: what the corrections may still mend, and why the rest stays.

    undeclared.py FILE...            prints the table: count, cause, place, operations
    undeclared.py --write FILE...    writes it to undeclared.tsv

A place begins with the named type that is nearest above. Names that an org chooses (custom attributes, members of free-form
objects) are shown as `*`, elements of lists as `[]`; values are never shown. The causes:

- no field: the document has the object and not the member;
- only null: the same, and no answer had a value, so that its type is not known;
- custom: the document leaves members of the object open, all or some;
- union: declared by one of several alternatives without a tag: the typed model has it, the replay expects it nowhere;
- no body: the document declares no body for the answer;
- another type: declared, of another type; what came, and what is declared, follow. `problems()` of a model names these.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import compare
from cases import Case, Recording, case, read
from document import Document, Schema
from exact import Json, look
from reader import Reader, Shape, Verdict

HERE = Path(__file__).resolve().parent
TABLE = HERE / "undeclared.tsv"
CUSTOM = "UserProfile"  # an org adds attributes to it, which the document does not mark
KINDS = {dict: "object", list: "array", str: "string", bool: "boolean"}


class Placing(Reader):
    """A reader that notes the shape of every object on its way."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.shapes: dict[str, Shape] = {}

    def verdict(self, one: Case) -> Verdict:
        """The verdict on a recorded answer, with the shapes of its objects."""
        self.shapes = {}
        return compare.verdict(one, self)

    def _value(self, schemas: list[Schema], value: Json, at: str, verdict: Verdict) -> bool | None:
        self.shapes[at] = self.shape(schemas)
        return super()._value(schemas, value, at, verdict)

    def _object(self, shape: Shape, value: dict[str, Json], at: str, verdict: Verdict) -> None:
        self.shapes[at] = shape
        super()._object(shape, value, at, verdict)

    def place(self, pointer: str, operation: str) -> str:
        """`User.credentials.emails[].value` for a JSON pointer."""
        above, _, name = pointer.rpartition("/")
        steps = ["*" if self.cause(pointer) == "custom" else name]
        while not (name := self._name(above)) and above:
            above, _, step = above.rpartition("/")
            steps.append(step)
        steps.append(name or f"<{operation}>")
        texts = ("[]" if step.isdigit() else f".{step.replace('~1', '/').replace('~0', '~')}" for step in reversed(steps))
        return "".join(texts)[1:]

    def cause(self, pointer: str) -> str:
        """Why a member has no field."""
        if not pointer or "" not in self.shapes:
            return "no body"
        return "custom" if self._chosen_by_org(*pointer.rsplit("/", 1)) else "no field"

    def _union(self, shape: Shape, value: Json, at: str, verdict: Verdict) -> bool | None:
        fit = super()._union(shape, value, at, verdict)
        if isinstance(value, dict) and all(self.shape([option]).kind == "object" for option in shape.options):
            self._object(self.shape(shape.options), value, at, verdict)
        return fit

    def _chosen_by_org(self, above: str, name: str) -> bool:
        shape = self.shapes[above]
        marked = any(self._document.resolve(source).get("x-okta-extensible") for source in shape.sources)
        return name not in shape.properties and (not shape.properties or marked or self._name(above) == CUSTOM)

    def _name(self, pointer: str) -> str:
        """The named type of an object or list; nothing where it has none of its own."""
        shape = self.shapes.get(pointer)
        names = [one["$ref"].rpartition("/")[2] for one in shape.sources if "$ref" in one] if shape else []
        return names[0] if len(names) == 1 else ""


def undeclared(recordings: Iterable[Recording], document: Document) -> list[str]:
    """The lines of the table, the most frequent place first."""
    found: defaultdict[tuple[str, str], list[tuple[str, Json]]] = defaultdict(list)
    reader = Placing(document)
    for n, recording in enumerate(recordings):
        if recording.operation_id is not None:
            one = case(n, recording, document)
            for cause, pointer, value in _found(reader, one):
                found[reader.place(pointer, one.operation.id), cause].append((one.operation.id, value))
    lines = []
    for (place, cause), members in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        if cause == "no field" and all(value is None for _, value in members):
            cause = "only null"
        operations = ", ".join(sorted({operation for operation, _ in members}))
        lines.append(f"{len(members)}\t{cause}\t{place}\t{operations}")
    return lines


def _found(reader: Placing, one: Case) -> Iterator[tuple[str, str, Json]]:
    """Cause, pointer and value of each member of an answer that no typed field holds."""
    verdict = reader.verdict(one)
    body = one.recording.body
    for pointer in verdict.extras:
        yield reader.cause(pointer), pointer, look(body, pointer)
    for pointer in verdict.inside:
        if pointer not in verdict.extras:
            yield "union", pointer, look(body, pointer)
    for pointer in verdict.raw:
        value = look(body, pointer)
        kind = KINDS.get(type(value), "null" if value is None else "number")
        yield f"another type: {kind} for {reader.shapes[pointer].kind}", pointer, value


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Members of recorded answers that no typed field holds.")
    parser.add_argument("--write", action="store_true", help="write undeclared.tsv")
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    options = parser.parse_args()
    text = "".join(f"{line}\n" for line in undeclared(read(options.files), Document.corrected()))
    if options.write:
        TABLE.write_text(text)
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
