"""What comes with a response: headers, rate limits and events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple


class RateLimit(NamedTuple):
    """Rate limit of an operation, as a response reports it in its `X-Rate-Limit-*` headers."""

    limit: int | None
    """Requests allowed in a window."""
    remaining: int | None
    """Requests left in the current window."""
    reset: int | None
    """When the next window begins, in seconds of the Unix epoch, by the org's clock."""


class RateLimitStatus(NamedTuple):
    """Status of one of the org's rate limits, as far as this client has seen it."""

    name: str
    """The calls that it counts: the beginning of a path, with a method if it counts that method alone."""
    rate: RateLimit
    """The figures of the last response."""
    in_flight: int
    """Requests that have been sent and have no response yet."""
    held: int
    """Calls that wait for the limit."""


class Event(NamedTuple):
    """Event of a call, for the listener `on_event`. Holds no secret, no argument and no body."""

    kind: str
    """`request`, `response`, `failure`, `retry`, `pace`, `token_requested`, `token_received`, `token_failed`, `fleet_joined`,
    `fleet_lost`, `warning`; or `other`, an event that this version has no name for."""
    operation: str
    """The name of the operation."""
    call: int
    """A number that identifies the call."""
    attempts: int
    """How many requests the call has made so far."""
    status: int | None = None
    """HTTP status of a response."""
    request_id: str | None = None
    """Request ID of a response: the header `X-Okta-Request-Id`."""
    rate: RateLimit | None = None
    """Rate limit that a response reports."""
    timed_out: bool | None = None
    """True if a failure is a timeout."""
    phase: str | None = None
    """How far a failed attempt got: `connect`, `answer` or `body`."""
    reason: str | None = None
    """Reason of a retry or a pace: `backoff`, `rate_limit`, `concurrent_limit` or `pace`."""
    seconds: float | None = None
    """Pause before a retry, or the longest pause of a pace, in seconds."""
    text: str | None = None
    """Text of a warning. About the settings, once with the first call: one has no effect, or turns a check off. About a body that is
    a dict, with call 0: the name of a member resembles a documented one. Of `fleet_lost`: why the store cannot be used."""


class Headers(Mapping[str, str]):
    """Headers of a response by name, case-insensitive. Of several headers with one name, the first."""

    __slots__ = ("_pairs",)

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = pairs

    def all(self, name: str) -> list[str]:
        """All values of the headers with this name."""
        name = name.lower()
        return [value for other, value in self._pairs if other.lower() == name]

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
