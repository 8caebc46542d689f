"""How long the models take to compile, without dependencies: those of all areas and of one, in debug and release.

In a target folder of its own. The first build of each form is not counted; then the core alone is removed and built again, three times.
"""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from report.figures import emit

ROOT = Path(__file__).resolve().parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
FORMS = {
    "models of all areas, debug": ["--features", "full"],
    "models of all areas, release": ["--features", "full", "--release"],
    "models of one area, debug": ["--features", "users"],
    "models of one area, release": ["--features", "users", "--release"],
}
ROUNDS = 3


def main() -> None:
    for name, flags in FORMS.items():
        cargo("build", *flags)
        seconds = [rebuild(flags) for _ in range(ROUNDS)]
        print(f"{name:30}{sorted(seconds)[ROUNDS // 2]:6.1f} s", flush=True)
        emit("compile", name, "s", seconds)


def rebuild(flags: list[str]) -> float:
    """The seconds that the core takes."""
    cargo("clean", *(flag for flag in flags if flag == "--release"))
    start = time.perf_counter()
    cargo("build", *flags)
    return time.perf_counter() - start


def cargo(command: str, *flags: str) -> None:
    words = ["cargo", command, "--quiet", "-p", "oktant-core", "--target-dir", str(TARGET / "compile"), *flags]
    subprocess.run(words, check=True, cwd=ROOT, env=os.environ | {"CARGO_INCREMENTAL": "0"})


if __name__ == "__main__":
    main()
