"""JSON without loss: numbers keep their value to the last digit, true is not 1, and pointers name places."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

Json = Any  # None, bool, int, Decimal, str, list[Json] or dict[str, Json]


def parse(text: str | bytes) -> Json:
    """Reads JSON text; a fraction or exponent becomes a Decimal, never a float."""
    return json.loads(text, parse_float=Decimal, parse_constant=_refuse)


def encode(value: Json, ascii: bool = True) -> str:
    """Writes JSON text without spaces, members in their order, numbers with every digit."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key, ensure_ascii=ascii)}:{encode(item, ascii)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(encode(item, ascii) for item in value) + "]"
    if isinstance(value, Decimal):
        return str(value)
    return json.dumps(value, ensure_ascii=ascii)


def doubles(value: Json) -> Json:
    """The document with each number as JavaScript writes the double that holds it."""
    if isinstance(value, dict):
        return {key: doubles(item) for key, item in value.items()}
    if isinstance(value, list):
        return [doubles(item) for item in value]
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return value
    shortest = Decimal(repr(float(value)))
    return int(shortest) if isinstance(value, int) else shortest


def same(left: Json, right: Json) -> bool:
    """Whether two documents are equal: members in any order, numbers by value."""
    return difference(left, right) is None


def difference(left: Json, right: Json, at: str = "") -> str | None:
    """The pointer of the first place where two documents differ, none where they are equal."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in {**left, **right}:
            if key not in left or key not in right:
                return join(at, key)
            if (found := difference(left[key], right[key], join(at, key))) is not None:
                return found
        return None
    if isinstance(left, list) and isinstance(right, list):
        for index, (one, other) in enumerate(zip(left, right)):
            if (found := difference(one, other, join(at, index))) is not None:
                return found
        return None if len(left) == len(right) else join(at, min(len(left), len(right)))
    return None if _kind(left) == _kind(right) and left == right else at


def join(pointer: str, step: str | int) -> str:
    """The JSON pointer (RFC 6901) of a member or an element."""
    return f"{pointer}/{str(step).replace('~', '~0').replace('/', '~1')}"


def look(document: Json, pointer: str) -> Json:
    """The value at a JSON pointer.

    Raises LookupError if there is none.
    """
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(document, list) and key.isdigit():
            document = document[int(key)]
        elif isinstance(document, dict):
            document = document[key]
        else:
            raise LookupError(pointer)
    return document


def _kind(value: Json) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, (int, Decimal)) else type(value).__name__


def _refuse(name: str) -> Json:
    raise ValueError(f"{name} is no JSON")
