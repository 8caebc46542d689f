"""The public API is the one in oktant.api: a change of it shows there in review. `UPDATE=1` rewrites the file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import griffe

import oktant

FILE = Path(__file__).parent.parent / "oktant.api"
# What both have is one line in each: the asynchronous form of a method, and the one that returns the full response.
FOLLOWS = ("oktant.generated.async_services.", ".Raw")


def test_the_public_api_is_the_one_in_oktant_api() -> None:
    found = [*dump()]
    if os.environ.get("UPDATE"):
        FILE.write_text("".join(f"{line}\n" for line in found), encoding="utf-8")
    expected = FILE.read_text(encoding="utf-8").splitlines()
    at = next((at for at, pair in enumerate(zip(found, expected)) if pair[0] != pair[1]), min(len(found), len(expected)))
    here, there = ("\n".join(lines[at:][:5]) for lines in (found, expected))
    assert here == there, f"from line {at + 1} on; `make api LANGUAGE=python` rewrites {FILE.name}"


def dump() -> Iterator[str]:
    """A line for each public module with the names that it exports, then for each class, its members, and each function."""
    package = griffe.load("oktant", search_paths=[Path(oktant.__path__[0]).parent], resolve_aliases=True, allow_inspection=False)
    assert isinstance(package, griffe.Module)
    public = [package, *(module for name, module in package.modules.items() if name[0] != "_" and name != "generated")]
    found = {}
    for module in sorted(public, key=lambda module: module.path):
        names = exported(module)
        yield f"module {module.path}: {', '.join(names)}"
        for name in names:
            member = module.members[name]
            found |= with_bases(member.final_target if member.is_alias else member)
    found |= with_bases(package["_call_options.CallOptions"]) | generated(package["generated"])
    for path, member in sorted(found.items()):
        if isinstance(member, griffe.Class):
            yield f"class {path}({', '.join(map(str, member.bases))})"
            yield from (f"    {line}" for line in members(member))
        elif isinstance(member, griffe.Function):
            yield f"def {path.removesuffix(member.name)}{member.signature()}"


def exported(module: griffe.Module) -> list[str]:
    """What a module exports: `__all__`, or what is public in it and no import."""
    if module.exports is not None:
        return sorted(str(name) for name in module.exports)
    return sorted(name for name, member in module.members.items() if name[0] != "_" and not member.is_alias and not member.is_module)


def with_bases(member: griffe.Object) -> dict[str, griffe.Object]:
    """A class or function, and the classes of ours that it inherits from."""
    found = {member.path: member}
    for base in member.resolved_bases if isinstance(member, griffe.Class) else ():
        found |= with_bases(base.final_target if base.is_alias else base)
    return found


def generated(module: griffe.Module) -> dict[str, griffe.Object]:
    """The classes of a module and those below it."""
    found: dict[str, griffe.Object] = {}
    for member in module.members.values():
        if not member.is_alias and not any(part in member.path for part in FOLLOWS):
            if isinstance(member, griffe.Module):
                found |= generated(member)
            elif isinstance(member, griffe.Class):
                found |= with_bases(member)
    return found


def members(of: griffe.Class) -> Iterator[str]:
    for name, member in sorted(of.members.items()):
        if member.is_alias or not is_public(name):
            continue
        if isinstance(member, griffe.Function):
            how = "async def" if "async" in member.labels else "def"
            yield f"{how} {member.signature()}"
        elif isinstance(member, griffe.Attribute):
            yield f"{name}: {member.annotation}" if member.annotation is not None else f"{name} = {member.value}"


def is_public(name: str) -> bool:
    return not name.startswith("_") or name.startswith("__") and name.endswith("__") and name not in ("__slots__", "__module__")
