"""What was in an org before a flow: things that the flow uses although nothing in it made them.

A thing is known by its id. It is mapped to one that a new org has and that is like it; else it is made, from what the recording
shows of it; where things of its kind cannot be made, any other stands for it. No rule knows a flow.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any
from urllib.parse import quote, urlencode

from bodies import PASSWORD, Bodies
from document import Document, Operation
from exact import Json
from flow import Flow, Step, objects
from identity import ID, MASKED, Identities
from pairs import NAMES, at, kind
from simulator import Simulator

# Where things live that other things name, by the prefix of their ids. The other collections are found by the path that is called.
HOMES = {
    "00u": "/api/v1/users",
    "00g": "/api/v1/groups",
    "0oa": "/api/v1/apps",
    "aus": "/api/v1/authorizationServers",
    "nzo": "/api/v1/zones",
    "00p": "/api/v1/policies",
    "rst": "/api/v1/policies",
    "oty": "/api/v1/meta/types/user",
    "bnd": "/api/v1/brands",
    "aut": "/api/v1/authenticators",
    "bhv": "/api/v1/behaviors",
    "guo": "/api/v1/realms",
    "dae": "/api/v1/device-assurances",
    "cal": "/api/v1/inlineHooks",
    "00T": "/api/v1/api-tokens",
}
# What is sent for a thing of which a recording shows nothing but the id.
PLAIN: dict[str, dict[str, Any]] = {
    "/api/v1/users": {
        "profile": {"firstName": "Prior", "lastName": "User", "login": "{}@example.com", "email": "{}@example.com"},
        "credentials": {"password": {"value": PASSWORD.format(1)}},
    },
    "/api/v1/groups": {"profile": {"name": "prior {}"}},
    "/api/v1/apps": {
        "name": "bookmark",
        "label": "prior {}",
        "signOnMode": "BOOKMARK",
        "settings": {"app": {"url": "https://example.com", "requestIntegration": False}},
    },
}
# How a thing gets to a status that it does not have.
VERBS = {
    "ACTIVE": "activate",
    "INACTIVE": "deactivate",
    "SUSPENDED": "suspend",
    "DEACTIVATED": "deactivate",
    "DEPROVISIONED": "deactivate",
    "PASSWORD_EXPIRED": "expire_password",
    "RECOVERY": "reset_password",
}
_DEFAULTS = ("system", "isDefault", "default")


class Prior:
    """Puts into an org what a flow expects there."""

    def __init__(self, flow: Flow, document: Document, org: Simulator, identities: Identities, bodies: Bodies) -> None:
        self._flow = flow
        self._org = org
        self._identities = identities
        self._bodies = bodies
        self._operations = {(one.method, one.template): one for one in document.operations.values()}
        answers = [step.recording.body for step in flow.steps if step.ok]
        self._names = {one["id"] for answer in answers for one in objects(answer) if isinstance(one.get("id"), str)}
        # Things that are known by a name alone, of a set that the org has by nature.
        self._titles = {
            one["name"] for answer in answers for one in objects(answer) if "id" not in one and isinstance(one.get("name"), str)
        }
        self._tried: set[str] = set()  # also what an answer of the flow itself brings

    def begin(self) -> None:
        """Provides what the flow finds in collections of the org itself; what is inside of other things waits for its use."""
        for step in self._flow.steps:
            for collection, name in self._needs(step):
                if "{" not in collection:
                    self._provide(collection, name)
            if step.ok and isinstance(step.recording.body, dict):
                # Made by this step, or asked for by another name, such as `me`.
                self._tried.add(str(step.recording.body.get("id")))

    def settings(self) -> None:
        """Gives the settings of the org, of which there is one each, the values that the flow first reads."""
        seen: set[str] = set()
        for step in self._flow.steps:
            template = step.operation.template
            if "{" not in template and template not in seen and step.ok and isinstance(step.recording.body, dict):
                seen.add(template)
                operation = self._operations.get(("PUT", template)) or self._operations.get(("POST", template))
                # A POST that answers with something else makes a thing.
                if step.operation.method == "GET" and operation and operation.reply(200) == step.operation.reply(200):
                    self._org.send(operation.method, template, self._identities.ours(self._bodies.lost(operation, step.recording.body, "")))

    def before(self, step: Step, body: Json) -> None:
        """Provides what a step with this body needs and no answer has shown yet."""
        for collection, name in [*self._needs(step), *self._homes(body)]:
            if name not in _unknown(step):
                self._provide(collection, name)
        self._join(step)

    def _needs(self, step: Step) -> Iterator[tuple[str, str]]:
        """Collection and id of each thing that must exist for a step to end as it did."""
        for name, value in step.path.items():
            collection = step.operation.template.partition("/{" + name + "}")[0]
            titled = value in self._titles and ("GET", f"{collection}/{{{name}}}") in self._operations
            if (ID.fullmatch(value) or value in self._names or titled) and value not in _unknown(step):
                yield self._home(collection, value), value
        if step.ok:
            yield from self._homes([step.recording.request_body, step.recording.query])

    def _home(self, collection: str, name: str) -> str:
        """Where a thing lives that a path names inside of a collection: there, or it is a member there and lives elsewhere."""
        elsewhere = "{" in collection or not {("GET", collection), ("POST", collection)} & self._operations.keys()
        return HOMES.get(name[:3], collection) if elsewhere else collection

    def _homes(self, value: Json) -> list[tuple[str, str]]:
        """Where the things live that a body or query names."""
        return [(HOMES[name[:3]], name) for name in sorted(_ids(value, self._names)) if name[:3] in HOMES]

    def _provide(self, template: str, name: str) -> None:
        if name in self._tried or name in self._identities:
            return
        self._tried.add(name)
        shown = self._shown(template, name)
        collection = self._collection(template, name)
        if collection is None or not ID.fullmatch(name) and self._org.send("GET", f"{collection}/{quote(name, safe='')}").ok:
            return
        things = self._list(template, collection, name, shown)
        found = next((thing for thing in things if _like(shown, thing)), None)
        if operation := self._operations.get(("POST", template)):
            found = found or self._create(operation, collection, name, shown)
        else:
            found = found or min(things, key=lambda thing: self._strangeness(shown, thing), default=None)
        if found is not None and isinstance(own := found.get("id", found.get("name")), str):
            self._identities.stand_for(name, own)
            self._identities.learn(shown, found, stand_in=True)
            self._turn(f"{collection}/{quote(own, safe='')}", found.get("status"), shown.get("status"))

    def _collection(self, template: str, name: str) -> str | None:
        """The path of a collection in our org: its own parents have the values of the first step that names the thing."""
        for step in self._flow.steps:
            if name in step.path.values() and step.operation.template.startswith(template):
                values = {key: quote(self._identities.ours(value), safe="") for key, value in step.path.items()}
                return template.format(**values)
        return template if "{" not in template else None

    def _shown(self, template: str, name: str) -> dict[str, Any]:
        """What the recording shows of a thing first, in answers of its own collection."""
        for exact in (True, False):
            for step in self._flow.steps:
                if step.ok and (step.operation.template.startswith(template) if exact else True):
                    for one in objects(step.recording.body):
                        if one.get("id", one.get("name")) == name and len(one) > 1:
                            return one if exact or template not in PLAIN else {}
        return {}

    def _list(self, template: str, collection: str, name: str, shown: dict[str, Any]) -> list[dict[str, Any]]:
        """What the collection has, asked for as the flow did where that showed the thing."""
        operation = self._operations.get(("GET", template))
        if operation is None:
            return []
        asked = (step.recording for step in self._flow.steps if step.operation is operation and name in _ids(step.recording.body))
        query = next((record.query for record in asked), {})
        required = [one.name for one in operation.named("query").values() if one.required]
        query = query or {one: shown[one] for one in required if isinstance(shown.get(one), str)}
        text = urlencode({key: value for key, value in self._identities.ours(query).items() if key not in ("limit", "after")}, doseq=True)
        body = self._org.send("GET", f"{collection}?{text}" if text else collection).body
        if isinstance(body, dict):  # a list in an envelope
            body = next((member for member in body.values() if isinstance(member, list)), [])
        return [one for one in body or [] if isinstance(one, dict)]

    def _create(self, operation: Operation, collection: str, name: str, shown: dict[str, Any]) -> dict[str, Any] | None:
        body = self._bodies.lost(operation, shown, "") if shown else _named(PLAIN.get(operation.template, {}), name)
        for home, other in self._homes(body):
            self._provide(home, other)
        staged = "?activate=false" if shown.get("status") == "STAGED" else ""
        answer = self._org.send("POST", collection + staged, self._identities.ours(body))
        return answer.body if answer.ok and isinstance(answer.body, dict) else None

    def _turn(self, item: str, status: Json, wanted: Json) -> None:
        """Brings a thing to the status that the flow finds it in."""
        if status is not None and wanted in VERBS and status != wanted:
            verb = "unsuspend" if (status, wanted) == ("SUSPENDED", "ACTIVE") else VERBS[wanted]
            self._org.send("POST", f"{item}/lifecycle/{verb}")

    def _strangeness(self, shown: dict[str, Any], thing: dict[str, Any]) -> tuple[bool, int]:
        """How little a thing is suited to stand for another: it does already, or what tells kinds apart differs."""
        return self._identities.names(thing.get("id")), len({*kind(thing)} ^ {*kind(shown)})

    def _join(self, step: Step) -> None:
        """Puts a member into a thing where a step finds it and nothing in the flow put it there."""
        template, last = step.operation.template, list(step.path.values())[-1:]
        container, _, parameter = template.rpartition("/")
        outside = bool(last) and parameter.startswith("{") and "{" in container and HOMES.get(last[0][:3], container) != container
        if not outside or not step.ok or step.operation.method == "PUT" or self._is_put(step, container):
            return
        values = {key: quote(self._identities.ours(value), safe="") for key, value in step.path.items()}
        item, put, post = template.format(**values), ("PUT", template), ("POST", container)
        if ("GET", template) in self._operations and self._org.send("GET", item).ok:
            return
        for key, path in ((put, item), (post, container.format(**values))):
            if operation := self._operations.get(key):
                body = self._bodies.lost(operation, step.recording.body or {"id": last[0]}, "")
                self._org.send(operation.method, path, self._identities.ours(body))
                return

    def _is_put(self, step: Step, container: str) -> bool:
        """Whether the flow itself puts the member there."""
        for earlier in self._flow.steps:
            if earlier is step:
                return False
            put = earlier.operation.method == "PUT" and earlier.path == step.path
            post = earlier.operation.method == "POST" and earlier.operation.template == container
            if put or post:
                return True
        return False


def _unknown(step: Step) -> str:
    """The text in which a 404 names what the org does not have."""
    return str(at(step.recording.body, ("errorSummary",))) if step.recording.status == 404 else ""


def _named(body: Json, name: str) -> Json:
    if isinstance(body, dict):
        return {key: _named(member, name) for key, member in body.items()}
    return body.replace("{}", name) if isinstance(body, str) else body


def _ids(value: Json, names: Container[str] = ()) -> set[str]:
    """The ids in a document, those inside of texts too, and which of the names are there."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return set().union(*(_ids(one, names) for one in value))
    if not isinstance(value, str):
        return set()
    return {value} if value in names else {found for found in ID.findall(value) if not MASKED.match(found)}


def _like(shown: dict[str, Any], thing: dict[str, Any]) -> bool:
    """Whether a new org has a thing by nature: of the same name, or the default of its type; of one never shown, the default."""
    if not shown:
        return any(thing.get(flag) is True for flag in _DEFAULTS)
    if shown.get("type") != thing.get("type"):
        return False
    named = [path for path in NAMES[:-2] if path != ("type",) and isinstance(at(shown, path), str)]
    if named:
        return bool(at(shown, named[0]) == at(thing, named[0]))
    return any(shown.get(flag) is True and thing.get(flag) is True for flag in _DEFAULTS)
