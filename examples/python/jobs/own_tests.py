"""A function of yours and its tests, on a fake transport and on a simulated org: python -m pytest own_tests.py"""

from __future__ import annotations

import json

import pytest

from oktant import Client, NotFoundError, Request, Response


def offboard(okta: Client, login: str) -> str:
    user = okta.users.get_user(login)
    okta.user_sessions.revoke_user_sessions(user.id, oauth_tokens=True)
    okta.user_lifecycle.suspend_user(user.id)
    return f"{user.profile.login} is suspended"


class FakeOrg:
    def __init__(self) -> None:
        self.requests: list[str] = []

    def send(self, request: Request) -> Response:
        self.requests.append(request.url.rsplit("/", 1)[-1])
        user = {"id": "00u1", "profile": {"login": "ann"}}
        return Response(200, {"content-type": "application/json"}, json.dumps(user).encode())


def test_sessions_end_before_the_user_is_suspended() -> None:
    org = FakeOrg()
    okta = Client(org_url="https://example.okta.com", token="00token", transport=org)
    assert offboard(okta, "ann") == "ann is suspended"
    assert org.requests == ["ann", "sessions?oauthTokens=true", "suspend"]


def test_an_unknown_user_is_an_error() -> None:
    with Client() as okta, pytest.raises(NotFoundError):
        offboard(okta, "nobody")
