"""Reads JSON exactly, for documents that the fast reader would round or refuse."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from math import isfinite


def loads(text: str) -> object:
    """Reads a document. A number becomes an int of any size, a float if that holds it exactly, or a Decimal."""
    return json.loads(text, parse_int=_int, parse_float=_float, parse_constant=_refused)


def _int(text: str) -> int | Decimal:
    try:
        return int(text)
    except ValueError:  # more digits than Python converts to an int
        return Decimal(text)


def _float(text: str) -> float | Decimal | str:
    number = float(text)
    try:
        exact = Decimal(text)
    except InvalidOperation:  # an exponent too large for a Decimal: the text keeps it
        return text
    return number if isfinite(number) and Decimal(repr(number)) == exact else exact


def _refused(text: str) -> object:
    raise ValueError(f"{text} is not JSON")
