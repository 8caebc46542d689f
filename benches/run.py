#!/usr/bin/env python3
"""Runs benchmarks and writes docs/benchmarks.md: the command behind `make bench`.

`run.py [--resume] [PART ...]`: without names, all parts. Each part keeps its figures in benches/results as soon as it ends, and one that
fails stops no other. `--resume` leaves out the parts that have measured this tree; `--page` measures nothing.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime, timezone
from pathlib import Path

from report import figures, machine, page, results
from report.parts import PARTS, Part
from report.results import Result

ROOT = Path(__file__).resolve().parent.parent
# A part that hangs must not keep the others from running: minutes, with all that is built first.
LONGEST = 60
# Other load from which on figures are not to be believed.
BUSY = 0.1
# What a run writes, and prose: they change nothing that is measured.
WRITTEN = (":!benches/results", ":!docs", ":!*.md")


def main() -> int:
    parser = argparse.ArgumentParser(description="Benchmarks, in one table: docs/benchmarks.md.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--resume", action="store_true", help="leave out the parts that have measured this tree")
    parser.add_argument("--page", action="store_true", help="only write the page")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}: {', '.join(PARTS)}")
    parts = [] if given.page else [PARTS[name] for name in given.parts or PARTS]
    commit = current()
    if given.resume:
        parts = [part for part in parts if (last := results.load(part)).why or not measured_now(last.commit)]
    done = []
    for part in parts:
        done.append(measure(part, commit))
        results.save(done[-1])
        page.write(results.load_all())
    page.write(results.load_all())
    return report(done)


def measure(part: Part, commit: str) -> Result:
    """Runs a part."""
    print(f"== {part.title}: {part.command}", flush=True)
    start = time.monotonic()
    result = Result(part.name, "", datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC"), commit, machine=machine.machine())
    if lacking := [program for program in part.needs if shutil.which(program) is None]:
        result.why = f"there is no {', '.join(lacking)} here"
    elif part.install and subprocess.run(["sh", "-c", part.install], cwd=ROOT).returncode != 0:
        result.why = "its tools are not here and cannot be installed"
    else:
        result.busy = machine.busy()
        result.why = run(part, result)
        result.versions = [found for command in part.versions if (found := machine.version(command))]
    result.minutes = round((time.monotonic() - start) / 60, 1)
    print(f"== {part.title}: {result.why or 'ok'}, {len(result.figures)} figures, {result.minutes:.1f} min", flush=True)
    return result


def run(part: Part, result: Result) -> str:
    """Runs the program of a part, shows what it prints, and keeps its figures; returns why some are missing."""
    environment = {"CARGO_TERM_QUIET": "false" if sys.stderr.isatty() else "true", **os.environ, "BENCH_FIGURES": "1"}
    command, late, broken = ["sh", "-c", part.command], threading.Event(), ""
    # A process group of its own, so that all it started can be ended.
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:

        def stop() -> None:
            late.set()
            end(process, signal.SIGKILL)

        timer = threading.Timer(LONGEST * 60, stop)
        timer.start()
        assert process.stdout is not None
        try:
            for line in process.stdout:
                try:
                    figure = figures.read(line)
                except (TypeError, ValueError) as error:
                    broken = f"a figure that cannot be read ({error})"
                    print(f"{broken}: {line}", end="", file=sys.stderr)
                    continue
                if figure is None:
                    print(line, end="", flush=True)
                else:
                    result.figures.append(figure)
            code = process.wait()
        except KeyboardInterrupt:
            end(process, signal.SIGTERM)
            raise
        finally:
            timer.cancel()
    if late.is_set():
        return f"ended after {LONGEST} minutes"
    return f"its program ended with exit code {code}" if code else broken


def end(process: subprocess.Popen[str], how: signal.Signals) -> None:
    """Ends a program and all that it started."""
    try:
        os.killpg(process.pid, how)
    except ProcessLookupError:
        pass


def current() -> str:
    """The commit of this tree, and whether anything but results differs from it."""
    git = lambda *words: subprocess.run(["git", *words], cwd=ROOT, text=True, capture_output=True).stdout.strip()
    return git("rev-parse", "--short=10", "HEAD") + (" with changes" if git("status", "--porcelain", "--", ".", *WRITTEN) else "")


def measured_now(commit: str) -> bool:
    """Whether a result of a commit, as `current` names it, is one of this tree."""
    differs = ["git", "diff", "--quiet", commit, "--", ".", *WRITTEN]
    return bool(commit) and " " not in commit and subprocess.run(differs, cwd=ROOT, stderr=subprocess.DEVNULL).returncode == 0


def report(done: list[Result]) -> int:
    """Prints what the run came to; 1 if a part failed."""
    print("docs/benchmarks.md: " + page.summary([figure for result in results.load_all() for figure in result.figures]), end="")
    for result in done:
        if result.busy is not None and result.busy > BUSY:
            print(f"{result.part}: other programs used {result.busy:.0%} of the machine before it began: measure again when it is idle")
    failed = [result for result in done if result.why]
    for result in failed:
        print(f"{result.part}: {result.why}; again: make bench LANGUAGE={result.part}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
