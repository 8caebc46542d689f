#!/usr/bin/env python3
"""Recorded flows against the simulator: every flow in its order, each against a new org.

    flows.py [--simulator PROGRAM] [--flow NAME] [--operation ID] [--verbose] [--causes FILE] [FILE...]

Without files it plays the recorded traffic beside the project, or where there is none the flows of sample.jsonl. The last line is
`N passed, N failed`, one an interaction; the command fails below 95 %.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "replay"))  # the reader of the document, exact JSON

from document import Document  # noqa: E402
from flow import flows  # noqa: E402
from player import play  # noqa: E402
from report import Report, exchange  # noqa: E402

RECORDED = ROOT.parent / "shared" / "recorded" / "interactions.jsonl.gz"
SAMPLE = Path(__file__).parent / "sample.jsonl"
AT_ONCE = 4


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Recorded flows against the simulator.")
    parser.add_argument("--simulator", type=Path, help="the program, instead of the one built from this tree")
    parser.add_argument("--flow", action="append", help="this flow alone")
    parser.add_argument("--operation", help="show and count this operation alone")
    parser.add_argument("--verbose", action="store_true", help="show every exchange that failed, with --flow each one")
    parser.add_argument("--causes", type=Path, help="write all causes to this file")
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE")
    options = parser.parse_args()
    program = options.simulator or built()
    document = Document.corrected()
    files = options.files or [RECORDED if RECORDED.exists() else SAMPLE]
    print("plays " + ", ".join(map(os.path.relpath, files)))
    chosen = [flow for flow in flows(files, document) if not options.flow or flow.name in options.flow]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = chain.from_iterable(pool.map(lambda flow: play(flow, program, document), chosen))
        report = Report(one for one in outcomes if options.operation in (None, one.step.operation.id))
    if options.verbose:
        for one in report.outcomes:
            if one.faults or options.flow:
                print("\n".join(exchange(one)))
    if options.causes:
        options.causes.write_text("".join(f"{line}\n" for line in [*report.areas(), *report.causes()]))
    print("\n".join(report.lines()))
    return 0 if report.good else 1


def built() -> Path:
    """The simulator of this tree."""
    subprocess.run([os.environ.get("CARGO", "cargo"), "build", "--package", "oktant-simulator"], cwd=ROOT, check=True)
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"), "debug", "oktant-simulator")


if __name__ == "__main__":
    sys.exit(main())
