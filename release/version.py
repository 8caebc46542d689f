"""The version of Oktant, and the files that repeat it: `version.py` checks them, `version.py 0.2.0` sets them.

`version.py --tag v0.2.0` checks that a tag is of this version, and that the changelog has a section for it.

The root Cargo.toml has the version. Cargo, maturin and the packages read it there; the files of PLACES cannot.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NUMBER = r"(\d+\.\d+\.\d+(?:-[\w.]+)?)"
# Which files, by their path, with a pattern whose group is the version.
PLACES = [
    (r"Cargo\.toml", rf'^version = "{NUMBER}"'),
    (r"Cargo\.toml", rf'^oktant[\w-]* = \{{ version = "{NUMBER}"'),
    (r"(fuzz/)?Cargo\.lock", rf'^name = "oktant(?!-fuzz)[\w-]*"\nversion = "{NUMBER}"'),
    (r"bindings-wasm/npm/package(-lock)?\.json", rf'"name": "oktant",\s*"version": "{NUMBER}"'),
    (r".*\.json", rf'"oktant": "\^{NUMBER}"'),
    (r".*\.(xml|md)", rf"<artifactId>oktant[\w-]*</artifactId>\s*<version>{NUMBER}</version>"),
    (r".*/pom\.xml", rf"oktant-{NUMBER}\.jar"),
    (r".*\.(md|kts|kt)", rf"dev\.oktant:oktant[\w-]*:{NUMBER}"),
    (r".*\.(swift|md)", rf'oktant-swift", from: "{NUMBER}"'),
]


def version() -> str:
    """The version in the root manifest."""
    found = re.search(PLACES[0][1], (ROOT / "Cargo.toml").read_text(encoding="utf-8"), re.M)
    return found[1] if found else sys.exit("Cargo.toml has no version")


def places() -> Iterator[tuple[str, Path, str]]:
    """Each file of the project that a place names, with the pattern; a pattern that fits no file is an error."""
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, text=True, capture_output=True).stdout.split()
    for names, pattern in PLACES:
        found = [ROOT / name for name in files if re.fullmatch(names, name) and "/generated/" not in name]
        found = [path for path in found if path.is_file() and re.search(pattern, path.read_text(encoding="utf-8"), re.M)]
        if not found:
            sys.exit(f"no file has {pattern!r}: take it from PLACES")
        for path in found:
            yield str(path.relative_to(ROOT)), path, pattern


def check() -> None:
    wanted, count = version(), 0
    for name, path, pattern in places():
        for found in re.finditer(pattern, path.read_text(encoding="utf-8"), re.M):
            count += 1
            if found[1] != wanted:
                sys.exit(f"{name} has version {found[1]}, Cargo.toml {wanted}: `python3 release/version.py {wanted}` sets it")
    print(f"version {wanted} in {count} places")


def change(new: str) -> None:
    if not re.fullmatch(NUMBER, new):
        sys.exit(f"{new} is no version")
    for _, path, pattern in places():
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(pattern, lambda found: found[0].replace(found[1], new), text, flags=re.M), encoding="utf-8")
    check()


def check_tag(tag: str) -> None:
    check()
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    if tag != f"v{version()}":
        sys.exit(f"the tag is {tag}, the version {version()}")
    if not re.search(rf"^## \[?{re.escape(version())}\]? - \d{{4}}-\d\d-\d\d$", changelog, re.M):
        sys.exit(f"CHANGELOG.md has no section `## {version()} - DATE`")


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            check()
        case ["--tag", tag]:
            check_tag(tag)
        case [new]:
            change(new)
        case _:
            sys.exit(__doc__)
