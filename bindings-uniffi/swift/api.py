"""Compares the public API with oktant.api: a change of it shows there in review. `api.py SYMBOLGRAPH`; `UPDATE=1` rewrites the file.

The graph is what swift-symbolgraph-extract says of the module. One line a symbol, by what it is a member of.
"""

from __future__ import annotations

import json
import os
import sys
from collections import defaultdict
from pathlib import Path

FILE = Path(__file__).parent / "oktant.api"
# What newer compilers add to every type.
IMPLIED = ("Swift.Copyable", "Swift.Escapable", "Swift.SendableMetatype")


def main(graph: Path) -> None:
    found = dump(json.loads(graph.read_text(encoding="utf-8")))
    if os.environ.get("UPDATE"):
        FILE.write_text("".join(f"{line}\n" for line in found), encoding="utf-8")
    expected = FILE.read_text(encoding="utf-8").splitlines()
    if found != expected:
        at = next((at for at, pair in enumerate(zip(found, expected)) if pair[0] != pair[1]), min(len(found), len(expected)))
        print(f"oktant.api, from line {at + 1} on (`make api LANGUAGE=swift` rewrites it):")
        print("\n".join([f"- {line}" for line in expected[at:][:5]] + [f"+ {line}" for line in found[at:][:5]]))
        sys.exit(1)


def dump(graph: dict) -> list[str]:
    protocols = conformances(graph["relationships"])
    owners = defaultdict(list)
    for symbol in graph["symbols"]:
        line = declaration(symbol)
        if kept := protocols.get(symbol["identifier"]["precise"]):
            line += f": {', '.join(sorted(kept))}"
        # Each schema lists its properties for the library itself.
        if not line.endswith(": [SchemaProperty]"):
            owners[owner(symbol)].append(line)
    return [line for name in sorted(owners) for line in [name, *(f"    {member}" for member in sorted(owners[name]))]]


def owner(symbol: dict) -> str:
    """What a symbol is a member of; of a generic type, with what its parameters must be."""
    name = ".".join(symbol["pathComponents"][:-1]) or "module"
    constraints = symbol.get("swiftExtension", {}).get("constraints", [])
    signs = {"sameType": "==", "conformance": ":", "superclass": ":"}
    wanted = sorted(f"{part['lhs']} {signs[part['kind']]} {part['rhs']}" for part in constraints)
    return f"{name} where {', '.join(wanted)}" if wanted else name


def declaration(symbol: dict) -> str:
    text = "".join(fragment["spelling"] for fragment in symbol["declarationFragments"])
    return " ".join(text.split())


def conformances(relationships: list[dict]) -> dict[str, set[str]]:
    """Which protocols a type conforms to, by its identifier."""
    found = defaultdict(set)
    for relation in relationships:
        name = relation.get("targetFallback")
        if relation["kind"] == "conformsTo" and name not in IMPLIED and "swiftConstraints" not in relation:
            found[relation["source"]].add(name or relation["target"])
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
