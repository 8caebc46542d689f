#!/usr/bin/env python3
"""Runs every check of every language that exists in the tree, and counts: the command behind `make test`.

`OKTANT_RECORDED` names a file of recorded traffic to replay beside the sample; where it is missing, the sample alone is played.
Each part prints its minutes. The last two lines are `rust N, ...` and `N passed, N failed, N skipped`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORDED = Path(os.environ.get("OKTANT_RECORDED", ROOT.parent / "shared" / "recorded" / "interactions.jsonl.gz"))
SAMPLE = ROOT / "tests" / "replay" / "sample.jsonl"
CARGO_RESULT = re.compile(r"^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored", re.M)
OWN_RESULT = re.compile(r"^(?:(\w+): )?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.M)
# In a log, cargo prints errors and warnings only.
ENVIRONMENT = {"CARGO_TERM_QUIET": "false" if sys.stderr.isatty() else "true", **os.environ}
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
UNITTEST_RESULT = re.compile(r"^Ran (\d+) tests? in ", re.M)
LANGUAGES = ("rust", "python", "node", "chromium", "kotlin", "swift")
MAY_BE_MISSING = set(os.environ.get("ALLOW_MISSING", "").replace(",", " ").split())


@dataclass
class Counts:
    """What ran, over all parts."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    ran: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LANGUAGES, 0))
    broken: list[str] = field(default_factory=list)


def main() -> int:
    counts = Counts()
    checked(counts, "format", ["cargo", "fmt", "--all", "--check"], needs="rustfmt")
    checked(counts, "clippy", ["cargo", "clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"], needs="cargo-clippy")
    checked(counts, "versions", ["python3", "release/version.py"], needs="git")
    checked(counts, "workflows, security", ["release/workflows.sh", "zizmor"], needs="python3")
    checked(counts, "workflows", ["release/workflows.sh", "actionlint"], needs="go")
    tests(counts, "rust tests", ["cargo", "test", "--workspace", "--all-features", "--no-fail-fast"])
    checked(counts, "fuzz targets", ["cargo", "check", "--manifest-path", "fuzz/Cargo.toml", "--target-dir", "target", "--bins", "--locked"])
    checked(counts, "one area alone", ["cargo", "check", "-p", "oktant", "--no-default-features", "--features", "users"])
    tests(counts, "replay machinery", ["tests/python.sh", "-m", "unittest", "discover", "-s", "tests/replay", "-p", "test_*.py"])
    files = [SAMPLE, *([RECORDED] if RECORDED.exists() else [])]
    replay(counts, "rust", files)
    tests(counts, "flows machinery", ["tests/python.sh", "-m", "unittest", "discover", "-s", "tests/flows", "-p", "test_*.py"])
    tests(counts, "flows", ["tests/python.sh", "tests/flows/flows.py", "tests/flows/sample.jsonl"])
    tests(counts, "crawl machinery", ["tests/python.sh", "-m", "unittest", "discover", "-s", "tests/crawl", "-p", "test_*.py"])
    tests(counts, "crawl", ["tests/python.sh", "tests/crawl/crawl.py"])
    tests(counts, "faults machinery", ["tests/python.sh", "-m", "unittest", "discover", "-s", "tests/faults", "-p", "test_*.py"])
    faults(counts, "rust", "rust")
    tests(counts, "samples machinery", ["tests/python.sh", "-m", "unittest", "discover", "-s", "tests/samples", "-p", "test_*.py"])
    for language in ("data", "sh", "rust"):
        samples(counts, language, "rust")
    tests(counts, "site machinery", ["tests/python.sh", "-m", "unittest", "discover", "-s", "site", "-p", "test_*.py"])
    checked(counts, "docs site", ["make", "docs"])
    tests(counts, "benchmarks machinery", ["tests/python.sh", "-m", "unittest", "discover", "-s", "benches/report", "-t", "benches"])
    tests(counts, "readers of exports", ["tests/readers/test.sh"])
    tests(counts, "python", ["bindings-python/test.sh"], "python")
    replay(counts, "python", files)
    faults(counts, "python", "python")
    samples(counts, "python", "python")
    tests(counts, "wasm", ["bindings-wasm/test.sh"], "node", "chromium")
    tests(counts, "console", ["examples/console/test.sh"], "chromium")
    replay(counts, "node", files)
    replay(counts, "chromium", files)
    faults(counts, "node", "node")
    faults(counts, "browser", "chromium")
    samples(counts, "ts", "node")
    tests(counts, "kotlin", ["bindings-uniffi/kotlin/test.sh"], "kotlin")
    replay(counts, "kotlin", files)
    faults(counts, "kotlin", "kotlin")
    samples(counts, "kotlin", "kotlin")
    tests(counts, "swift", ["bindings-uniffi/swift/test.sh"], "swift")
    replay(counts, "swift", files)
    faults(counts, "swift", "swift")
    samples(counts, "swift", "swift")
    missing = [language for language in LANGUAGES if not counts.ran[language] and language not in MAY_BE_MISSING]
    if counts.broken:
        print("failed: " + ", ".join(counts.broken))
    if missing:
        print("ran nothing: " + ", ".join(missing))
    print(", ".join(f"{language} {ran}" for language, ran in counts.ran.items()))
    print(f"{counts.passed} passed, {counts.failed} failed, {counts.skipped} skipped")
    return 1 if counts.failed or missing else 0


def checked(counts: Counts, name: str, command: list[str], needs: str = "cargo") -> None:
    """A check that passes or fails as a whole."""
    if shutil.which(needs) is None:
        counts.skipped += 1
        print(f"{name}: skipped, {needs} is not installed", flush=True)
        return
    code, _ = run(name, command)
    counts.passed += code == 0
    counts.failed += code != 0
    if code != 0:
        counts.broken.append(name)


def tests(counts: Counts, name: str, command: list[str], *languages: str) -> None:
    """A part that counts its own tests; one that fails without a count is one failure, unless it may be missing.

    A part of several languages names each in its counts: `node: N passed, N failed`."""
    code, output = run(name, command)
    passed = failed = skipped = 0
    found = [("rust", *result.groups()) for result in CARGO_RESULT.finditer(output)]
    found += [(result[1] or (*languages, "rust")[0], *result.groups()[1:]) for result in OWN_RESULT.finditer(output)]
    found += [("rust", result[1], None, None) for result in UNITTEST_RESULT.finditer(output) if code == 0]
    for language, *numbers in found:
        right, wrong, left_out = (int(number or 0) for number in numbers)
        counts.ran[language] += right
        passed, failed, skipped = passed + right, failed + wrong, skipped + left_out
    if code != 0 and failed == 0 or passed + failed == 0:
        if languages and passed + failed == 0 and set(languages) <= MAY_BE_MISSING:
            skipped += 1
        else:
            failed += 1
    if failed:
        counts.broken.append(name)
    counts.passed += passed
    counts.failed += failed
    counts.skipped += skipped


def replay(counts: Counts, language: str, files: list[Path]) -> None:
    """Replays recorded and invented traffic through the typed API of one language."""
    command = ["tests/python.sh", "tests/replay/replay.py", "--language", language, "--invent", "2", *map(str, files)]
    tests(counts, f"replay {language}", command, language)


def faults(counts: Counts, name: str, language: str) -> None:
    """The fault scenarios in one language."""
    tests(counts, f"faults {name}", ["tests/python.sh", "tests/faults/faults.py", "--language", name], language)


def samples(counts: Counts, name: str, language: str) -> None:
    """The samples of the documentation in one language."""
    tests(counts, f"samples {name}", ["tests/python.sh", "tests/samples/samples.py", "--language", name], language)


def run(name: str, command: list[str]) -> tuple[int, str]:
    """Runs a command, shows what it prints and the minutes it took."""
    print(f"== {name}: {' '.join(command)}", flush=True)
    start = time.monotonic()
    # On a terminal stderr stays one, so that cargo shows its progress; unittest counts there.
    stderr = None if sys.stderr.isatty() and "unittest" not in command else subprocess.STDOUT
    process = subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=stderr, text=True)
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        sys.stdout.write(line)
        sys.stdout.flush()
    code = process.wait()
    print(f"== {name}: {'ok' if code == 0 else f'exit {code}'}, {(time.monotonic() - start) / 60:.1f} min", flush=True)
    return code, COLOUR.sub("", "".join(lines))


if __name__ == "__main__":
    sys.exit(main())
