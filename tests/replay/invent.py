"""Recordings that were never made, for every operation of the document: what recorded traffic does not reach.

Bodies follow the document and depart from it as the wire does: members left out, unknown or null, values and elements of
another type, tags that nobody knows. One seed, one traffic.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Iterator
from urllib.parse import quote

from cases import Recording
from document import JSON, Document, Operation, Parameter, Schema
from exact import Json
from reader import OPEN, UNION, Reader

_TEXTS = ["", "plain", "Ødegård & Søn", 'quote " back \\ slash / ~', "emoji 🙂", "100 %41 + 1?a=b#c", "2030-01-01T00:00:00Z", "null"]
_IDS = ["00xInvented000001", "me", "a b", "a/b", "ø%2F?#&=+", "x@sample.example", "...", "(1;2,3)!*'"]
_INTEGERS = [0, -1, 7, 2**31, 2**53 + 1, 2**63 - 1, -(2**63)]
_FRACTIONS = ["0.5", "-1.25E-7", "0.1000000000000000055511151231257827", "1E+400"]
_NUMBERS = [0, 12, 2**70, *map(Decimal, _FRACTIONS)]
_DEEP = 6
# Operations whose pages are objects, with the member that is the list: it is never left out.
_LISTS = {
    "listBindings": "roles",
    "listMembersOfBinding": "members",
    "listResourceSetResources": "resources",
    "listResourceSets": "resource-sets",
    "listRoles": "roles",
    "listUsersWithRoleAssignments": "value",
}


def invent(document: Document, seed: int, each: int) -> Iterator[Recording]:
    """So many exchanges for each operation, successes and errors."""
    inventor = _Inventor(document, Random(seed))
    for operation in document.operations.values():
        for _ in range(each):
            yield inventor.exchange(operation)


class _Inventor:
    def __init__(self, document: Document, random: Random) -> None:
        self._reader = Reader(document)
        self._random = random

    def exchange(self, operation: Operation) -> Recording:
        path = operation.template
        for name in operation.named("path"):
            path = path.replace("{" + name + "}", self._id())
        chosen = [one for one in operation.named("query").values() if one.required or self._chance(0.5)]
        query = {one.name: self._argument(one) for one in chosen}
        status, headers, body = self._answer(operation)
        sent = operation.body is not None and (operation.body_required or self._chance(0.7))
        request = self._value([operation.body], 0) if sent and operation.body is not None else None
        return Recording(operation.method, path, query, request, status, headers, body, operation.id)

    def _answer(self, operation: Operation) -> tuple[int, dict[str, str], Json]:
        headers = {"Content-Type": JSON, "Date": "Tue, 02 Apr 2030 08:15:00 GMT", "X-Okta-Request-Id": "reqInvented"}
        if self._chance(0.15):
            cause = {"errorSummary": self._text()}
            error = {"errorCode": "E0000001", "errorSummary": self._text(), "errorId": "oaeInvented", "errorCauses": [cause]}
            return self._random.choice([400, 403, 404, 409, 429, 500]), headers, error
        status = int(self._random.choice([one for one in operation.replies if one.isdigit()] or ["204"]))
        if operation.text_reply(status):
            return status, {**headers, "Content-Type": next(iter(operation.replies[str(status)]))}, "<invented/>"
        schema = operation.reply(status)
        if self._chance(0.2) or (schema is not None and status == 204):
            status = self._random.choice([200, 201, 202])
        if schema is not None:
            body = self._value([schema], 0)
            name = _LISTS.get(operation.id)
            if name and isinstance(body, dict) and not isinstance(body.get(name), list):
                body[name] = []
            return status, headers, body
        if status != 204 and self._chance(0.3):
            return status, headers, {"invented": [1, {"a": None}]}
        return status, {}, None

    def _value(self, schemas: list[Schema], depth: int) -> Json:
        shape = self._reader.shape(schemas)
        if shape.kind == "object":
            return self._object(schemas, depth)
        if shape.kind == "array":
            return [self._element(shape.items, depth) for _ in range(self._random.randrange(4) if depth < _DEEP else 0)]
        if shape.kind in (OPEN, UNION):
            return {"open": self._any(), "name": "x"} if depth == 0 or self._chance(0.5) else self._something()
        if shape.kind == "string":
            return self._text()
        plain: dict[str, list[Json]] = {"integer": _INTEGERS, "number": _NUMBERS, "boolean": [True, False]}
        return self._random.choice(plain[shape.kind])

    def _element(self, schemas: list[Schema], depth: int) -> Json:
        return self._value(schemas, depth + 1) if schemas and not self._chance(0.1) else self._any()

    def _object(self, schemas: list[Schema], depth: int) -> Json:
        shape = self._reader.shape(schemas)
        value: dict[str, Json] = {}
        while shape.tag is not None and shape.tag["propertyName"] not in value:
            tags = [*(shape.tag.get("mapping") or {}), "NEVER_HEARD_OF", None, 5]
            value[shape.tag["propertyName"]] = self._random.choice(tags)
            shape = self._reader.chosen(shape, value)
        for name, member in shape.properties.items():
            if name not in value and depth < _DEEP and self._chance(0.7):
                value[name] = self._any() if self._chance(0.1) else self._value(member, depth + 1)
        for name in ("invented", "in/ven~ted", "") if self._chance(0.2) else ():
            value[name] = self._value(shape.values, depth + 1) if shape.values and depth < _DEEP else self._any()
        members = list(value.items())
        self._random.shuffle(members)
        return dict(members)

    def _argument(self, parameter: Parameter) -> str:
        if parameter.kind == "array":
            return ",".join(self._random.sample(["a", "b c", "ø&=", "%41"], self._random.randint(1, 3)))
        if parameter.kind in ("integer", "number"):
            return str(self._random.choice([0, 1, 200, -5]))
        return self._random.choice(["True", "false"]) if parameter.kind == "boolean" else self._text()

    def _id(self) -> str:
        return quote(self._random.choice(_IDS), safe="@()!*',; ")

    def _text(self) -> str:
        return self._random.choice(_TEXTS)

    def _something(self) -> Json:
        return self._random.choice([self._text(), 5, Decimal("1.50"), True, [], {}, [1, None], {"a": {"b": []}}])

    def _any(self) -> Json:
        return None if self._chance(0.3) else self._something()

    def _chance(self, share: float) -> bool:
        return self._random.random() < share
