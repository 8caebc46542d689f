"""Dates and times and their texts. Imported when the first one is read: not every program needs datetime."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from ._native import timestamp, unix_ms

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MS = timedelta(milliseconds=1)


def to_datetime(text: str) -> datetime | None:
    """The date and time of a text, in UTC; None if it is none. Reads all forms that Okta sends."""
    ms = unix_ms(text)
    try:
        return None if ms is None else _EPOCH + timedelta(0, 0, 0, ms)
    except OverflowError:
        return None


def from_datetime(time: datetime) -> str:
    """The text of a date and time, as Okta writes it."""
    if time.tzinfo is None:
        raise ValueError(f"{time!r} has no time zone: add one, as in datetime.now(timezone.utc)")
    return timestamp((time - _EPOCH) // _MS)
