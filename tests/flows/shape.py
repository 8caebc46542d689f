"""Compares the shape of two answers: the names of members and the types of values, at every depth.

The README says what is fair. Values of one place are compared as a group, because a list has many of them: with one value on
each side the rule is equality.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from exact import Json, join
from identity import Identities
from pairs import pairs


def type_of(value: Json) -> str:
    """The JSON type of a value."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    names = {dict: "object", list: "array", str: "string", int: "number", Decimal: "number"}
    return names[type(value)]


def differences(recorded: Json, ours: Json, identities: Identities) -> list[str]:
    """What differs, each with its place; elements of a list are at `[]`."""
    return list(dict.fromkeys(_Comparison(identities).values([recorded], [ours], "", not identities.is_stand_in(ours))))


class _Comparison:
    """Compares groups of values. `one_thing`: the same thing in both orgs; one of its kind may lack a value where the other has one."""

    def __init__(self, identities: Identities) -> None:
        self._identities = identities

    def values(self, recorded: list[Json], ours: list[Json], at: str, one_thing: bool) -> Iterator[str]:
        left, right = ({type_of(value) for value in values} for values in (recorded, ours))
        if not left & right and (one_thing or "null" not in left | right):
            yield f"type of {at or '/'}: {' or '.join(sorted(left))} recorded, {' or '.join(sorted(right))}"
            return
        theirs, own = ([value for value in values if isinstance(value, dict)] for values in (recorded, ours))
        if theirs and own:
            yield from self._objects(theirs, own, at, one_thing)
        theirs, own = ([element for value in values if isinstance(value, list) for element in value] for values in (recorded, ours))
        yield from self._elements(theirs, own, f"{at}/[]", one_thing)

    def _objects(self, recorded: list[Json], ours: list[Json], at: str, one_thing: bool) -> Iterator[str]:
        theirs, own = (dict.fromkeys(name for one in values for name in one) for values in (recorded, ours))
        for name in theirs:
            if all(name in one for one in recorded) and name not in own:
                yield f"missing {join(at, name)}"
        for name in own:
            if name in theirs:
                left, right = ([one[name] for one in objects if name in one] for objects in (recorded, ours))
                yield from self.values(left, right, join(at, name), one_thing)
            else:
                yield f"extra {join(at, name)}"

    def _elements(self, recorded: list[Json], ours: list[Json], at: str, one_thing: bool) -> Iterator[str]:
        """Elements that are one thing are compared with each other, the rest kind by kind."""
        found = pairs(recorded, ours, self._identities.same)
        for one, other in found.known:
            yield from self.values([one], [other], at, one_thing and not self._identities.is_stand_in(other))
        for left, right in found.kinds():
            yield from self.values(left, right, at, False)
