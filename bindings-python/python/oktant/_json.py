"""Reads the JSON scalars that Rust has no type for."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from math import isfinite


def integer(text: str) -> int | Decimal:
    """An int of any size."""
    try:
        return int(text)
    except ValueError:  # more digits than Python converts to an int
        return Decimal(text)


def fraction(text: str) -> float | Decimal | str:
    """A float if that holds the number exactly, or a Decimal."""
    number = float(text)
    try:
        exact = Decimal(text)
    except InvalidOperation:  # an exponent too large for a Decimal: the text keeps it
        return text
    return number if isfinite(number) and Decimal(repr(number)) == exact else exact


def text(literal: str) -> object:
    """A string with half a surrogate pair."""
    return json.loads(literal)
