"""Plays one flow against a new org and judges every answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlencode

from attributes import define
from bodies import PASSWORD, Bodies
from document import JSON, Document, Operation
from exact import Json, encode
from flow import Flow, Step
from identity import MASKED, Identities
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


class Player:
    """Plays flows, each against an org of its own."""

    def __init__(self, program: Path, document: Document) -> None:
        self._program = program
        self._document = document

    def play(self, flow: Flow) -> list[Outcome]:
        """The outcomes of a flow, in its order."""
        with Simulator(self._program) as org:
            identities, bodies = Identities(org.url), Bodies(self._document)
            for step in flow.steps:
                identities.origins([step.recording.request_body, step.recording.body])
            prior = Prior(flow, self._document, org, identities, bodies)
            define(flow, self._document, org)
            prior.begin()
            return [self._step(flow, step, org, identities, bodies, prior) for step in flow.steps]

    def _step(
        self, flow: Flow, step: Step, org: Simulator, identities: Identities, bodies: Bodies, prior: Prior
    ) -> Outcome:
        record, operation = step.recording, step.operation
        body, media = self._body(step, bodies)
        if not _is_answer_of_org(step):
            # What caused it is not in the recording, and it had no effect: sent, it would have one.
            return Outcome(flow.name, step, record.path, body, None, (f"status {record.status} recorded, by no rule of an org: not sent",))
        prior.before(step, body)
        self._get_session_token(step, org, identities, bodies)
        body = identities.ours(body)
        query = urlencode({name: _texts(identities.ours(value)) for name, value in record.query.items()}, doseq=True)
        path = "/".join(quote(identities.ours(unquote(part)), safe=_SAFE) for part in record.path.split("/"))
        target = f"{path}?{query}" if query else path
        answer = org.send(record.method, target, body, _accept(operation, record.status), media)
        if step.ok and answer.ok:
            identities.learn(record.body, answer.body)
            links = next((value for name, value in record.headers.items() if name.lower() == "link"), None)
            identities.learn_cursor(links, answer.headers.get_all("Link", []))
        return Outcome(flow.name, step, target, body, answer, tuple(_faults(step, answer, identities)))

    def _get_session_token(self, step: Step, org: Simulator, identities: Identities, bodies: Bodies) -> None:
        """Signs a user in as a client does, where a recorded session began with a token of a request that has no operation."""
        token = at(step.recording.request_body, ("sessionToken",))
        login = at(step.recording.body, ("login",))
        if step.ok and isinstance(login, str) and isinstance(token, str) and token not in identities:
            answer = org.send("POST", SIGN_IN, {"username": login, "password": bodies.passwords.get(login, PASSWORD.format(1))})
            if isinstance(found := at(answer.body, ("sessionToken",)), str):
                identities.settle(token, found)

    def _body(self, step: Step, bodies: Bodies) -> tuple[Json, str]:
        """The body to send and its media type."""
        user = step.path.get("userId", "") or step.path.get("id", "")
        if step.recording.request_body is not None:
            return bodies.sent(step.recording.request_body, user), _media(step.operation)
        if not step.ok:
            return None, JSON
        upload = bodies.upload(step.operation)
        return upload or (bodies.lost(step.operation, step.recording.body, user), _media(step.operation))


def _faults(step: Step, answer: Answer, identities: Identities) -> list[str]:
    """The status, else what differs in the body."""
    if answer.status != step.recording.status:
        code = answer.body.get("errorCode", "") if isinstance(answer.body, dict) else ""
        return [f"status {step.recording.status} recorded, {answer.status} {code}".rstrip()]
    return differences(identities.ours(step.recording.body), answer.body, identities)


def _is_answer_of_org(step: Step) -> bool:
    """Whether an org answered by its rules, and not with 429, a failure of its own, or a body that is none of Okta's."""
    status, body = step.recording.status, step.recording.body
    told = isinstance(body, dict) and any(name in body for name in ("errorCode", "error", "err"))
    return status < 400 or status < 500 and status != 429 and (told or not body)


def _accept(operation: Operation, status: int) -> str:
    """What a client of the operation accepts; one that was refused asked for JSON."""
    media = operation.replies.get(str(status), {})
    return ", ".join(media) if media else JSON


def _media(operation: Operation) -> str:
    return JSON if JSON in operation.body_media else next(iter(operation.body_media), JSON)


def _texts(value: Json) -> list[str]:
    """The texts of a query member; what is masked there is a flag that a recorder took for a secret."""
    values = value if isinstance(value, list) else [value]
    return ["true" if MASKED.match(one) else one for one in (one if isinstance(one, str) else encode(one) for one in values)]
