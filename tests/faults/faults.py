#!/usr/bin/env python3
"""Fault scenarios in one language: scenarios that say what an org, a network or a clock does wrong, and what a caller then sees.

    faults.py --language rust|python|node|browser|kotlin|swift [--scenario NAME] [FILE...]

One line a scenario: scenario, what the caller saw, requests made, waited. The last line is `N passed, N failed`.
"""

from __future__ import annotations

import argparse
import asyncio
import shlex
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "replay"))  # exact.py

from compare import Comparison  # noqa: E402
from driver import Driver, DriverError  # noqa: E402
from play import Seen, key, play  # noqa: E402
from scenarios import LANGUAGES, Scenario, ScenarioError, read  # noqa: E402

SHARED = ROOT.parent / "shared" / "faults" / "scenarios.yaml"
COMMANDS = {
    "rust": "cargo run --quiet --package oktant-faults",
    "python": "tests/faults/python/run.sh",
    "node": "tests/faults/js/run.sh node",
    "browser": "tests/faults/js/run.sh browser",
    "kotlin": "tests/faults/kotlin/run.sh",
    "swift": "tests/faults/swift/run.sh",
}
AT_ONCE = 8
SLOW = "waited "  # a fault that a busy machine may cause


@dataclass
class Tally:
    """What a run found."""

    passed: int = 0
    failed: int = 0
    untyped: list[str] = field(default_factory=list)

    def add(self, line: str, faults: list[str]) -> None:
        """Counts a scenario and prints its line."""
        self.passed += not faults
        self.failed += bool(faults)
        print(f"{'FAILED' if faults else 'ok    '} {line}", flush=True)
        for fault in faults:
            print(f"         {fault}", flush=True)


def files(given: list[Path]) -> list[Path]:
    """The files to play: what was named, else the shared scenarios where they are there, then the project's own."""
    return given or [*([SHARED] if SHARED.exists() else []), *sorted(Path(__file__).parent.glob("*.yaml"))]


async def run(scenarios: list[Scenario], language: str, command: str) -> Tally:
    """Plays scenarios, several at once."""
    tally = Tally()
    if not scenarios:
        return tally
    for scenario in scenarios:
        key(scenario)  # made before, for it would hold up what is under way
    driver = await Driver.start(shlex.split(command), ROOT)
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(scenario: Scenario) -> Scenario | None:
        async with slots:
            return await judged(scenario, driver, language, tally, last=False)

    try:
        again = await asyncio.gather(*map(one, scenarios))
        # What a busy machine made slow is played once more, alone.
        for scenario in filter(None, again):
            await judged(scenario, driver, language, tally, last=True)
    finally:
        await driver.stop()
    return tally


async def judged(scenario: Scenario, driver: Driver, language: str, tally: Tally, last: bool) -> Scenario | None:
    """Plays a scenario and counts it; gives it back where it was only slow and may be played once more."""
    try:
        seen = await play(scenario, driver, language == "browser")
        faults = Comparison(scenario, seen, language == "browser", driver.typed).faults()
        shown = line(scenario, seen)
    except (DriverError, asyncio.TimeoutError) as error:
        shown, faults = f"{scenario.name}: nothing", [f"the driver gave no outcome: {error}"]
    if not last and faults and all(fault.startswith(SLOW) for fault in faults):
        return scenario
    if scenario.expect.get("parsed") and not driver.typed:
        tally.untyped.append(scenario.name)
    tally.add(shown, faults)
    return None


def line(scenario: Scenario, seen: Seen) -> str:
    """Scenario, what the caller saw, requests made, waited."""
    given = seen.last.given
    saw = ", ".join(f"{count} {kind}" for kind, count in Counter(seen.kinds).items()) if len(seen.kinds) > 1 else seen.last.kind
    if given.get("items") is not None:
        saw += f" after {len(given['items'])} items" if seen.last.kind != "ok" else f", {len(given['items'])} items"
    if given.get("message"):
        saw += f" ({given['message']:.90})"
    return f"{scenario.name}: {saw}; {len(seen.org.requests)} requests; {seen.waited:.0f} ms"


async def everything(scenarios: list[Scenario], language: str, command: str) -> Tally:
    """The scenarios of a language; those of a simulated clock run on the core, which Rust drives."""
    tally = await run([scenario for scenario in scenarios if not scenario.simulated], language, command)
    simulated = await run([scenario for scenario in scenarios if scenario.simulated], "rust", COMMANDS["rust"])
    return Tally(tally.passed + simulated.passed, tally.failed + simulated.failed, tally.untyped)


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Fault scenarios in one language.")
    parser.add_argument("--language", choices=LANGUAGES, default="rust")
    parser.add_argument("--driver", help="another command than that of the language")
    parser.add_argument("--scenario", action="append", help="this scenario alone")
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE")
    options = parser.parse_args()
    try:
        scenarios = read(files(options.files))
    except (ScenarioError, OSError) as error:
        print(f"{error}\n0 passed, 1 failed")
        return 1
    names = options.scenario or [one.name for one in scenarios]
    chosen = [one for one in scenarios if options.language in one.languages and one.name in names]
    try:
        tally = asyncio.run(everything(chosen, options.language, options.driver or COMMANDS[options.language]))
    except DriverError as error:
        print(f"{error}\n0 passed, 1 failed")
        return 1
    if tally.untyped:
        print(f"left for typed APIs: {', '.join(tally.untyped)}")
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed or not tally.passed else 0


if __name__ == "__main__":
    sys.exit(main())
