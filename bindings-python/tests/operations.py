"""The operation table, read by the tests' own reader, and calls that pass every argument of an operation."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from server import Request, answer

import oktant

TABLE = Path(__file__).resolve().parents[2] / "core/src/generated/operations.txt"


@dataclass
class Operation:
    """One row of the operation table."""

    id: str
    area: str
    method: str
    path: str
    parameters: list[tuple[str, bool, str, str]]
    """Location, whether it is required, name and kind of each."""
    request: str
    reply: str
    paging: str
    scopes: str
    facts: str

    @property
    def is_list(self) -> bool:
        return self.paging != "-"

    def answer(self) -> bytes:
        """The least that an org would answer; a list has one item."""
        if self.reply == "-":
            return b"HTTP/1.1 204 X\r\ncontent-length: 0\r\n\r\n"
        if self.reply.startswith("text"):
            return b"HTTP/1.1 200 X\r\ncontent-length: 4\r\ncontent-type: text/xml\r\n\r\n<x/>"
        if self.paging.startswith("body"):
            return answer({self.paging.split(":")[-1]: [{}]})
        return answer([{}] if self.reply.startswith("json[]") else {})


@dataclass
class Call:
    """Arguments for a method, and the request that must be sent."""

    positional: list[Any] = field(default_factory=list)
    named: dict[str, Any] = field(default_factory=dict)
    path: str = ""
    query: list[tuple[str, str]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None

    def cursor(self, operation: Operation) -> str:
        """A cursor of the list that this call reads."""
        self.query = [("after", "9")]
        self.headers = {}
        return f"{operation.id} {self.path}?after=9"

    def check(self, operation: Operation, request: Request) -> None:
        """Checks that a request is the one that must be sent."""
        path, _, query = request.target.partition("?")
        segments = [unquote(segment) for segment in path.split("/")]
        assert (request.method, segments) == (operation.method, [unquote(segment) for segment in self.path.split("/")])
        assert sorted(parse_qsl(query, keep_blank_values=True)) == sorted(self.query)
        for name, value in self.headers.items():
            assert request.headers[name.lower()] == value
        if isinstance(self.body, bytes):
            assert self.body in request.body
        elif self.body is None:
            assert request.body == b""
        else:
            assert json.loads(request.body) == self.body


def rows() -> list[Operation]:
    """All rows."""
    return [row(line.split("\t")) for line in TABLE.read_text("utf-8").splitlines()]


def row(columns: list[str]) -> Operation:
    """One row."""
    id, area, method, path, parameters, *rest = columns
    given = [] if parameters == "-" else [parameter(text) for text in parameters.split(" ")]
    return Operation(id, area, method, path, given, *rest)


def parameter(text: str) -> tuple[str, bool, str, str]:
    """`q!:limit:int`"""
    place, name, kind = text.split(":")
    return place[0], place[0] == "p" or place.endswith("!"), name, kind


def same(name: str) -> str:
    """A name without what differs between the spellings of languages."""
    return "".join(filter(str.isalnum, name)).lower()


def arguments(operation: Operation, method: Callable[..., Any], whole: bool) -> Call:
    """A call with all arguments, or with the required ones alone; checks that the signature has them in the agreed order."""
    call = Call(path=operation.path)
    given = list(named_arguments(operation, whole))
    own = iter(inspect.signature(method).parameters.values())
    for name, required, value, send in given:
        argument = next(own)
        assert same(argument.name) == same(name), f"{operation.id}: {argument.name} in place of {name}"
        assert (argument.default is inspect.Parameter.empty) == required
        assert (argument.kind is inspect.Parameter.KEYWORD_ONLY) == (not required and name != "body")
        if required or (whole and name == "body"):
            call.positional.append(value)
        elif whole:
            call.named[argument.name] = value
        if required or whole:
            send(call)
    left = [argument.name for argument in own]
    assert left == ["cursor", "options"][not operation.is_list :], f"{operation.id}: {left}"
    return call


def named_arguments(operation: Operation, whole: bool) -> Iterator[tuple[str, bool, Any, Callable[[Call], None]]]:
    """Name, whether it is required, a value, and what sends it, in the order of the signature."""
    required = [one for one in operation.parameters if one[1]]
    for place, _, name, kind in required:
        yield (name, True, *value(place, name, kind))
    if operation.request != "-":
        kind, mark = operation.request.split(":")[0][:-1], operation.request.split(":")[0][-1]
        body: Any = {"id": operation.id, "none": None} if kind == "json" else operation.id.encode()
        sent = oktant.File("a.png", body) if kind == "multipart" else body
        yield "body", mark == "!", sent, lambda call: setattr(call, "body", body)
    for place, _, name, kind in (one for one in operation.parameters if not one[1]):
        yield (name, False, *value(place, name, kind))


def value(place: str, name: str, kind: str) -> tuple[Any, Callable[[Call], None]]:
    """A value for a parameter, and what sends it."""
    two = ["a b", "c"]
    given: Any = {"int": 7, "number": 1.5, "bool": True, "multi": two, "list": two}.get(kind, f"{name} /ü")
    texts = {"bool": ["true"], "multi": two, "list": ["a b,c"]}.get(kind, [str(given)])

    def send(call: Call) -> None:
        if place == "p":
            call.path = call.path.replace(f"{{{name}}}", quote(texts[0], safe=""))
        elif place == "q":
            call.query += [(name, text) for text in texts]
        else:
            call.headers[name] = texts[0]

    if place == "h":
        given = texts[0] = f"{name}/1"
    return given, send
