"""Compares the shape of two answers: the names of members and the types of values, at every depth.

The README says what is fair. Values of one place are compared as a group, because a list has many of them: with one value on
each side the rule is equality.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Callable, Iterator

from exact import Json, join
from pairs import kind, pair

Same = Callable[[Json, Json], bool]


def type_of(value: Json) -> str:
    """The JSON type of a value."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    names = {dict: "object", list: "array", str: "string", int: "number", Decimal: "number"}
    return names[type(value)]


def differences(recorded: Json, ours: Json, same: Same) -> list[str]:
    """What differs, each with its place; elements of a list are at `[]`. `same` says which elements are one thing."""
    found = dict.fromkeys(_values([recorded], [ours], "", same))
    return list(found)


def _values(recorded: list[Json], ours: list[Json], at: str, same: Same) -> Iterator[str]:
    left, right = {type_of(value) for value in recorded}, {type_of(value) for value in ours}
    if not left & right:
        yield f"type of {at or '/'}: {' or '.join(sorted(left))} recorded, {' or '.join(sorted(right))}"
        return
    yield from _objects(*(_of(dict, values) for values in (recorded, ours)), at, same)
    yield from _elements([_of(list, values) for values in (recorded, ours)], at, same)


def _objects(recorded: list[dict[str, Json]], ours: list[dict[str, Json]], at: str, same: Same) -> Iterator[str]:
    if not recorded or not ours:
        return
    somewhere = {name: None for one in recorded for name in one}, {name: None for one in ours for name in one}
    for name in somewhere[0]:
        if all(name in one for one in recorded) and not all(name in one for one in ours):
            yield f"missing {join(at, name)}"
    for name in somewhere[1]:
        if name not in somewhere[0]:
            yield f"extra {join(at, name)}"
        else:
            values = ([one[name] for one in group if name in one] for group in (recorded, ours))
            yield from _values(*values, join(at, name), same)


def _elements(lists: list[list[list[Json]]], at: str, same: Same) -> Iterator[str]:
    """Elements that are one thing are compared with each other, the rest kind by kind."""
    recorded, ours = (sum(one, []) for one in lists)
    within = f"{at}/[]"
    for one, other in pair(recorded, ours, same):
        recorded = [element for element in recorded if element is not one]
        ours = [element for element in ours if element is not other]
        yield from _values([one], [other], within, same)
    kinds: defaultdict[tuple[str, ...], tuple[list[Json], list[Json]]] = defaultdict(lambda: ([], []))
    for side, elements in enumerate((recorded, ours)):
        for element in elements:
            kinds[kind(element)][side].append(element)
    for group in kinds.values():
        if all(group):
            yield from _values(*group, within, same)


def _of(wanted: type, values: list[Json]) -> list[Json]:
    return [value for value in values if isinstance(value, wanted)]
