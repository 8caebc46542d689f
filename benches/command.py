"""The command `oktant` as it is shipped: its size, and how long it takes to start."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from report.figures import emit

ROOT = Path(__file__).resolve().parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
STARTS = ("--version", "users list --help", "users list --dry-run")
RUNS = 30


def main() -> None:
    subprocess.run(["cargo", "build", "--profile", "command", "--quiet", "-p", "oktant-cli"], check=True, cwd=ROOT)
    oktant = TARGET / "command" / "oktant"
    size = oktant.stat().st_size / 1e6
    print(f"oktant: {size:.2f} MB")
    emit("command", "the program, stripped", "MB", [size])
    for line in STARTS:
        taken = [milliseconds(oktant, line) for _ in range(RUNS)]
        print(f"oktant {line}: {sorted(taken)[RUNS // 2]:.1f} ms")
        emit("command", f"oktant {line}", "ms", taken)


def milliseconds(oktant: Path, line: str) -> float:
    """How long a command takes that sends nothing."""
    environment = os.environ | {"OKTA_CLIENT_ORGURL": "https://example.okta.com", "OKTA_CLIENT_TOKEN": "00token"}
    start = time.perf_counter()
    subprocess.run([oktant, *line.split()], check=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
