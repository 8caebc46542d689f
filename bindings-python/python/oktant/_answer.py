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


class Bucket(NamedTuple):
    """What is known of one rate limit."""

    name: str
    """What draws on it: the beginning of a path, and a method where it is one alone."""
    rate: Rate
    """What was told of it last."""
    in_flight: int
    """How many requests are on their way."""
    held: int
    """How many calls are held back."""


class Event(NamedTuple):
    """Something that happened in a call. Holds no secret, no argument and no body."""

    kind: str
    """`request`, `response`, `failure`, `retry`, `pace`, `token_asked`, `token_given`, `token_failed`, `warning`; or `other`,
    which this version has no word for."""
    operation: str
    """What is called."""
    call: int
    """The call: a number of its own."""
    attempts: int
    """How many requests it has made so far."""
    status: int | None = None
    """Of a response: its HTTP status."""
    request_id: str | None = None
    """Of a response: the org's name for the exchange."""
    rate: Rate | None = None
    """Of a response: what it says of the rate limit."""
    timed_out: bool | None = None
    """Of a failure: whether it took too long."""
    phase: str | None = None
    """Of a failure: how far it came, `connect`, `answer` or `body`."""
    reason: str | None = None
    """Of a retry or pace: `backoff`, `rate_limit`, `concurrent_limit` or `pace`."""
    seconds: float | None = None
    """Of a retry: the pause before it. Of pace: how long it is held back, at most."""
    text: str | None = None
    """Of a warning, which comes once, with the first call: what the settings say to no effect, or which check is off."""


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
