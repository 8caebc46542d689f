"""Names of members in documents that a program writes as dicts.

An attribute's name, `first_name` for `firstName`, is always a mistake. A name that resembles a documented one may be one; an
undocumented name may also be a custom attribute.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ._errors import did_you_mean

if TYPE_CHECKING:
    from ._fields import Field


def misnamed(cls: type, name: str, wire: str) -> ValueError:
    """The error for the name of an attribute in a document."""
    own = f"a custom attribute of that name is written by {cls.__name__}.from_dict({{...}})"
    return ValueError(f"{name!r} is the name of an attribute: the document's name is {wire!r}; {own}")


def check_object(
    cls: type, documented: Mapping[str, Field], aliases: Mapping[str, str], document: Mapping[str, Any], doubts: list[str]
) -> None:
    """Raises `ValueError` for an attribute's name at any depth, and adds a text for each name that resembles a documented one."""
    for name, value in document.items():
        if field := documented.get(name):
            if isinstance(value, (Mapping, list, tuple)):
                field.codec().check_names(value, doubts)
        elif name in aliases:
            raise misnamed(cls, name, aliases[name])
        elif isinstance(name, str) and (meant := _resembled(name, tuple(documented))):
            doubts.append(f"{cls.__name__} has no documented member {name[:50]!r}: {meant}")


@lru_cache(1024)
def _resembled(name: str, documented: tuple[str, ...]) -> str:
    """A hint to the documented name that a name resembles; empty if it resembles none. `email2` is a name of its own."""
    folded = _folded(name)
    same = [wire for wire in documented if _folded(wire) == folded]
    if same or len(name) < 5 or name.rstrip("0123456789") in documented:
        return f"did you mean {same[0]!r}?" if same else ""
    return did_you_mean(name, documented, 0.8)


def _folded(name: str) -> str:
    return name.replace("_", "").replace("-", "").replace(" ", "").lower()
