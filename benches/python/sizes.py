"""The cost of importing a package: `sizes.py PACKAGE STATEMENT` prints how many milliseconds and MB the statement takes in this fresh
process, and the MB on disk of the package and its dependencies."""

from __future__ import annotations

import sys
import time


def main(package: str, statement: str) -> None:
    code = compile(statement, "statement", "exec")
    before, start = resident(), time.perf_counter()
    exec(code)
    milliseconds, memory = (time.perf_counter() - start) * 1000, resident() - before
    print(milliseconds, memory, installed(package) / 1e6 if package else 0)


def resident() -> float:
    """Memory of this process in MB; 0 if the system does not report it."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * 4096 / 1e6
    except OSError:
        return 0.0


def installed(package: str) -> int:
    """Bytes of a package and its dependencies, without compiled files."""
    import re
    from importlib.metadata import PackageNotFoundError, distribution
    from pathlib import Path

    seen: set[str] = set()
    wanted, size = [package], 0
    while wanted:
        name = re.sub(r"[-_.]+", "-", wanted.pop()).lower()
        if name in seen:
            continue
        seen.add(name)
        try:
            found = distribution(name)
        except PackageNotFoundError:  # for another system or version
            continue
        paths = [Path(path.locate()) for path in found.files or [] if path.suffix != ".pyc"]
        size += sum(path.stat().st_size for path in paths if path.is_file())
        needs = [need for need in found.requires or [] if "extra ==" not in need]
        wanted += [re.split(r"[^\w.-]", need, maxsplit=1)[0] for need in needs]
    return size


if __name__ == "__main__":
    main(*sys.argv[1:])
