"""Points in time and their texts. Loaded when the first is read: not every program needs datetime."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from ._native import timestamp, unix_ms

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MS = timedelta(milliseconds=1)


def to_datetime(text: str) -> datetime | None:
    """The point in time that a text means, in UTC; None where it means none. All forms of the wire are read."""
    ms = unix_ms(text)
    try:
        return None if ms is None else _EPOCH + timedelta(0, 0, 0, ms)
    except OverflowError:
        return None


def from_datetime(time: datetime) -> str:
    """The text of a point in time, as Okta writes it."""
    if time.tzinfo is None:
        raise ValueError(f"{time!r} has no time zone: give it one, as datetime.now(timezone.utc) has")
    return timestamp((time - _EPOCH) // _MS)
