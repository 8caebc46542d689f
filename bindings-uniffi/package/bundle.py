"""Writes the artifact bundle of the engine (SE-0482), from which SwiftPM 6.2 and later links: `bundle.py OUT MACHINE=LIBRARY...`.

The libraries are for Linux, and made by prelink.sh.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

BINDINGS = Path(__file__).resolve().parent.parent
MODULE = BINDINGS / "swift/Sources/OktantFFI"
sys.path.insert(0, str(BINDINGS.parent / "release"))
from version import version  # noqa: E402

# The vendors in the triples of swift.org's toolchains and of Debian's.
VENDORS = ("unknown", "pc")


def write(out: Path, libraries: dict[str, Path]) -> None:
    """Writes a bundle with a library for each machine."""
    shutil.rmtree(out, ignore_errors=True)
    # In a folder of its own, so that other packages may have a module map as well.
    shutil.copytree(MODULE, out / "include/OktantFFI")
    for machine, library in libraries.items():
        (out / machine).mkdir()
        shutil.copy(library, out / machine / "liboktant_uniffi.a")
    artifact = {"type": "staticLibrary", "version": version(), "variants": [variant(machine) for machine in libraries]}
    manifest = {"schemaVersion": "1.0", "artifacts": {"OktantFFI": artifact}}
    (out / "info.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def variant(machine: str) -> dict[str, object]:
    return {
        "path": f"{machine}/liboktant_uniffi.a",
        "supportedTriples": [f"{machine}-{vendor}-linux-gnu" for vendor in VENDORS],
        "staticLibraryMetadata": {"headerPaths": ["include"], "moduleMapPath": "include/OktantFFI/module.modulemap"},
    }


if __name__ == "__main__":
    write(Path(sys.argv[1]), {machine: Path(library) for machine, library in (pair.split("=") for pair in sys.argv[2:])})
