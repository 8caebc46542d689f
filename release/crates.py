"""Packs the crates for crates.io and checks them: the command behind `make package LANGUAGE=rust`.

Checks what crates.io asks for and that no tests or big files are packed; then cargo builds each crate from its archive, with the
archives of the crates that it depends on. `--publish` publishes them, in the order in which they depend on each other.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from pathlib import Path

from tools import ROOT, TARGET, expect, megabytes, run
from version import version

LARGEST = 1_500_000
UNWANTED = ("/tests/", "/package.py", "/proptest-regressions/", "/Dockerfile")


def main() -> None:
    packages = json.loads(run("cargo", "metadata", "--format-version", "1", "--no-deps", "--locked"))["packages"]
    published = [package for package in packages if package["publish"] is None]
    for package in published:
        check(package)
    chosen = [word for package in published for word in ("-p", package["name"])]
    if "--publish" in sys.argv:
        subprocess.run(["cargo", "publish", "--locked", *chosen], cwd=ROOT, check=True)
        return
    for old in (TARGET / "package").glob("*.crate"):
        old.unlink()
    # A change that is not committed yet is packed too: publishing refuses it.
    run("cargo", "package", "--locked", "--quiet", "--allow-dirty", *chosen)
    for package in published:
        inside(TARGET / "package" / f"{package['name']}-{version()}.crate")


def check(package: dict) -> None:
    """Checks the fields of a manifest, and that every crate of ours that it needs can be had from a registry."""
    name = package["name"]
    for field in ("description", "license", "repository", "rust_version", "keywords", "categories", "readme"):
        expect(bool(package[field]), f"{name} has no {field}")
    expect(len(package["keywords"]) <= 5, f"{name} has more than 5 keywords")
    for dependency in package["dependencies"]:
        is_kept = dependency["kind"] != "dev" and dependency.get("path")
        expect(not is_kept or dependency["req"] == f"^{version()}", f"{name} needs {dependency['name']} without its version")


def inside(crate: Path) -> None:
    with tarfile.open(crate) as archive:
        names = archive.getnames()
    for wanted in ("LICENSE", "README.md", "Cargo.toml", "src"):
        expect(any(name.split("/")[1] == wanted for name in names), f"{crate.name} has no {wanted}")
    unwanted = [name for name in names if any(part in name for part in UNWANTED)]
    expect(not unwanted, f"{crate.name} has {unwanted}")
    expect(crate.stat().st_size <= LARGEST, f"{crate.name} has {megabytes(crate)}")
    print(f"{crate.name}: {len(names)} files, {megabytes(crate)}")


if __name__ == "__main__":
    main()
