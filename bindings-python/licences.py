"""Writes the licences of all crates that are linked into a library, as cargo resolves them: `licences.py FILE CRATE [TARGET]`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

HEAD = """\
This package of Oktant is under the Apache License 2.0; see LICENSE. What is compiled contains the Rust standard library
(MIT OR Apache-2.0) and these crates. A crate that may be used under the Apache License 2.0 is; the licences of the others follow.
"""
NAMES = re.compile(r"(licen[cs]e|copying|notice|unlicense)([-._].*)?", re.I)


def main(out: Path, crate: str, target: str | None = None) -> None:
    crates = linked(crate, target)
    texts: dict[str, list[str]] = {}
    lines = []
    for name, version, licence, folder in crates:
        lines.append(f"{name} {version}: {licence}")
        if "Apache-2.0" not in re.split(r" OR | ?/ ?", licence):
            for text in licence_texts(folder) or [f"The crate has no licence text; its licence is {licence}."]:
                texts.setdefault(text, []).append(name)
    parts = [HEAD, "\n".join(lines)]
    parts += [f"{'=' * 100}\n{', '.join(names)}\n{'=' * 100}\n\n{text}" for text, names in texts.items()]
    out.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    print(f"{out.name}: {len(crates)} crates, {len(texts)} texts, {out.stat().st_size / 1000:.0f} kB")


def linked(crate: str, target: str | None) -> list[tuple[str, str, str, Path]]:
    """Name, version, licence and folder of each third-party crate in the library, without procedural macros and build tools."""
    tree = cargo("tree", "-p", crate, *(["--target", target] if target else []), "-e", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}")
    names = {tuple(line.split()[:2]) for line in tree.splitlines()}
    packages = json.loads(cargo("metadata", "--format-version", "1"))["packages"]
    third_party = [package for package in packages if package["source"] is not None]
    return sorted(
        (package["name"], package["version"], package["license"], Path(package["manifest_path"]).parent)
        for package in third_party
        if (package["name"], f"v{package['version']}") in names
    )


def licence_texts(folder: Path) -> list[str]:
    """The licence texts of a crate."""
    files = sorted(path for path in folder.iterdir() if NAMES.fullmatch(path.name) and path.is_file())
    return [path.read_text(encoding="utf-8").strip() for path in files]


def cargo(*arguments: str) -> str:
    command = ["cargo", *arguments, "--locked"]
    return subprocess.run(command, cwd=Path(__file__).parent, check=True, text=True, capture_output=True).stdout


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
