"""Writes the licences of all crates that are linked into an artefact, as cargo resolves them: `licences.py FILE CRATE [TARGET]`.

What the licences ask for: their texts, the notices of crates under the Apache License 2.0, and where the source of crates under the
MPL 2.0 is. A crate whose licence text is nowhere is an error.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = """\
This package of Oktant is under the Apache License 2.0; see LICENSE. What is compiled contains the Rust standard library
(MIT OR Apache-2.0) and these crates. A crate that may be used under the Apache License 2.0 is; its notice, if it has one, and the
licences of the others follow. The source of each crate is on crates.io, by its name and version.
"""
LICENCES = re.compile(r"(licen[cs]e|copying|notice|unlicense)([-._].*)?", re.I)
NOTICES = re.compile(r"notice([-._].*)?", re.I)
# For crates that name their licence and have no copy of it.
MIT = (Path(__file__).parent / "MIT.txt").read_text(encoding="utf-8").strip()
MPL = "The Mozilla Public License 2.0: https://www.mozilla.org/MPL/2.0/. The source is on crates.io and was not changed."


@dataclass(frozen=True, order=True)
class Crate:
    """A crate from a registry."""

    name: str
    version: str
    licence: str
    authors: tuple[str, ...]
    id: str
    folder: Path


def main(out: Path, crate: str, target: str | None = None) -> None:
    crates = linked(crate, target)
    texts: dict[str, list[str]] = {}
    for part in crates:
        for text in required_texts(part):
            texts.setdefault(text, []).append(part.name)
    parts = [HEAD, "\n".join(f"{part.name} {part.version}: {part.licence}" for part in crates)]
    parts += [f"{'=' * 100}\n{', '.join(names)}\n{'=' * 100}\n\n{text}" for text, names in texts.items()]
    out.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    print(f"{out.name}: {len(crates)} crates, {len(texts)} texts, {out.stat().st_size / 1000:.0f} kB")


def linked(crate: str, target: str | None = None) -> list[Crate]:
    """Each third-party crate in a library or program, without procedural macros and build tools."""
    how = ["-e", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"]
    tree = cargo("tree", "-p", crate, *(["--target", target] if target else []), *how)
    names = {tuple(line.split()[:2]) for line in tree.splitlines()}
    return sorted(
        Crate(package["name"], package["version"], package["license"], tuple(package["authors"]), package["id"], folder(package))
        for package in metadata()["packages"]
        if package["source"] is not None and (package["name"], f"v{package['version']}") in names
    )


def metadata() -> dict:
    return json.loads(cargo("metadata", "--format-version", "1"))


def folder(package: dict) -> Path:
    return Path(package["manifest_path"]).parent


def required_texts(crate: Crate) -> list[str]:
    """What a package that has the crate must have with it."""
    if "Apache-2.0" in re.split(r" OR | ?/ ?", crate.licence):
        return texts(crate.folder, NOTICES)
    found = texts(crate.folder, LICENCES)
    if found:
        return found
    if crate.licence == "MIT":
        return [MIT.replace("<copyright holders>", ", ".join(crate.authors) or f"the authors of {crate.name}")]
    if crate.licence == "MPL-2.0":
        return [MPL]
    sys.exit(f"{crate.name} {crate.version} has no text of its licence {crate.licence}")


def texts(folder: Path, names: re.Pattern[str]) -> list[str]:
    files = sorted(path for path in folder.iterdir() if names.fullmatch(path.name) and path.is_file())
    return [path.read_text(encoding="utf-8").strip() for path in files]


def cargo(*arguments: str) -> str:
    return subprocess.run(["cargo", *arguments, "--locked"], cwd=ROOT, check=True, text=True, capture_output=True).stdout


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
