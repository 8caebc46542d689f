"""What comes with an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple


class Rate(NamedTuple):
    """What an answer says of the rate limit of its operation."""

    limit: int | None
    """Requests a window."""
    remaining: int | None
    """Requests left in this one."""
    reset: int | None
    """When the next one begins, in seconds of the Unix epoch, by the org's clock."""


class Headers(Mapping[str, str]):
    """Headers by name, without case; the first of several of one name."""

    __slots__ = ("_pairs",)

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = pairs

    def all(self, name: str) -> list[str]:
        """All values of this name."""
        name = name.lower()
        return [value for own, value in self._pairs if own.lower() == name]

    def __getitem__(self, name: str) -> str:
        for value in self.all(name):
            return value
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name.lower() for name, _ in self._pairs))

    def __len__(self) -> int:
        return len({name.lower() for name, _ in self._pairs})

    def __repr__(self) -> str:
        return f"<Headers {', '.join(self)}>"
