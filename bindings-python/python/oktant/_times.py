"""Dates and times, from and to strings. Imported when the first one is read: not every program needs datetime."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from ._native import timestamp, unix_ms

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MS = timedelta(milliseconds=1)


def to_datetime(text: str) -> datetime | None:
    """Parses a date and time in any format that Okta sends. In UTC; None if `text` is not one."""
    ms = unix_ms(text)
    try:
        return None if ms is None else _EPOCH + timedelta(0, 0, 0, ms)
    except OverflowError:
        return None


def from_datetime(time: datetime) -> str:
    """Formats a date and time as Okta does."""
    if time.tzinfo is None:
        raise ValueError(f"{time!r} has no time zone: add one, as in datetime.now(timezone.utc)")
    return timestamp((time - _EPOCH) // _MS)
