"""The API document as the replay needs it: operations, their parameters, bodies and replies, with the corrections applied."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Iterator

import yaml

import overlay
from exact import look

Schema = dict[str, Any]
METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
JSON = "application/json"
_SPEC = Path(__file__).resolve().parents[2] / "spec"


@dataclass(frozen=True)
class Parameter:
    """A declared parameter: where it stands and what its text must be."""

    name: str
    place: str
    required: bool
    kind: str
    exploded: bool


@dataclass(frozen=True)
class Operation:
    """One operation of the document."""

    id: str
    method: str
    template: str
    parameters: tuple[Parameter, ...]
    body_media: tuple[str, ...]
    body_required: bool
    replies: dict[str, dict[str, Schema]] = field(hash=False)
    security: str = "any"
    body: Schema | None = field(default=None, hash=False)
    area: str = ""
    wire_status: str = ""  # what the wire answers with where the document says otherwise

    def named(self, place: str) -> dict[str, Parameter]:
        """The parameters of a place, by name."""
        return {one.name: one for one in self.parameters if one.place == place}

    def reply(self, status: int) -> Schema | None:
        """The schema of a JSON reply: that of the status, else that of the other 2xx, for the wire mixes them up."""
        own = self.replies.get(str(status), {}).get(JSON)
        if own is not None:
            return own
        return next((media[JSON] for media in self.replies.values() if JSON in media), None)

    def text_reply(self, status: int) -> bool:
        """Whether the reply is text of another media type and never JSON."""
        media = self.replies.get(str(status), {})
        return bool(media) and JSON not in media


class Document:
    """The document with its operations."""

    def __init__(self, root: dict[str, Any]) -> None:
        self.root = root
        self.operations = {one.id: one for one in self._read()}

    @classmethod
    def corrected(cls) -> Document:
        """The API document of spec/ with its corrections."""
        root = _yaml("management.yaml")
        overlay.apply(root, _yaml("corrections.overlay.yaml"))
        return cls(root)

    def resolve(self, node: dict[str, Any]) -> dict[str, Any]:
        """What a node stands for: follows $ref to its end."""
        while "$ref" in node:
            node = self.at(node["$ref"])
        return node

    @functools.cache
    def at(self, reference: str) -> dict[str, Any]:
        """The node of a local reference."""
        node = look(self.root, reference.removeprefix("#"))
        assert isinstance(node, dict), reference
        return node

    def _read(self) -> Iterator[Operation]:
        for template, item in self.root["paths"].items():
            for method in METHODS:
                if method in item:
                    yield self._operation(template, method, item[method], item.get("parameters", []))

    def _operation(self, template: str, method: str, node: dict[str, Any], shared: list[Any]) -> Operation:
        body = self.resolve(node.get("requestBody") or {})
        replies = {}
        for status, reply in node["responses"].items():
            if str(status).startswith("2"):
                content = self.resolve(reply).get("content") or {}
                replies[str(status)] = {media: entry.get("schema") or {} for media, entry in content.items()}
        return Operation(
            id=node["operationId"],
            method=method.upper(),
            template=template,
            parameters=tuple(self._parameter(one) for one in [*shared, *node.get("parameters", [])]),
            body_media=tuple(body.get("content") or {}),
            body_required=bool(body.get("required")),
            replies=replies,
            security=_security(node.get("security", self.root.get("security"))),
            body=((body.get("content") or {}).get(JSON) or {}).get("schema"),
            area=next(iter(node.get("tags", [])), ""),
            wire_status=str(node.get("x-oktant-status", "")),
        )

    def _parameter(self, node: dict[str, Any]) -> Parameter:
        node = self.resolve(node)
        schema = self.resolve(node.get("schema") or {})
        required = node["in"] == "path" or bool(node.get("required"))
        exploded = node.get("explode", node.get("style", "form") == "form")
        return Parameter(node["name"], node["in"], required, schema.get("type", "string"), exploded)


def _security(requirements: list[dict[str, Any]] | None) -> str:
    schemes = {name for requirement in requirements or [] for name in requirement}
    if not schemes:
        return "none"
    if schemes == {"oauth2"}:
        return "oauth"
    return "ssws" if "oauth2" not in schemes else "any"


def _yaml(name: str) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded = yaml.load((_SPEC / name).read_bytes(), Loader=loader)
    assert isinstance(loaded, dict), f"{name} is not a YAML mapping"
    return loaded
