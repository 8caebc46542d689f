"""Custom attributes that an org had before a flow: a profile shows them and nothing in the flow defined them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from document import Document
from exact import Json
from flow import Flow, Step
from pairs import at
from shape import type_of
from simulator import Simulator

# Whose profiles have attributes, where these are defined, and the schema of the document with those that every org has.
SCHEMAS = (
    ("/api/v1/users", "/api/v1/meta/schemas/user/default", "UserProfile"),
    ("/api/v1/groups", "/api/v1/meta/schemas/group/default", "GroupProfile"),
)


def define(flow: Flow, document: Document, org: Simulator) -> None:
    """Defines what is missing."""
    for collection, schema, base in SCHEMAS:
        properties = dict(_listed(flow, schema))
        known = {*properties, *_base(document, base), *(name for step in flow.steps for name in _defined(step, schema))}
        properties |= {name: {"title": name, **_typed(value)} for name, value in _shown(flow, collection) if name not in known}
        if properties:
            org.send("POST", schema, {"definitions": {"custom": {"id": "#custom", "type": "object", "properties": properties}}})


def _base(document: Document, name: str) -> Iterator[str]:
    nodes = [document.at(f"#/components/schemas/{name}")]
    for node in nodes:
        yield from node.get("properties", {})
        nodes += [document.resolve(part) for part in [*node.get("allOf", []), *node.get("anyOf", []), *node.get("oneOf", [])]]


def _defined(step: Step, schema: str) -> Iterator[str]:
    """What the request of a step defines."""
    if step.recording.method != "GET" and step.recording.path == schema:
        yield from _custom(step.recording.request_body)


def _listed(flow: Flow, schema: str) -> Iterator[tuple[str, Json]]:
    """What the first answer with the schema lists, beside what the request of that answer defined."""
    for step in flow.steps:
        if step.ok and step.recording.path == schema:
            defined = set(_defined(step, schema))
            yield from ((name, node) for name, node in _custom(step.recording.body).items() if name not in defined)
            return


def _custom(schema: Json) -> dict[str, Json]:
    properties = at(schema, ("definitions", "custom", "properties"))
    return properties if isinstance(properties, dict) else {}


def _shown(flow: Flow, collection: str) -> Iterator[tuple[str, Json]]:
    """The attributes in profiles of a collection that have a value."""
    for step in flow.steps:
        if step.ok and step.operation.template in (collection, *(f"{collection}/{{{name}}}" for name in step.path)):
            bodies = (step.recording.request_body, step.recording.body)
            for one in (each for body in bodies for each in (body if isinstance(body, list) else [body])):
                profile = one.get("profile") if isinstance(one, dict) else None
                yield from ((name, value) for name, value in (profile or {}).items() if value is not None)


def _typed(value: Json) -> dict[str, Any]:
    kind = type_of(value)
    return {"type": kind, "items": {"type": "string"}} if kind == "array" else {"type": kind}
