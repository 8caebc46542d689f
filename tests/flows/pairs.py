"""Which elements of two lists are the same thing in two orgs."""

from __future__ import annotations

from typing import Callable, Iterator

from exact import Json

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
# What tells kinds of elements apart in one list: elements of different kinds have different members.
KINDS = ("type", "signOnMode", "factorType", "provider", "scope", "status", "system", "protocol", "kty", "valueType")


def at(value: Json, path: tuple[str, ...]) -> Json:
    """The member at a path, none where there is none."""
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def kind(element: Json) -> tuple[str, ...]:
    """What kind of element it is."""
    if not isinstance(element, dict):
        return (type(element).__name__,)
    return tuple(str(element[name]) for name in KINDS if isinstance(element.get(name), (str, bool)))


def pair(recorded: list[Json], ours: list[Json], same: Callable[[Json, Json], bool]) -> Iterator[tuple[Json, Json]]:
    """Pairs the elements that `same` holds for, then those of one name, then in order those of one kind."""
    left, right = list(recorded), list(ours)
    rules: list[Callable[[Json, Json], bool]] = [same]
    rules += [lambda one, other, path=path: _named(one, other, path) for path in NAMES]  # type: ignore[misc]
    rules.append(lambda one, other: kind(one) == kind(other))
    for rule in rules:
        for one in list(left):
            found = next((other for other in right if rule(one, other)), None)
            if found is not None:
                left.remove(one)
                right.remove(found)
                yield one, found


def _named(one: Json, other: Json, path: tuple[str, ...]) -> bool:
    name = at(one, path)
    return isinstance(name, str) and name == at(other, path)
