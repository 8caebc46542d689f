"""Compares the shape of two answers: the names of members and the types of values, at every depth.

The README says what is fair. Values of one place are compared as a group, because a list has many of them: with one value on
each side the rule is equality.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Iterator

from exact import Json, join
from pairs import Same, pairs


def type_of(value: Json) -> str:
    """The JSON type of a value."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    names = {dict: "object", list: "array", str: "string", int: "number", Decimal: "number"}
    return names[type(value)]


def differences(recorded: Json, ours: Json, same: Same) -> list[str]:
    """What differs, each with its place; elements of a list are at `[]`. `same` says which elements are one thing."""
    return list(dict.fromkeys(_values([recorded], [ours], "", same, True)))


def _values(recorded: list[Json], ours: list[Json], at: str, same: Same, one_thing: bool) -> Iterator[str]:
    left, right = ({type_of(value) for value in values} for values in (recorded, ours))
    if not left & right and (one_thing or "null" not in left | right):
        yield f"type of {at or '/'}: {' or '.join(sorted(left))} recorded, {' or '.join(sorted(right))}"
        return
    objects = [[value for value in values if isinstance(value, dict)] for values in (recorded, ours)]
    if all(objects):
        yield from _objects(*objects, at, same, one_thing)
    elements = [[element for value in values if isinstance(value, list) for element in value] for values in (recorded, ours)]
    yield from _elements(*elements, f"{at}/[]", same)


def _objects(recorded: list[Json], ours: list[Json], at: str, same: Same, one_thing: bool) -> Iterator[str]:
    theirs, own = (dict.fromkeys(name for one in values for name in one) for values in (recorded, ours))
    for name in theirs:
        if all(name in one for one in recorded) and not all(name in one for one in ours):
            yield f"missing {join(at, name)}"
    for name in own:
        if name in theirs:
            values = ([one[name] for one in objects if name in one] for objects in (recorded, ours))
            yield from _values(*values, join(at, name), same, one_thing)
        else:
            yield f"extra {join(at, name)}"


def _elements(recorded: list[Json], ours: list[Json], at: str, same: Same) -> Iterator[str]:
    """Elements that are one thing are compared with each other, the rest kind by kind."""
    found = pairs(recorded, ours, same)
    for one, other in found.known:
        yield from _values([one], [other], at, same, True)
    for kinds in found.kinds():
        yield from _values(*kinds, at, same, False)
