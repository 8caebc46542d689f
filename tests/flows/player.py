"""Plays one flow against a new org and judges every answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlencode

from attributes import define
from bodies import PASSWORD, Bodies
from document import JSON, Document, Operation
from exact import Json, encode
from flow import Flow, Step
from identity import MASKED, Identities
from kind import flags
from pairs import at
from prior import Prior
from shape import differences
from simulator import Answer, Simulator

SIGN_IN = "/api/v1/authn"
_SAFE = "@:$!*'(),;=~"  # what a path may have as it is


@dataclass(frozen=True)
class Outcome:
    """How the org answered a step, and every way in which that is not what was recorded."""

    flow: str
    step: Step
    target: str
    body: Json
    answer: Answer | None
    faults: tuple[str, ...]


def play(flow: Flow, program: Path, document: Document) -> list[Outcome]:
    """Plays a flow in its order, against a new org."""
    with Simulator(program, *flags(flow)) as org:
        return list(_Play(flow, document, org).outcomes())


class _Play:
    """A flow that is being played."""

    def __init__(self, flow: Flow, document: Document, org: Simulator) -> None:
        self._flow = flow
        self._org = org
        self._identities = Identities(org.url)
        self._bodies = Bodies(document)
        for step in flow.steps:
            self._identities.origins([step.recording.request_body, step.recording.body])
        self._prior = Prior(flow, document, org, self._identities, self._bodies)
        define(flow, document, org)

    def outcomes(self) -> Iterator[Outcome]:
        self._prior.settings()
        self._prior.begin()
        for step in self._flow.steps:
            body, media = self._body(step)
            if is_answer_of_org(step):
                yield self._sent(step, body, media)
            else:
                # What caused it is not in the recording, and it had no effect: sent, it would have one.
                fault = f"status {step.recording.status} recorded, by no rule of an org: not sent"
                yield Outcome(self._flow.name, step, step.recording.path, body, None, (fault,))

    def _sent(self, step: Step, body: Json, media: str) -> Outcome:
        self._prior.before(step, body)
        self._sign_in(step)
        record, body, target = step.recording, self._identities.ours(body), self._target(step)
        answer = self._org.send(record.method, target, body, _accept(step), media)
        if step.ok and answer.ok:
            self._identities.learn(record.body, answer.body)
            self._learn_name(step, body, answer)
            self._identities.learn_cursor(_header(step, "link"), answer.headers.get_all("Link", []))
        return Outcome(self._flow.name, step, target, body, answer, tuple(_faults(step, answer, self._identities)))

    def _target(self, step: Step) -> str:
        record, ours = step.recording, self._identities.ours
        path = "/".join(quote(ours(unquote(part)), safe=_SAFE) for part in record.path.split("/"))
        query = urlencode({name: _texts(ours(value)) for name, value in record.query.items()}, doseq=True)
        return f"{path}?{query}" if query else path

    def _body(self, step: Step) -> tuple[Json, str]:
        """The body to send and its media type."""
        user = step.path.get("userId", "") or step.path.get("id", "")
        if upload := self._bodies.upload(step.operation):
            return upload
        if step.recording.request_body is not None:
            return self._bodies.sent(step.recording.request_body, user), _media(step.operation)
        return (self._bodies.lost(step.operation, step.recording.body, user) if step.ok else None), _media(step.operation)

    def _sign_in(self, step: Step) -> None:
        """Signs a user in as a client does, where a recorded session began with a token of a request that has no operation."""
        token, login = at(step.recording.request_body, ("sessionToken",)), at(step.recording.body, ("login",))
        if step.ok and isinstance(login, str) and isinstance(token, str) and token not in self._identities:
            password = self._bodies.passwords.get(login, PASSWORD.format(1))
            answer = self._org.send("POST", SIGN_IN, {"username": login, "password": password})
            if isinstance(found := at(answer.body, ("sessionToken",)), str):
                self._identities.settle(token, found)

    def _learn_name(self, step: Step, body: Json, answer: Answer) -> None:
        """A name that the request left to the org, as that of a custom app."""
        names = [at(one, ("name",)) for one in (step.recording.body, answer.body)]
        if step.operation.method == "POST" and isinstance(body, dict) and "name" not in body and all(isinstance(one, str) for one in names):
            self._identities.settle(*names)


def _faults(step: Step, answer: Answer, identities: Identities) -> list[str]:
    """The status, else what differs in the body."""
    if answer.status != step.recording.status:
        code = answer.body.get("errorCode", "") if isinstance(answer.body, dict) else ""
        return [f"status {step.recording.status} recorded, {answer.status or 'no answer'} {code}".rstrip()]
    return differences(identities.ours(step.recording.body), answer.body, identities)


def is_answer_of_org(step: Step) -> bool:
    """Whether an org answered by its rules, and not with 429, a failure of its own, or a body that is none of Okta's."""
    status, body = step.recording.status, step.recording.body
    told = isinstance(body, dict) and any(name in body for name in ("errorCode", "error", "err"))
    return status < 400 or status < 500 and status != 429 and (told or not body)


def _accept(step: Step) -> str:
    """What a client accepts: what it got; one that was refused asked for JSON."""
    declared = step.operation.replies.get(str(step.recording.status), {})
    media = str(_header(step, "content-type") or "").partition(";")[0]
    return media if media in declared else JSON if JSON in declared or not step.ok else ", ".join(declared) or JSON


def _header(step: Step, name: str) -> Json:
    return next((value for key, value in step.recording.headers.items() if key.lower() == name), None)


def _media(operation: Operation) -> str:
    return JSON if JSON in operation.body_media else next(iter(operation.body_media), JSON)


def _texts(value: Json) -> list[str]:
    """The texts of a query member; what is masked there is a flag that a recorder took for a secret."""
    values = value if isinstance(value, list) else [value]
    return ["true" if MASKED.match(one) else one for one in (one if isinstance(one, str) else encode(one) for one in values)]
