"""The simulated org that users' tests have: its class, and the fixture of pytest."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import timedelta

import pytest

import oktant
from oktant.simulator import SimulatedOrg
from oktant.testing import okta_org, org_fixture

__all__ = ["okta_org"]


def people(okta: oktant.Client) -> int:
    return len(okta.users.list_users().all())


crowd = org_fixture(users=5, custom=["level:integer", "team"])


def test_a_fixture_is_in_the_environment(crowd: SimulatedOrg) -> None:
    with oktant.Client() as okta:
        assert people(okta) == 5
        custom = okta.schemas.get_user_schema("default").to_dict()["definitions"]["custom"]["properties"]
    assert {"level", "team"} <= custom.keys()
    assert [request["path"] for request in crowd.requests("GET", "/api/v1/users*")] == ["/api/v1/users"]


def test_each_test_has_its_own(okta_org: SimulatedOrg) -> None:
    assert okta_org.requests() == []


def test_what_a_test_does_to_its_org() -> None:
    with SimulatedOrg(users=3) as org, org.client() as okta:
        org.snapshot()
        org.snapshot("three")
        profile = {"login": "ann@example.com", "email": "ann@example.com", "firstName": "Ann", "lastName": "Lee"}
        okta.users.create_user({"profile": profile})
        assert people(okta) == 4
        assert org.requests("POST", status=200)[0]["body"] == {"profile": profile}
        org.restore("three")
        assert people(okta) == 3
        org.answer_next("GET", "/api/v1/users/{}", status=404, body={"errorCode": "E0000007", "errorSummary": "gone"})
        with pytest.raises(oktant.NotFoundError, match="gone"):
            okta.users.get_user("me")
        org.answer_next(None, "/api/v1/users/{}", fault="502")
        okta.users.get_user("me")
        assert len(org.requests(path="/api/v1/users/me")) == 3
        before = org.control("GET", "/clock")["now"]
        org.advance(timedelta(days=366))
        assert org.control("GET", "/clock")["now"][:4] > before[:4]
        org.reset()
        assert org.requests() == []
        with pytest.raises(ValueError, match="there is no snapshot four"):
            org.restore("four")


def test_a_client_for_asyncio() -> None:
    async def me(org: SimulatedOrg) -> str | None:
        async with org.async_client() as okta:
            return (await okta.users.get_user("me")).status

    with SimulatedOrg() as org:
        assert asyncio.run(me(org)) == "ACTIVE"


def test_a_program_that_is_missing_or_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RuntimeError, match="has ended with 2"):
        SimulatedOrg(plan="gold")
    monkeypatch.delenv("OKTANT_SIMULATOR")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(FileNotFoundError, match="name it in OKTANT_SIMULATOR"):
        SimulatedOrg()


def test_the_org_ends_with_the_process_that_has_it() -> None:
    program = "import os, signal; from oktant.simulator import SimulatedOrg; org = SimulatedOrg(); os.kill(os.getpid(), signal.SIGKILL)"
    # The org holds standard error too, so this returns when both have ended.
    ended = subprocess.run([sys.executable, "-c", program], stderr=subprocess.PIPE, timeout=60, check=False)
    assert ended.returncode == -9
