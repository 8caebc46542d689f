"""What a run found: the failures by cause, a table by area and the count."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from exact import encode
from player import Outcome

SHOWN = 60
ENOUGH = 0.95


class Report:
    """Counts outcomes."""

    def __init__(self, outcomes: Iterable[Outcome]) -> None:
        self.outcomes = list(outcomes)
        self.passed = sum(not one.faults for one in self.outcomes)
        self.failed = len(self.outcomes) - self.passed

    @property
    def good(self) -> bool:
        """Whether enough passed."""
        return self.passed > 0 and self.passed >= ENOUGH * len(self.outcomes)

    def causes(self) -> list[str]:
        """A line a cause, the most frequent first: how many interactions, area, operation, what differs, in which flows."""
        found: defaultdict[tuple[str, str, str], list[Outcome]] = defaultdict(list)
        for one in self.outcomes:
            for fault in one.faults:
                found[one.step.operation.area, one.step.operation.id, fault].append(one)
        ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
        return [f"{len(ones)}\t{area}\t{operation}\t{fault}\t{_flows(ones)}" for (area, operation, fault), ones in ordered]

    def areas(self) -> list[str]:
        """A line an area: how many passed of how many."""
        every = Counter(one.step.operation.area for one in self.outcomes)
        right = Counter(one.step.operation.area for one in self.outcomes if not one.faults)
        width = max(map(len, every), default=0)
        ordered = sorted(every, key=lambda area: (right[area] - every[area], area))
        return [f"{area:{width}} {right[area]:5} of {every[area]:5}  {right[area] / every[area]:4.0%}" for area in ordered]

    def lines(self) -> list[str]:
        """The report; the count is the last line."""
        causes = self.causes()
        shown = [line.expandtabs(8) for line in causes[:SHOWN]]
        more = [f"and {len(causes) - SHOWN} more causes"] if len(causes) > SHOWN else []
        return [*shown, *more, *self.areas(), f"{self.passed} passed, {self.failed} failed"]


def exchange(one: Outcome) -> list[str]:
    """An exchange in full."""
    record = one.step.recording
    sent = one.body if not isinstance(one.body, bytes) else f"{len(one.body)} bytes"
    return [
        f"{'FAILED' if one.faults else 'ok'} flow {one.flow} row {one.step.n} {one.step.operation.id}: {record.method} {one.target}",
        *([f"  sent      {encode(sent, False)}"] if sent is not None else []),
        f"  recorded  {record.status} {encode(record.body, False)}",
        *([f"  answered  {one.answer.status} {encode(one.answer.body, False)}"] if one.answer else []),
        *(f"  {fault}" for fault in one.faults),
    ]


def _flows(ones: list[Outcome]) -> str:
    names = list(dict.fromkeys(one.flow for one in ones))
    return "flow " + " ".join(names[:5]) + (" …" if len(names) > 5 else "")
