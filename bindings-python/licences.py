"""Writes what is linked into the library and under which licences: `licences.py FILE`. What cargo resolves is what is listed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

PACKAGE = "oktant-python"
HEAD = """\
Oktant's Python package is under the Apache License 2.0, which stands in LICENSE. Its library holds the Rust standard library
(MIT OR Apache-2.0) and these crates. Where one may be taken under the Apache License 2.0, it is; the texts of the others follow.
"""
NAMES = re.compile(r"(licen[cs]e|copying|notice|unlicense)([-._].*)?", re.I)


def main(out: Path) -> None:
    crates = linked()
    texts: dict[str, list[str]] = {}
    lines = []
    for name, version, licence, folder in crates:
        lines.append(f"{name} {version}: {licence}")
        if "Apache-2.0" not in re.split(r" OR | ?/ ?", licence):
            for text in own_texts(folder) or [f"No text comes with it; its licence is {licence}."]:
                texts.setdefault(text, []).append(name)
    parts = [HEAD, "\n".join(lines)]
    parts += [f"{'=' * 100}\n{', '.join(names)}\n{'=' * 100}\n\n{text}" for text, names in texts.items()]
    out.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    print(f"{out.name}: {len(crates)} crates, {len(texts)} texts, {out.stat().st_size / 1000:.0f} kB")


def linked() -> list[tuple[str, str, str, Path]]:
    """Name, version, licence and folder of each crate of others that the library holds, procedural macros and build tools apart."""
    tree = cargo("tree", "-p", PACKAGE, "-e", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}")
    names = {tuple(line.split()[:2]) for line in tree.splitlines()}
    packages = json.loads(cargo("metadata", "--format-version", "1"))["packages"]
    of_others = [package for package in packages if package["source"] is not None]
    return sorted(
        (package["name"], package["version"], package["license"], Path(package["manifest_path"]).parent)
        for package in of_others
        if (package["name"], f"v{package['version']}") in names
    )


def own_texts(folder: Path) -> list[str]:
    """The texts of licences that a crate comes with."""
    files = sorted(path for path in folder.iterdir() if NAMES.fullmatch(path.name) and path.is_file())
    return [path.read_text(encoding="utf-8").strip() for path in files]


def cargo(*arguments: str) -> str:
    command = ["cargo", *arguments, "--locked"]
    return subprocess.run(command, cwd=Path(__file__).parent, check=True, text=True, capture_output=True).stdout


if __name__ == "__main__":
    main(Path(sys.argv[1]))
