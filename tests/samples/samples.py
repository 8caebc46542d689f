#!/usr/bin/env python3
"""Runs the samples of README.md and docs/ in one language, each page on a simulated org of its own.

    samples.py --language rust|python|ts|kotlin|swift|sh|data [PAGE...]

One line for each sample that fails. The last line is `N passed, N failed`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from collect import LANGUAGES, ROOT, Block, Page, PageError, pages, read
from data import wrong_data
from languages import BUILT, PLAYERS, TARGET, BuildError, Language, run

sys.path[:0] = [str(ROOT / "tests" / name) for name in ("flows", "replay")]  # simulator.py, and exact.py which it imports

from simulator import Simulator  # noqa: E402

TOKEN = "00samplesTokenOfTheSimulatedOrgOfTheSampl0"
ORG = ("--users", "1000", "--token", TOKEN, "--seed-file", str(Path(__file__).parent / "org.json"))
SIMULATOR = TARGET / "debug" / "oktant-simulator"
SECONDS = 60


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Runs the samples of README.md and docs/ in one language.")
    parser.add_argument("--language", choices=(*PLAYERS, "data"), required=True)
    parser.add_argument("pages", type=Path, nargs="*", metavar="PAGE")
    options = parser.parse_args()
    try:
        chosen = [read(path.resolve().relative_to(ROOT)) for path in options.pages] or pages()
        passed, failed = check_data(chosen) if options.language == "data" else check(chosen, options.language)
    except (PageError, BuildError) as error:
        print(f"{error}\n0 passed, 1 failed")
        return 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def check_data(chosen: list[Page]) -> tuple[int, int]:
    """Parses what is data."""
    blocks = [block for page in chosen for block in page.blocks if block.language not in LANGUAGES]
    wrong = {block.place: text for block in blocks if (text := wrong_data(block))}
    for place, text in wrong.items():
        print(f"FAILED {place}: {text}")
    return len(blocks) - len(wrong), len(wrong)


def check(chosen: list[Page], name: str) -> tuple[int, int]:
    """Builds all samples of a language, then runs those of each page on an org."""
    players = {language: player(language) for language, player in PLAYERS[name].items()}
    blocks = {language: [block for page in chosen for block in page.of(language)] for language in players}
    run(["cargo", "build", "--quiet", "--package", "oktant-simulator"])
    for language, player in players.items():
        player.write(blocks[language])
    count, wrong = 0, dict[str, str]()
    for language, player in players.items():
        if blocks[language]:
            wrong |= player.build(blocks[language])
        for page in chosen:
            wrong |= play(page, [block for block in page.of(language) if block.runs and block.name not in wrong], player)
        for block in blocks[language]:
            count += 1
            if block.name in wrong:
                print(f"FAILED {block.place}: {wrong[block.name].strip()}")
    return count - len(wrong), len(wrong)


def play(page: Page, blocks: list[Block], player: Language) -> dict[str, str]:
    """Runs the samples of a page in their order; what is wrong with each, by its name."""
    if not blocks:
        return {}
    folder = BUILT / "run" / blocks[0].language
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with Simulator(SIMULATOR, *ORG, *page.flags) as org:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("OKTA")}
        environment |= {"OKTA_CLIENT_ORGURL": org.url, "OKTA_CLIENT_TOKEN": TOKEN, "OKTANT_SIMULATOR": str(SIMULATOR)}
        environment |= {"XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")), "HOME": str(folder)}
        environment["PATH"] = f"{TARGET / 'debug'}{os.pathsep}{environment['PATH']}"
        found = {block.name: play_one(block, player, folder, environment) for block in blocks}
    return {name: text for name, text in found.items() if text}


def play_one(block: Block, player: Language, folder: Path, environment: dict[str, str]) -> str:
    """Runs a sample; what is wrong with it, or nothing."""
    try:
        done = subprocess.run(
            player.command(block),
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"it did not end within {SECONDS} s"
    if done.returncode != 0:
        return f"exit {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
    if block.output is not None and done.stdout.strip() != block.output.strip():
        return f"it printed\n{done.stdout}and not\n{block.output}"
    return ""


if __name__ == "__main__":
    sys.exit(main())
