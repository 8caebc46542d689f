"""The machine that measures: what it is, and how busy it is."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def machine() -> dict[str, str]:
    """What it is: no names of hosts, no paths."""
    memory = re.search(r"MemTotal:\s+(\d+) kB", text("/proc/meminfo"))
    model = re.search(r"model name\s*: (.*)", text("/proc/cpuinfo"))
    system = re.search(r'PRETTY_NAME="(.*)"', text("/etc/os-release"))
    return {
        "CPU": model[1].strip() if model else platform.machine(),
        "cores": str(os.cpu_count()),
        "memory": f"{int(memory[1]) / 1e6:.0f} GB" if memory else "unknown",
        "system": f"{system[1] if system else platform.system()}, {platform.system()} {platform.release()}, {platform.machine()}",
    }


def version(command: str) -> str:
    """The first line that a command prints, without what is in parentheses; empty if it does not run."""
    try:
        done = subprocess.run(command.split(), cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = [line for line in done.stdout.splitlines() if re.search(r"\d", line)]
    if done.returncode != 0 or not lines:
        return ""
    line = re.sub(r"\s*\(.*?\)|\"", "", lines[0]).strip()
    # Some programs print the number alone.
    return f"{command.split()[0]} {line}" if re.match(r"v?\d", line) else line


def busy(seconds: float = 2) -> float | None:
    """The share of all cores that other programs use, measured for some seconds; None where the system does not tell."""
    before = clocks()
    time.sleep(seconds)
    after = clocks()
    if not before or not after:
        return None
    spent = [late - early for early, late in zip(before, after, strict=True)]
    idle = spent[3] + spent[4]
    return round(1 - idle / sum(spent), 3) if sum(spent) else None


def clocks() -> list[int]:
    """Ticks of all cores: user, nice, system, idle, waiting for a disk, interrupts, stolen."""
    line = text("/proc/stat").partition("\n")[0]
    return [int(field) for field in line.split()[1:9]]


def text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError:
        return ""
