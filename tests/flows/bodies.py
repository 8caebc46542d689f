"""The request bodies that a recording lacks, built from the document and from what the org answered."""

from __future__ import annotations

import base64
import re
from typing import Any

from document import Document, Operation, Schema
from exact import Json
from pairs import at
from reader import OPEN, UNION, Reader, Shape

PASSWORD = "Correct-Horse-{}"  # what a masked password stands for: the nth password of a flow
ANSWER = "a masked answer"
# What an org writes itself, whatever the document says of it.
ITS_OWN = ("_links", "_embedded", "created", "createdBy", "lastUpdated", "lastUpdatedBy")
_PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
_BOUNDARY = "oktant-flows-boundary"
MULTIPART = "multipart/form-data"
_CUSTOM_APP = re.compile(r"\w+_\w+_\d+")  # how an org names an app that is not of the catalogue
_DEEPEST = 4


class Bodies:
    """Builds bodies; it remembers the password that a user has by now."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._reader = Reader(document)
        self._changes: dict[str, int] = {}
        self.passwords: dict[str, str] = {}  # that users were created with, by login

    def sent(self, body: Json, user: str) -> Json:
        """A recorded body with a valid value for each masked one; `user` tells whose passwords these are."""
        body = self._unmasked(body, user, self._changes.get(user, 1))
        login, password = at(body, ("profile", "login")), at(body, ("credentials", "password", "value"))
        if isinstance(login, str) and isinstance(password, str):
            self.passwords[login] = password
        return body

    def lost(self, operation: Operation, answer: Json, user: str) -> Json:
        """The body that an answer is the answer to, none where the document has none."""
        if operation.body is None:
            return None
        body = self._writable([operation.body], answer) if isinstance(answer, dict) else {}
        if "id" not in self._required([operation.body]):
            body.pop("id", None)  # the thing's own id, which the org gives
        if _CUSTOM_APP.fullmatch(str(body.get("name"))) and "signOnMode" in body and operation.method == "POST":
            del body["name"]
        if not body and not operation.body_required:
            return None
        return self.sent(self._completed([operation.body], body, everything=not body), user)

    def least(self, operation: Operation) -> Json:
        """A body with the members that the document requires, and nothing else."""
        return self._completed([operation.body], {}, everything=False) if operation.body is not None else None

    def upload(self, operation: Operation) -> tuple[bytes, str] | None:
        """An image as a form and its media type, where the operation takes one."""
        if MULTIPART not in operation.body_media:
            return None
        head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="image.png"\r\nContent-Type: image/png\r\n\r\n'
        return head.encode() + _PNG + f"\r\n--{_BOUNDARY}--\r\n".encode(), f"{MULTIPART}; boundary={_BOUNDARY}"

    def _writable(self, schemas: list[Schema], value: Json) -> Json:
        """What of an answer a request may have."""
        shape = self._shape(schemas, value)
        if isinstance(value, list):
            return [self._writable(shape.items, element) if shape.items else element for element in value]
        if not isinstance(value, dict):
            return value
        written = {}
        for name, member in value.items():
            declared = shape.properties.get(name)
            known = declared or not shape.properties or shape.values or self._is_open(shape)
            own = name in ITS_OWN or self._read_only(declared or [])
            if known and member is not None and not own:
                written[name] = self._writable(declared or shape.values, member) if declared or shape.values else member
        return written

    def _shape(self, schemas: list[Schema], value: Json) -> Shape:
        """What some schemas say of a value; of a union, what all its alternatives say."""
        shape = self._reader.shape(schemas)
        if isinstance(value, dict):
            shape = self._reader.chosen(shape, value)
        return self._reader.shape(shape.options) if shape.kind == UNION and shape.options and not shape.tag else shape

    def _is_open(self, shape: Shape) -> bool:
        """Whether an org adds members of its own."""
        nodes = [self._document.resolve(one) for one in shape.sources]
        return any(one.get("x-okta-extensible") or one.get("additionalProperties") in (True, {}) for one in nodes)

    def _read_only(self, schemas: list[Schema]) -> bool:
        return any(one.get("readOnly") or self._document.resolve(one).get("readOnly") for one in schemas)

    def _completed(self, schemas: list[Schema], body: dict[str, Json], everything: bool) -> dict[str, Json]:
        """A body with the members that it must have, or with all where nothing of it is known."""
        shape = self._shape(schemas, body)
        for name, declared in shape.properties.items():
            if name not in body and (everything or name in self._required(schemas)) and not self._read_only(declared):
                body[name] = self._valid(declared, _DEEPEST)
        return body

    def _required(self, schemas: list[Schema]) -> set[str]:
        found: set[str] = set()
        for schema in map(self._document.resolve, schemas):
            found |= {*schema.get("required", []), *self._required(schema.get("allOf") or [])}
        return found

    def _valid(self, schemas: list[Schema], depth: int) -> Json:
        """Any value that a schema allows."""
        nodes = [self._document.resolve(one) for one in schemas]
        for node in nodes:
            if "default" in node or node.get("enum"):
                return node["default"] if "default" in node else node["enum"][0]
        shape = self._shape(schemas, {})
        if shape.kind == "object" or shape.kind in (OPEN, UNION) and shape.properties:
            members = shape.properties.items() if depth else ()
            wanted = {name: declared for name, declared in members if not self._read_only(declared) and name not in ITS_OWN}
            if "value" in wanted and any(one.get("format") == "password" for one in wanted["value"]):
                return {}  # as a recording masks a password
            return {name: self._valid(declared, depth - 1) for name, declared in wanted.items()}
        if shape.kind == "array":
            return [self._valid(shape.items, depth - 1)] if shape.items and depth else []
        if shape.kind in ("integer", "number"):
            return max([1, *(node["minimum"] for node in nodes if "minimum" in node)])
        return False if shape.kind == "boolean" else _text(nodes)

    def _unmasked(self, value: Json, user: str, nth: int) -> Json:
        if isinstance(value, list):
            return [self._unmasked(element, user, nth) for element in value]
        if not isinstance(value, dict):
            return value
        return {name: self._member(name, member, user, nth) for name, member in value.items()}

    def _member(self, name: str, member: Any, user: str, nth: int) -> Json:
        if name in ("password", "oldPassword", "newPassword") and _masked(member):
            if name == "newPassword":
                nth = self._changes[user] = nth + 1
            text = PASSWORD.format(nth)
            return {"value": text} if isinstance(member, dict) else text
        if name == "recovery_question" and isinstance(member, dict) and "question" in member and _masked(member.get("answer", "")):
            return {**member, "answer": ANSWER}
        return self._unmasked(member, user, nth)


def _masked(value: Json) -> bool:
    """Whether a recording hides the value of a secret."""
    if isinstance(value, dict):
        return not value or set(value) == {"value"} and _masked(value["value"])
    return isinstance(value, str) and (not value.strip("*") or value.startswith("masked-"))


def _text(nodes: list[Schema]) -> str:
    formats = {node.get("format") for node in nodes}
    if "email" in formats:
        return "somebody@example.com"
    if formats & {"uri", "url"}:
        return "https://example.com"
    if "date-time" in formats:
        return "2030-01-01T00:00:00.000Z"
    shortest = max(node.get("minLength", 1) for node in nodes) if nodes else 1
    return "US".ljust(shortest, "x")  # it may have to be a country
