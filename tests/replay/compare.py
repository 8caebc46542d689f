"""Compares the result of the typed API for a case with the recording."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cases import Case
from exact import Json, difference, join, parse
from reader import Reader, Verdict


@dataclass(frozen=True)
class Outcome:
    """What a runner wrote for a case: a typed result encoded back with its pointers, or a typed error."""

    ok: bool
    document: str | None = None
    text: str | None = None
    typed: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    error: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, row: dict[str, Any]) -> Outcome:
        """One row of a runner's output."""
        if row["outcome"] != "ok":
            return cls(ok=False, error=row)
        held = frozenset([*row.get("extras", []), *row.get("raw", [])])
        return cls(True, row.get("document"), row.get("text"), frozenset(row.get("typed", [])), held)


def faults(case: Case, outcome: Outcome, verdict: Verdict) -> list[str]:
    """Every way in which an outcome is not what was recorded; the verdict is the reader's on the recorded body."""
    if not 200 <= case.recording.status < 300:
        return _error_faults(case, outcome)
    if not outcome.ok:
        return [f"an error for a {case.recording.status}: {outcome.error.get('kind')}: {outcome.error.get('message')}"]
    if isinstance(case.recording.body, str) and outcome.document is None:
        return [] if outcome.text == case.recording.body else ["the text differs"]
    return _document_faults(case.recording.body, outcome) or _pointer_faults(case.recording.body, outcome, verdict)


def verdict(case: Case, reader: Reader) -> Verdict:
    """The expected places of the members of a recorded success; None for errors, text and empty responses."""
    record = case.recording
    counts = 200 <= record.status < 300 and record.body is not None and not case.operation.text_reply(record.status)
    return reader.judge(case.operation, record.status, record.body) if counts else Verdict()


def _error_faults(case: Case, outcome: Outcome) -> list[str]:
    body, found = case.recording.body, outcome.error
    if outcome.ok:
        return [f"a success for a {case.recording.status}"]
    due: dict[str, Json] = {"status": case.recording.status}
    if isinstance(body, dict) and isinstance(body.get("errorCode"), str):
        due |= {"code": body["errorCode"], "summary": body.get("errorSummary"), "id": body.get("errorId")}
        due["causes"] = _causes(body.get("errorCauses") or [], found.get("causes") or [])
    wrong = [f"{name} {found.get(name)!r}, recorded {value!r}" for name, value in due.items() if found.get(name) != value]
    return [f"error {one} ({found.get('kind')}: {found.get('message')})" for one in wrong]


def _causes(recorded: list[Json], found: list[str]) -> list[str]:
    """The texts due: the summary of each cause; for one without a summary whatever stands in its place."""
    found = found + [""] * len(recorded)
    texts = [one.get("errorSummary") if isinstance(one, dict) else None for one in recorded]
    return [given if text is None else text for text, given in zip(texts, found)]


def _document_faults(recorded: Json, outcome: Outcome) -> list[str]:
    if recorded is None:
        return [] if outcome.document is None else ["a document where none was recorded"]
    if outcome.document is None:
        return ["the document is lost"]
    try:
        at = difference(parse(outcome.document), recorded)
    except ValueError as error:
        return [f"the document is no JSON: {error}"]
    return [] if at is None else [f"the document differs at {at or '/'}"]


def _pointer_faults(recorded: Json, outcome: Outcome, verdict: Verdict) -> list[str]:
    """Typed means typed: each member stands where the reader expects it, and nowhere else."""
    found = [f"not typed: {pointer}" for pointer in verdict.typed if pointer not in outcome.typed]
    found += [f"typed, not declared so: {pointer}" for pointer in verdict.elsewhere if pointer in outcome.typed]
    found += [f"lost from extras and raw: {pointer}" for pointer in verdict.elsewhere if not _held(pointer, outcome)]
    places = set(_places(recorded)) if outcome.typed or outcome.held else set()
    return found + [f"no such place: {pointer}" for pointer in outcome.typed | outcome.held if pointer not in places]


def _held(pointer: str, outcome: Outcome) -> bool:
    """Whether the extras or the raw values hold a place, itself or an ancestor."""
    while pointer not in outcome.held:
        if not pointer:
            return False
        pointer = pointer.rpartition("/")[0]
    return True


def _places(value: Json, at: str = "") -> list[str]:
    places = [at]
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in items:
        places.extend(_places(item, join(at, step)))
    return places
