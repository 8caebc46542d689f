"""From recorded exchanges to the cases of a replay: which typed call to make, and what must come of it."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterable, Iterator
from urllib.parse import unquote

from document import JSON, Document, Operation, Parameter
from exact import Json, encode, parse


@dataclass(frozen=True)
class Recording:
    """One recorded exchange."""

    method: str
    path: str
    query: dict[str, Json]
    request_body: Json
    status: int
    headers: dict[str, Any]
    body: Json
    operation_id: str | None
    flow: int | None = None


@dataclass
class Case:
    """A recording with its operation and the arguments of the typed call."""

    n: int
    recording: Recording
    operation: Operation
    path: dict[str, str]
    query: dict[str, list[str]]
    extra_query: dict[str, list[str]]
    body: str | None

    @property
    def sent_query(self) -> set[tuple[str, str]]:
        """The query members that must arrive, declared or not."""
        return {(name, text) for name, value in self.recording.query.items() for text in _texts(value)}

    def line(self) -> str:
        """The case as a runner reads it."""
        return encode(
            {
                "n": self.n,
                "operation": self.operation.id,
                "path": self.path,
                "query": self.query,
                "extra_query": self.extra_query,
                "body": self.body,
            }
        )


class CaseError(ValueError):
    """A recording that no typed call can be made from."""


def read(files: Iterable[Path]) -> Iterator[Recording]:
    """The recordings of JSON line files, packed or not."""
    for path in files:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
            for line in lines:
                if line.strip():
                    yield recording(parse(line))


def recording(row: dict[str, Any]) -> Recording:
    """One row; members that only tell where it was recorded are not read."""
    return Recording(
        method=row["method"].upper(),
        path=row["path"],
        query=row.get("query") or {},
        request_body=row.get("request_body"),
        status=row["status"],
        headers=row.get("response_headers") or {},
        body=row.get("response_body"),
        operation_id=row.get("operation_id"),
        flow=row.get("flow"),
    )


def case(n: int, record: Recording, document: Document) -> Case:
    """The case of a recording that has an operation."""
    operation = document.operations.get(record.operation_id or "")
    if operation is None:
        raise CaseError(f"the document has no operation {record.operation_id}")
    if operation.method != record.method:
        raise CaseError(f"{operation.id} is a {operation.method}, recorded as {record.method}")
    declared = operation.named("query")
    query: dict[str, list[str]] = {}
    extra: dict[str, list[str]] = {}
    for name, value in record.query.items():
        parameter = declared.get(name)
        values = None if parameter is None else _arguments(parameter, value)
        if values is None:
            extra[name] = _texts(value)
        else:
            query[name] = values
    return Case(n, record, operation, path_values(operation.template, record.path), query, extra, _body(operation, record))


def path_values(template: str, path: str) -> dict[str, str]:
    """The arguments that a recorded path has at the places of a template, decoded."""
    pattern = re.sub(r"\\\{(.+?)\\\}", r"([^/]*)", re.escape(template.rstrip("/")))
    match = re.fullmatch(pattern, path.rstrip("/"))
    if match is None:
        raise CaseError(f"path {path} does not fit {template}")
    return dict(zip(re.findall(r"\{(.+?)\}", template), map(unquote, match.groups())))


def segments(path: str) -> list[str]:
    """The parts of a path, each decoded; a slash at the end does not count."""
    return [unquote(part) for part in path.rstrip("/").split("/")]


def _body(operation: Operation, record: Recording) -> str | None:
    """The JSON body as text; none where it was lost or the document has none."""
    if record.request_body is None or not operation.body_media:
        return None
    if JSON not in operation.body_media and isinstance(record.request_body, str):
        return record.request_body
    return encode(record.request_body)


def _arguments(parameter: Parameter, value: Json) -> list[str] | None:
    """The texts of a declared argument; none where its type cannot carry the recorded value."""
    texts = _texts(value)
    if parameter.kind == "array":
        return texts if parameter.exploded or isinstance(value, list) else texts[0].split(",")
    if len(texts) != 1:
        return None
    text = texts[0]
    if parameter.kind == "integer":
        return texts if re.fullmatch(r"0|-?[1-9]\d{0,17}", text) else None
    if parameter.kind == "boolean":
        return texts if text.lower() in ("true", "false") else None
    return texts


def _texts(value: Json) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [one if isinstance(one, str) else encode(one) for one in values]
