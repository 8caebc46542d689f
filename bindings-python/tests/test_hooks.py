"""Inline hooks and event hooks in a web service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient

from oktant import DecodeError, hooks
from oktant.models import (
    PasswordImportResponse,
    RegistrationInlineHookPpData,
    RegistrationInlineHookSsrData,
    TokenHookResponse,
    TokenHookResponseCommandsItem,
)

USER = {"id": "00u1", "profile": {"login": "ann@example.com", "badge": 42}}


def envelope(event: str, **data: Any) -> dict[str, Any]:
    """The members that every payload has."""
    return {"eventId": "evt1", "eventType": event, "eventTime": "2025-01-01T00:00:00.000Z", "data": data, "new": [1]}


@pytest.fixture
def service() -> Iterator[TestClient]:
    """A web service with a path for each hook."""
    app = FastAPI()

    @app.post("/token")
    async def token(request: Request) -> dict[str, Any]:
        payload = hooks.token.parse(await request.body())
        assert payload["new"] == [1] and payload.data.context.user.id == "00u1"
        claim = {"op": "add", "path": "/claims/badge", "value": payload["data"]["context"]["user"]["profile"]["badge"]}
        command = TokenHookResponseCommandsItem(type="com.okta.access.patch", value=[claim])
        return hooks.token.reply(TokenHookResponse(commands=[command]))

    @app.post("/password_import")
    async def password_import(request: Request) -> dict[str, Any]:
        payload = hooks.password_import.parse(await request.json())
        right = payload.data.context.credential.password == "right"
        answer = PasswordImportResponse(commands=[{"type": "com.okta.action.update"}])
        answer.commands[0].value.credential = "VERIFIED" if right else "UNVERIFIED"
        return hooks.password_import.reply(answer)

    @app.post("/registration")
    async def registration(request: Request) -> dict[str, Any]:
        match hooks.registration.parse(await request.body()):
            case RegistrationInlineHookSsrData(data=data):
                return hooks.registration.reply({"commands": [{"type": "new", "value": {"login": data["userProfile"]["login"]}}]})
            case RegistrationInlineHookPpData():
                return hooks.registration.reply({"commands": [{"type": "change"}]})
            case other:
                return hooks.registration.reply({"commands": [{"type": other.event_type}]})

    @app.post("/{name}")
    async def others(name: str, request: Request) -> dict[str, Any]:
        hook: hooks.Hook[Any, Any] = getattr(hooks, name)
        return hook.reply({"commands": [{"type": hook.parse(await request.body()).event_id}]})

    @app.exception_handler(DecodeError)
    async def wrong(_: Request, error: Exception) -> Response:
        return Response(str(error), status_code=400)

    with TestClient(app) as client:
        yield client


def test_a_token_hook(service: TestClient) -> None:
    answer = service.post("/token", json=envelope("com.okta.oauth2.tokens.transform", context={"user": USER}))
    claim = {"op": "add", "path": "/claims/badge", "value": 42}
    assert answer.json() == {"commands": [{"type": "com.okta.access.patch", "value": [claim]}]}


@pytest.mark.parametrize(("password", "word"), [("right", "VERIFIED"), ("wrong", "UNVERIFIED")])
def test_a_password_import_hook(service: TestClient, password: str, word: str) -> None:
    context = {"credential": {"username": "ann@example.com", "password": password}}
    answer = service.post("/password_import", json=envelope("com.okta.user.credential.password.import", context=context))
    assert answer.json() == {"commands": [{"type": "com.okta.action.update", "value": {"credential": word}}]}


@pytest.mark.parametrize(
    ("kind", "command"),
    [
        ("self.service.registration", {"type": "new", "value": {"login": "ann@example.com"}}),
        ("progressive.profile", {"type": "change"}),
        ("brand.new", {"type": "com.okta.user.pre-registration"}),
    ],
)
def test_a_registration_hook(service: TestClient, kind: str, command: dict[str, Any]) -> None:
    payload = {"requestType": kind, **envelope("com.okta.user.pre-registration", userProfile={"login": "ann@example.com"})}
    assert service.post("/registration", json=payload).json() == {"commands": [command]}


@pytest.mark.parametrize("name", ["saml", "telephony", "user_import"])
def test_the_other_hooks(service: TestClient, name: str) -> None:
    answer = service.post(f"/{name}", json=envelope("com.okta.some.event"))
    assert answer.json() == {"commands": [{"type": "evt1"}]}


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'{"a"', b"null"])
def test_a_body_that_is_no_payload_is_an_error(service: TestClient, body: bytes) -> None:
    answer = service.post("/token", content=body)
    assert answer.status_code == 400 and "not a JSON object: respond with status 400" in answer.text


def test_an_event_hook_is_verified_and_delivers_log_events() -> None:
    app = FastAPI()
    seen: list[str | None] = []

    @app.get("/events")
    async def verify(request: Request) -> dict[str, Any]:
        return hooks.event.verification(request.headers[hooks.event.CHALLENGE])

    @app.post("/events", status_code=204)
    async def deliver(request: Request) -> None:
        delivery = hooks.event.parse(await request.body())
        assert delivery.event_time == datetime(2025, 1, 1, tzinfo=timezone.utc) and delivery["new"] == [1]
        seen.extend(event.uuid for event in delivery.events)
        assert delivery.events[0].actor.display_name == "Ann"

    with TestClient(app) as client:
        answer = client.get("/events", headers={"X-Okta-Verification-Challenge": "inv-challenge"})
        assert answer.json() == {"verification": "inv-challenge"}
        events = [{"uuid": "u1", "actor": {"id": "00u1", "displayName": "Ann"}}, {"uuid": "u2"}]
        assert client.post("/events", json=envelope("com.okta.event_hook", events=events)).status_code == 204
    assert seen == ["u1", "u2"]
    for odd in [{}, {"data": None}, {"data": {"events": None}}]:
        assert list(hooks.event.parse(odd).events) == []
    with pytest.raises(DecodeError, match="respond with status 400"):
        hooks.event.parse(b"[]")


def test_numbers_stay_exact_and_no_password_is_shown() -> None:
    payload = hooks.password_import.parse('{"data":{"context":{"credential":{"password":"hunter22"}}},"n":0.1000000000000000000001}')
    assert payload["n"] == Decimal("0.1000000000000000000001")
    assert "hunter22" not in repr(payload) and payload.data.context.credential.password == "hunter22"
    assert repr(hooks.token) == "<Hook from TokenRequest to TokenHookResponse>"
