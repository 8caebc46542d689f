"""How long the models take to compile, without dependencies: those of all areas and of one, in debug and release.

The first build of each form is not counted; then only the core is built again, three times, without what incremental builds keep.
"""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from report.figures import emit

ROOT = Path(__file__).resolve().parent.parent
FORMS = {
    "models of all areas, debug": ["--features", "full"],
    "models of all areas, release": ["--features", "full", "--release"],
    "models of one area, debug": ["--features", "users"],
    "models of one area, release": ["--features", "users", "--release"],
}
ROUNDS = 3


def main() -> None:
    for name, flags in FORMS.items():
        build(flags)
        seconds = [rebuild(flags) for _ in range(ROUNDS)]
        print(f"{name:30}{sorted(seconds)[ROUNDS // 2]:6.1f} s", flush=True)
        emit("compile", name, "s", seconds)


def rebuild(flags: list[str]) -> float:
    """The seconds that the core takes."""
    (ROOT / "core" / "src" / "lib.rs").touch()
    start = time.perf_counter()
    build(flags)
    return time.perf_counter() - start


def build(flags: list[str]) -> None:
    environment = os.environ | {"CARGO_INCREMENTAL": "0"}
    subprocess.run(["cargo", "build", "--quiet", "-p", "oktant-core", *flags], check=True, cwd=ROOT, env=environment)


if __name__ == "__main__":
    main()
