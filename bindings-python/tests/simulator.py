"""The simulated org, as a program of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

TOKEN = "00simulatorTokenSimulatorTokenSimulatorTokn"


@contextmanager
def simulator(users: int, *options: str, rate_limit: int = 1_000_000) -> Iterator[str]:
    """Starts a simulated org of so many users, always the same ones, and yields its URL."""
    command = [os.environ["OKTANT_SIMULATOR"], "--users", str(users), "--seed", "42", f"--rate-limit={rate_limit}", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split()[-1]
        finally:
            process.kill()
