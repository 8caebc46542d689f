#!/usr/bin/env python3
"""Recorded traffic through the typed API of one language, over a real socket.

    replay.py --language rust FILE...

A runner is a program that takes the URL of an org, a file of cases and a file to answer in, one JSON object a line:

    case    n, operation, path {name: text}, query and extra_query {name: [text]}, body (JSON as text, or null). Query members
            without a typed argument are in extra_query. Every request has the header `X-Replay-Case: n`; retries are off; of a
            list the first page is requested.
    answer  n, outcome "ok", document (the typed result encoded back: JSON as text, or null), text (an answer that is not
            JSON, or null), typed, extras, raw (JSON pointers: members that typed properties, extras and raw values hold);
            or n, outcome "error", kind, message, status, code, summary, id, causes (texts).
"""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import Callable, Iterable

import compare
from cases import Case, CaseError, Recording, case, read
from compare import Outcome
from document import Document
from exact import doubles
from invent import invent
from reader import Reader, Verdict
from server import Server

ROOT = Path(__file__).resolve().parents[2]
RUNNERS = {
    "rust": "cargo run --quiet --package oktant-replay --",
    "python": "tests/replay/python/run.sh",
    "node": "tests/replay/node/run.sh node",
    "chromium": "tests/replay/node/run.sh browser",
    "kotlin": "tests/replay/kotlin/run.sh",
    "swift": "tests/replay/swift/run.sh",
}
DOUBLES = {"node", "chromium"}  # of a recording they get what an IEEE double holds
TENTH = {"chromium"}  # they play every tenth recording
Runner = Callable[[str, Path, Path], None]
TIMEOUT = 1800  # seconds for a whole replay, the first build of a runner included
SHOWN = 50
WIDTH = 200


@dataclass
class Tally:
    """What a replay found."""

    passed: int = 0
    skipped: int = 0
    unsent: int = 0
    typed: int = 0
    extras: int = 0
    raw: int = 0
    nulls: int = 0
    lost: int = 0
    failures: list[str] = field(default_factory=list)

    def count(self, verdict: Verdict) -> None:
        """Adds the members of one document."""
        self.typed += len(verdict.typed)
        self.extras += len(verdict.extras) + len(verdict.inside)
        self.raw += len(verdict.raw)
        self.nulls += len(verdict.nulls)

    def fail(self, name: str, faults: list[str]) -> None:
        """Notes a case that went wrong, with what was wrong first."""
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        self.failures.append(f"{name}: {faults[0]}{more}")

    def lines(self) -> list[str]:
        """The report; the count is the last line."""
        shown = [f"FAILED {line}"[:WIDTH].replace("\n", " ") for line in self.failures[:SHOWN]]
        if len(self.failures) > SHOWN:
            shown.append(f"and {len(self.failures) - SHOWN} more")
        if self.unsent:
            shown.append(f"unsent {self.unsent} (request bodies that the document does not declare)")
        return [
            *shown,
            f"skipped {self.skipped} (no operation)",
            f"nulls {self.nulls} (declared members that are null, held by the extras)",
            f"typed {self.typed}, extras {self.extras}, raw {self.raw}",
            f"{self.passed} passed, {len(self.failures) + self.lost} failed",
        ]


def prepare(recordings: Iterable[Recording], document: Document, tally: Tally) -> list[Case]:
    """The cases of recordings; what cannot be called is skipped or failed at once."""
    cases = []
    for n, record in enumerate(recordings):
        if record.operation_id is None:
            tally.skipped += 1
            continue
        try:
            cases.append(case(n, record, document))
        except CaseError as error:
            tally.fail(f"case {n}", [str(error)])
            continue
        tally.unsent += bool(record.request_body) and not cases[-1].operation.body_media
    return cases


def judge(cases: list[Case], outcomes: dict[int, Outcome], server: Server, reader: Reader, tally: Tally) -> None:
    """Compares what each case gave, on both sides of the wire, with the recording."""
    if not outcomes and cases:
        tally.fail("runner", ["it gave no answer at all"])
        tally.lost = len(cases) - 1
        return
    for one in cases:
        outcome, verdict = outcomes.get(one.n), compare.verdict(one, reader)
        tally.count(verdict)
        requests = server.requests[one.n]
        found = list(chain(*requests))
        if len(requests) != 1:
            found.append(f"{len(requests)} requests")
        found.extend(["no answer from the runner"] if outcome is None else compare.faults(one, outcome, verdict))
        if found:
            tally.fail(f"case {one.n} {one.operation.id} {one.recording.status}", found)
        else:
            tally.passed += 1
    for stray in server.strays:
        tally.fail("server", [stray])


def program(command: list[str]) -> Runner:
    """A runner that is a program of its own."""

    def run(url: str, cases: Path, answers: Path) -> None:
        try:
            status = subprocess.run([*command, url, cases, answers], cwd=ROOT, timeout=TIMEOUT).returncode
            if status != 0:
                print(f"the runner ended with {status}", file=sys.stderr)
        except subprocess.TimeoutExpired as error:
            print(error, file=sys.stderr)

    return run


def play(runner: Runner, cases: list[Case], server: Server) -> dict[int, Outcome]:
    """Lets a runner answer the cases."""
    with tempfile.TemporaryDirectory() as folder, server:
        lines, answers = Path(folder, "cases.jsonl"), Path(folder, "answers.jsonl")
        lines.write_text("".join(one.line() + "\n" for one in cases))
        answers.touch()
        runner(server.url, lines, answers)
        rows = map(json.loads, answers.read_text().splitlines())
        return {row["n"]: Outcome.read(row) for row in rows}


def replay(recordings: Iterable[Recording], document: Document, runner: Runner, in_doubles: bool = False) -> Tally:
    """The whole replay of some recordings by one runner; `in_doubles` if its JSON numbers are IEEE doubles."""
    tally = Tally()
    if in_doubles:
        recordings = (replace(one, body=doubles(one.body), request_body=doubles(one.request_body)) for one in recordings)
    cases = prepare(recordings, document, tally)
    server = Server(cases)
    judge(cases, play(runner, cases, server), server, Reader(document, in_doubles), tally)
    return tally


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Recorded traffic through the typed API of one language.")
    parser.add_argument("--language", choices=sorted(RUNNERS), default="rust")
    parser.add_argument("--invent", type=int, default=0, metavar="N", help="and N invented exchanges for each operation")
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE")
    options = parser.parse_args()
    document = Document.corrected()
    recordings: Iterable[Recording] = chain(read(options.files), invent(document, 1, options.invent))
    recordings = islice(recordings, 0, None, 10) if options.language in TENTH else recordings
    runner = program(shlex.split(RUNNERS[options.language]))
    tally = replay(recordings, document, runner, options.language in DOUBLES)
    print("\n".join(tally.lines()))
    return 1 if tally.failures or not tally.passed else 0


if __name__ == "__main__":
    sys.exit(main())
