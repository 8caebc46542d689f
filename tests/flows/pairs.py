"""Which elements of two lists are the same thing in two orgs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from exact import Json

Same = Callable[[Json, Json], bool]

# What an element is known by when its id says nothing, the most telling first: each is a path of members.
NAMES = (
    ("profile", "login"),
    ("profile", "name"),
    ("name",),
    ("label",),
    ("key",),
    ("domain",),
    ("value",),
    ("language",),
    ("type",),
    ("factorType",),
    ("userName",),
)
# What tells kinds of elements apart in one list, each a path: elements of different kinds have different members.
KINDS = (
    ("type",),
    ("signOnMode",),
    ("factorType",),
    ("provider",),
    ("scope",),
    ("status",),
    ("system",),
    ("protocol",),
    ("kty",),
    ("valueType",),
    ("profile", "platform"),
)


def at(value: Json, path: tuple[str, ...]) -> Json:
    """The member at a path, none where there is none."""
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def kind(element: Json) -> tuple[str, ...]:
    """What kind of element it is."""
    if not isinstance(element, dict):
        return (type(element).__name__,)
    return tuple(str(told) for told in (at(element, path) for path in KINDS) if isinstance(told, (str, bool)))


@dataclass
class Pairs:
    """Two lists, paired: elements that are one thing, and what is left of each list."""

    known: list[tuple[Json, Json]]
    recorded: list[Json]
    ours: list[Json]

    def rest(self) -> Iterator[tuple[Json, Json]]:
        """What is left, in order, kind by kind."""
        for recorded, ours in self.kinds():
            yield from zip(recorded, ours)

    def kinds(self) -> Iterator[tuple[list[Json], list[Json]]]:
        """What is left of each kind that both lists have."""
        for one in dict.fromkeys(map(kind, self.recorded)):
            ours = [element for element in self.ours if kind(element) == one]
            if ours:
                yield [element for element in self.recorded if kind(element) == one], ours


def pairs(recorded: list[Json], ours: list[Json], same: Same) -> Pairs:
    """Pairs the elements that `same` holds for, then those that alone have a name."""
    found = Pairs([], list(recorded), list(ours))
    _take(found, same)
    for path in NAMES:
        _take(found, lambda one, other: _named(one, other, path, found))
    return found


def _take(found: Pairs, rule: Same) -> None:
    matches = [(one, other) for one in found.recorded for other in found.ours if rule(one, other)]
    for one, other in matches:
        if any(left is one for left in found.recorded) and any(left is other for left in found.ours):
            found.known.append((one, other))
            found.recorded = [left for left in found.recorded if left is not one]
            found.ours = [left for left in found.ours if left is not other]


def _named(one: Json, other: Json, path: tuple[str, ...], found: Pairs) -> bool:
    name = at(one, path)
    if not isinstance(name, str) or name != at(other, path):
        return False
    return all(sum(at(element, path) == name for element in side) == 1 for side in (found.recorded, found.ours))
