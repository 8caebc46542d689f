"""The requests of a crawl: paths with things that exist, the least body that the document asks for, and what no org takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Iterator
from urllib.parse import quote, urlencode

import yaml
from bodies import Bodies
from document import Document, Operation
from exact import Json
from simulator import JSON, Simulator

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


@dataclass(frozen=True)
class Request:
    """A request that is ready to be sent."""

    target: str
    body: Json = None
    accept: str = JSON
    media: str = JSON


class Requests:
    """Makes requests for one org. What a path names is made when it is needed, anew for each operation."""

    def __init__(self, document: Document, org: Simulator) -> None:
        self._org = org
        self._bodies = Bodies(document)
        self._operations = {(one.method, one.template): one for one in document.operations.values()}
        loaded = _loaded()
        self._special: dict[str, dict[str, Any]] = loaded["operations"]
        self._values: dict[str, Any] = loaded["values"]
        self._count = 0

    def valid(self, operation: Operation) -> Request | str:
        """The request as the document has it; a text says why there is none."""
        special = self._special.get(operation.id, {})
        names: dict[str, str] = {}
        for step in special.get("before", []):
            fault = self._step(step, names)
            if fault:
                return fault
        path = self._path(operation.template, names, special.get("path", {}))
        if path is None:
            return "nothing to call it with"
        query = self._query(operation, special, names)
        accept = next((media for reply in operation.replies.values() for media in reply if media != JSON), JSON)
        accept = JSON if any(JSON in reply for reply in operation.replies.values()) else accept
        if upload := self._bodies.upload(operation):
            return Request(path + query, upload[0], accept, upload[1])
        if "text" in special:
            return Request(path + query, self._filled(special["text"], names).encode(), accept, operation.body_media[0])
        body = self._body(operation, special, names)
        if operation.method == "PUT" and "body" not in special and operation.body is not None:
            shown = self._org.send("GET", path)
            body = shown.body if shown.ok and isinstance(shown.body, dict) else body
        return Request(path + query, body, accept)

    def invalid(self, operation: Operation, unknown: str) -> Iterator[tuple[str, str, str, Json]]:
        """Requests that no org takes: what is wrong, method, target, body."""
        path = operation.template
        for name in operation.named("path"):
            path = path.replace("{" + name + "}", unknown)
        tolerated = self._special.get(operation.id, {}).get("tolerates", [])
        if "{" in operation.template and "unknown id" not in tolerated:
            yield "an unknown id", operation.method, path + self._query(operation, {}, {}), self._body(operation, {}, {})
        if operation.body is not None and operation.body_required:
            known = self._path(operation.template, {}, self._special.get(operation.id, {}).get("path", {}))
            yield "a body that is no JSON", operation.method, known or path, b"{"
        else:
            yield "another method", "PATCH", path, None

    def list_query(self, template: str) -> str:
        """The query that a list needs to show all that it has."""
        return self._query(self._operations["GET", template], self._special.get(self._operations["GET", template].id, {}), {})

    def _query(self, operation: Operation, special: dict[str, Any], names: dict[str, str]) -> str:
        known = {**self._values, **names}
        required = {one.name: known.get(one.name, "x") for one in operation.named("query").values() if one.required}
        query = {**required, **self._filled(special.get("query", {}), names)}
        return "?" + urlencode(query) if query else ""

    def _body(self, operation: Operation, special: dict[str, Any], names: dict[str, str]) -> Json:
        if "body" in special:
            return self._filled(special["body"], names)
        if operation.body is None or not operation.body_required:
            return None
        return self._bodies.least(operation)

    def _path(self, template: str, names: dict[str, str], chosen: dict[str, str]) -> str | None:
        """The path with an id of something that exists for each name."""
        path = ""
        segments = template.split("/")[1:]
        for at, segment in enumerate(segments):
            if not segment.startswith("{"):
                path += f"/{segment}"
                continue
            collection = "/" + "/".join(segments[:at])
            name = segment[1:-1]
            found = self._filled(chosen.get(name), names) or names.get(name) or self._thing(collection, path, name)
            if found is None:
                return None
            path += "/" + quote(found, safe="")
        return path

    def _thing(self, template: str, path: str, name: str) -> str | None:
        """The id of something in a collection: made for this, or what the org has there."""
        if name in self._values:
            return str(self._values[name])
        create = self._operations.get(("POST", template))
        if create and "notMade" not in self._special.get(create.id, {}):
            names: dict[str, str] = {}
            special = self._special.get(create.id, {})
            faults = [fault for step in special.get("before", []) if (fault := self._step(step, names))]
            if not faults:
                query = self._query(create, special, names)
                made = self._org.send("POST", path + query, self._body(create, special, names))
                if made.ok and isinstance(made.body, dict) and (found := _identity(made.body)):
                    return found
        listing = self._operations.get(("GET", template))
        query = self._query(listing, self._special.get(listing.id, {}), {}) if listing else ""
        listed = self._org.send("GET", path + query)
        items = listed.body
        if isinstance(items, dict):
            items = next((one for one in items.values() if isinstance(one, list)), [])
        return _identity(items[-1]) if listed.ok and items else None

    def _step(self, step: dict[str, Any], names: dict[str, str]) -> str | None:
        """A request that must come before; what its answer shows gets a name."""
        method, target = self._filled(step["send"], names).split(" ", 1)
        if "form" in step:
            answer = self._org.send(method, target, urlencode(self._filled(step["form"], names)).encode(), JSON, FORM)
        else:
            answer = self._org.send(method, target, self._filled(step.get("body"), names))
        if not answer.ok:
            return f"{method} {target} before it: {answer.status} {str(answer.body)[:200]}"
        for name, place in step.get("as", {}).items():
            value: Any = answer.body
            for part in str(place).split("/"):
                value = dict(enumerate(value)).get(int(part)) if isinstance(value, list) else (value or {}).get(part)
            if value is None:
                return f"{method} {target} before it shows no {place}"
            # Of a link its end.
            names[name] = value.rsplit("/", 1)[-1] if str(value).startswith("http") else value
        return None

    def _filled(self, value: Any, names: dict[str, str]) -> Any:
        """A value of requests.yaml with what its names stand for; `{n}` is a number that is new."""
        if isinstance(value, str):
            self._count += 1
            text = value.replace("{n}", str(self._count))
            for name, stands_for in names.items():
                text = text.replace("{" + name + "}", str(stands_for))
            return text
        if isinstance(value, list):
            return [self._filled(one, names) for one in value]
        if isinstance(value, dict):
            return {name: self._filled(one, names) for name, one in value.items()}
        return value


@cache
def _loaded() -> dict[str, Any]:
    return yaml.safe_load((Path(__file__).parent / "requests.yaml").read_text())  # type: ignore[no-any-return]


def _identity(thing: Json) -> str | None:
    """What a path names a thing by."""
    if isinstance(thing, dict):
        return next((thing[name] for name in ("id", "kid", "keyId", "name", "key", "userId", "client_id") if isinstance(thing.get(name), str)), None)
    return None
