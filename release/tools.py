"""What the programs that build packages share: where things are, running commands, checks, what is linked into an artefact."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import version

ROOT = Path(__file__).resolve().parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).absolute()


def run(*command: object, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> str:
    """The output of a command; exits if it fails."""
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=env, text=True, stdout=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit(f"{done.stdout}{' '.join(str(part) for part in command)}: exit {done.returncode}")
    return done.stdout


def expect(condition: bool, message: str) -> None:
    """Exits with the message unless the condition holds."""
    if not condition:
        sys.exit(message)


def licences(file: Path, crate: str, target: str | None = None) -> None:
    """Writes the licences of what a crate links."""
    print(run(sys.executable, ROOT / "release/licences.py", file, crate, *([target] if target else [])), end="")


def sbom(artefact: Path, purl: str, crate: str, *more: object) -> Path:
    """Writes the SBOM of an artefact beside it: `purl` without the version, which crate is linked, what else sbom.py should know."""
    file = artefact.with_name(f"{artefact.name}.cdx.json")
    print(run(sys.executable, ROOT / "release/sbom.py", file, f"{purl}@{version.version()}", crate, *more), end="")
    return file


def megabytes(file: Path) -> str:
    return f"{file.stat().st_size / 1e6:.2f} MB"
