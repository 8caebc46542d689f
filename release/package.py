"""Builds every package and checks it as its users get it: the command behind `make package`; `package.py LANGUAGE...` builds some.

Each package has a program of its own, which stops at the first thing that is wrong. What they made is gathered in `target/artefacts`,
with SBOMs and checksums. Ends with a table: artefact, size, checks.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tools import ROOT, TARGET, expect, megabytes

OUT = TARGET / "artefacts"


@dataclass(frozen=True)
class Package:
    """A command that builds and checks artefacts, where they are, and what it checks."""

    command: tuple[str, ...]
    folder: Path
    files: tuple[str, ...]
    checks: str


PYTHON = sys.executable
PACKAGES = {
    "rust": Package(
        (PYTHON, "release/crates.py"),
        TARGET / "package",
        ("*.crate",),
        "fields and files; each built from its archive, on the archives of the others",
    ),
    "simulator": Package(
        (PYTHON, "simulator/package.py"),
        TARGET / "package-simulator",
        ("*.tar.gz",),
        "unpacked, an org for one command",
    ),
    "cli": Package(
        (PYTHON, "cli/package.py"),
        TARGET / "package-cli",
        ("*.tar.gz",),
        "unpacked, size, time to start, four commands, completions, an export",
    ),
    "python": Package(
        (PYTHON, "bindings-python/package.py"),
        TARGET / "package-python",
        ("*.whl", "*.tar.gz"),
        "twine, auditwheel; installed in each Python here, where the quickstart ran",
    ),
    "wasm": Package(
        ("bindings-wasm/package.sh",),
        ROOT / "bindings-wasm/dist",
        ("*.tgz",),
        "publint, attw; installed and run in its hosts",
    ),
    "kotlin": Package(
        (PYTHON, "bindings-uniffi/package/kotlin.py"),
        TARGET / "package-kotlin",
        ("*.jar", "*.aar", "*.pom"),
        "mvn, fields of the poms, contents; the quickstart built with the jar from a repository",
    ),
    "swift": Package(
        (PYTHON, "bindings-uniffi/package/swift.py"),
        ROOT / "bindings-uniffi/swift/build/package",
        ("*.zip", "*.tar.gz"),
        "checksums; the quickstart built with each release of Swift; DocC without warnings",
    ),
}


def main(names: list[str]) -> None:
    unknown = [name for name in names if name not in PACKAGES]
    expect(not unknown, f"no package of {unknown}: {', '.join(PACKAGES)}")
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    rows = [("artefact", "size", "SBOM", "checks")]
    for name in names or PACKAGES:
        package = PACKAGES[name]
        print(f"== {name}", flush=True)
        # What the programs call as python3 is this Python, with the packages of requirements.txt.
        path = f"{Path(PYTHON).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(package.command, cwd=ROOT, env=os.environ | {"PATH": path})
        expect(done.returncode == 0, f"{name}: exit {done.returncode}")
        rows += [(file.name, megabytes(file), parts(file), package.checks) for file in gather(package)]
    sums = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in sorted(OUT.iterdir())]
    (OUT / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        print("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths)), row[3]]))


def gather(package: Package) -> list[Path]:
    """Copies the artefacts of a package, and returns them."""
    found = [file for pattern in package.files for file in sorted(package.folder.glob(pattern))]
    expect(bool(found), f"{package.folder} has no {' '.join(package.files)}")
    for file in found:
        for part in (file, file.with_name(f"{file.name}.cdx.json")):
            if part.exists():
                shutil.copy(part, OUT)
    return found


def parts(file: Path) -> str:
    return "yes" if file.with_name(f"{file.name}.cdx.json").exists() else ""


if __name__ == "__main__":
    main(sys.argv[1:])
