"""The log of calls."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys

import pytest
from server import Server, answer, drop, problem, stall

import oktant
from oktant import AsyncClient, Client

SECRET = "00marked-token-0123456789"


def fake(server: Server, **settings: object) -> Client:
    return Client(org_url=server.url, token=SECRET, max_wait=0.1, **settings)  # type: ignore[arg-type]


def lines(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """Levels and texts, without the numbers that differ."""
    assert {record.name for record in caplog.records} <= {"oktant"}
    return [(record.levelname, record.getMessage().partition("): ")[2]) for record in caplog.records]


def test_requests_and_responses_are_logged_for_debugging(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "oktant")
    headers = (("X-Rate-Limit-Limit", "600"), ("X-Rate-Limit-Remaining", "599"), ("X-Rate-Limit-Reset", "17"))
    with Server([answer({"id": "1"}, headers=headers)]) as server, fake(server) as okta:
        okta.call("getUser", path={"id": "00u1marked"})
        okta.request("GET", "/api/v1/users/00u1marked", query={"q": "marked"})
    assert lines(caplog)[:2] == [("DEBUG", "sending request 1"), ("DEBUG", "response with status 200, 599 of 600 requests left")]
    assert [record.getMessage().split(" ")[0] for record in caplog.records] == ["getUser"] * 2 + ["GET"] * 2
    assert "marked" not in caplog.text


def test_retries_and_pauses_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "oktant")
    with Server([problem(503), drop, answer({"id": "1"})]) as server, fake(server) as okta:
        okta.call("getUser", path={"id": "1"})
    with Server([stall]) as server, fake(server, max_retries=0) as okta:
        with pytest.raises(oktant.TimedOutError):
            okta.call("getUser", path={"id": "1"}, timeout=0.1)
    assert lines(caplog) == [
        ("INFO", "retrying in 0.100 s: backoff"),
        ("INFO", "no complete response, phase answer"),
        ("INFO", "retrying in 0.100 s: backoff"),
        ("INFO", "timed out, phase answer"),
    ]


def test_a_missing_token_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    def bearer(_fresh: bool) -> str:
        raise LookupError("marked")

    with Client(org_url="https://acme.example", bearer=bearer) as okta, pytest.raises(oktant.AuthError):
        okta.call("getUser", path={"id": "1"})
    assert lines(caplog) == [("WARNING", "no token could be obtained")]
    assert "marked" not in caplog.text


def test_a_call_that_waits_for_a_rate_limit_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "oktant")

    async def work(server: Server) -> None:
        async with AsyncClient(org_url=server.url, token=SECRET) as okta:
            await okta.call("getUser", path={"id": "1"})
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(okta.call("getUser", path={"id": "1"}), 0.1)

    reset = "9999999999"
    headers = (("X-Rate-Limit-Limit", "600"), ("X-Rate-Limit-Remaining", "0"), ("X-Rate-Limit-Reset", reset))
    with Server([answer({"id": "1"}, headers=headers)]) as server:
        asyncio.run(work(server))
    [(level, text)] = lines(caplog)
    assert level == "INFO" and text.startswith("waiting for at most ") and text.endswith("s: pace")


def test_nothing_is_logged_below_the_level(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[str] = []
    with Server([answer({"id": "1"})]) as server, fake(server, on_event=lambda event: heard.append(event.kind)) as okta:
        okta.call("getUser", path={"id": "1"})
    assert caplog.records == [] and heard == ["request", "response"]


def test_a_failing_log_fails_no_call(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    told: list[str] = []
    monkeypatch.setattr("sys.unraisablehook", lambda trouble: told.append(repr(trouble.exc_value)))
    caplog.set_level(logging.DEBUG, "oktant")

    def filtered(_record: logging.LogRecord) -> bool:
        raise ValueError("a filter")

    logger = logging.getLogger("oktant")
    logger.addFilter(filtered)
    try:
        with Server([answer({"id": "1"})]) as server, fake(server) as okta:
            assert okta.call("getUser", path={"id": "1"}).status == 200
    finally:
        logger.removeFilter(filtered)
    assert told == ["ValueError('a filter')"] * 2


@pytest.mark.parametrize(
    ("before", "what"),
    [
        ("", "assert 'logging' not in sys.modules"),
        ("import logging", "assert logging.getLogger('oktant').handlers"),
        ("", "import logging; logging.basicConfig(level='DEBUG'); okta.call('getUser', path={'id': '1'})"),
    ],
)
def test_a_program_without_logging_does_not_import_it(before: str, what: str) -> None:
    program = f"""
import sys
{before}
from oktant import Client
okta = Client(org_url=sys.argv[1], bearer=lambda fresh: "00token")
okta.call("getUser", path={{"id": "1"}})
{what}
"""
    with Server([answer({"id": "1"})]) as server:
        done = subprocess.run([sys.executable, "-c", program, server.url], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (done.stderr == "") == ("basicConfig" not in what) and ("DEBUG:oktant:getUser" in done.stderr) == ("basicConfig" in what)
