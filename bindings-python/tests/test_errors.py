"""Errors: their classes, texts and attributes."""

from __future__ import annotations

import pickle
import socket

import pytest
from server import HANG, Server, answer, drop, problem, stall

import oktant
from oktant import Client


def fake(server: Server, **settings: object) -> Client:
    return Client(org_url=server.url, token="00token0123456789", max_retries=0, **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, oktant.BadRequestError),
        (401, oktant.UnauthorizedError),
        (403, oktant.ForbiddenError),
        (404, oktant.NotFoundError),
        (409, oktant.ConflictError),
        (410, oktant.ApiError),
        (500, oktant.ApiError),
        (429, oktant.RateLimitedError),
    ],
)
def test_each_status_has_its_class(status: int, kind: type[oktant.OktantError]) -> None:
    with Server([problem(status, "E0000001", "that went wrong", x_okta_request_id="req1")]) as server, fake(server) as okta:
        with pytest.raises(kind) as caught:
            okta.call("getUser", path={"id": "1"})
    error = caught.value
    assert type(error) is kind and isinstance(error, oktant.OktantError)
    assert (error.status, error.code, error.summary, error.id) == (status, "E0000001", "that went wrong", "oae1")
    assert (error.operation, error.request_id, error.attempts, error.causes) == ("getUser", "req1", 1, [])
    assert str(error).startswith(f"GET /api/v1/users/{{id}}: {status} E0000001")
    assert error.body is not None and b"that went wrong" in error.body
    assert error.elapsed < 5


def test_errors_are_shown_by_the_names_that_programs_import() -> None:
    errors = [getattr(oktant, name) for name in oktant.__all__ if name.endswith("Error") and name != "SendError"]
    assert oktant.OktantError in errors and {error.__module__ for error in errors} == {"oktant"}


def test_causes_and_rate_limits_are_available() -> None:
    document = {"errorCode": "E1", "errorSummary": "bad", "errorCauses": [{"errorSummary": "login: taken"}]}
    headers = (("X-Rate-Limit-Limit", "600"), ("X-Rate-Limit-Remaining", "5"), ("X-Rate-Limit-Reset", "17"))
    with Server([answer(document, 400, headers)]) as server, fake(server) as okta:
        with pytest.raises(oktant.BadRequestError, match="login: taken") as caught:
            okta.call("createUser", body={})
    assert caught.value.causes == ["login: taken"]
    assert caught.value.rate == oktant.RateLimit(600, 5, 17)


def test_a_duplicate_and_the_time_to_wait_are_attributes() -> None:
    taken = {"errorCode": "E0000001", "errorSummary": "bad", "errorCauses": [{"errorSummary": "login: this field already exists"}]}
    with Server([answer(taken, 400), answer("", 429, (("Retry-After", "7"),))]) as server, fake(server) as okta:
        with pytest.raises(oktant.BadRequestError) as caught:
            okta.call("createUser", body={})
        assert caught.value.is_duplicate and caught.value.retry_after is None
        with pytest.raises(oktant.ApiError) as limited:
            okta.call("createUser", body={})
    assert isinstance(limited.value, oktant.RateLimitedError)
    assert (limited.value.kind, limited.value.retry_after, limited.value.is_duplicate) == ("rate_limited", 7.0, False)


def test_an_error_is_pickled_whole() -> None:
    with Server([problem(404)]) as server, fake(server) as okta:
        with pytest.raises(oktant.NotFoundError) as caught:
            okta.call("getUser", path={"id": "1"})
    copy = pickle.loads(pickle.dumps(caught.value))
    assert type(copy) is oktant.NotFoundError
    assert (str(copy), vars(copy)) == (str(caught.value), vars(caught.value))


def test_an_unexpected_response_is_a_decode_error_with_the_document() -> None:
    for body, text in [("[1]", "a list where an object is expected"), ("{", "incomplete"), ("hello", "not JSON"), ("", "no body")]:
        with Server([answer(body)]) as server, fake(server) as okta:
            with pytest.raises(oktant.DecodeError, match=text) as caught:
                okta.call("getUser", path={"id": "1"})
        assert caught.value.body == (body.encode() or None)


def test_the_error_without_a_connection_says_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with Client(org_url=url, token="00token", max_retries=0) as okta:
        with pytest.raises(oktant.TransportError, match="check the org URL and the network") as caught:
            okta.call("createUser", body={})
    assert caught.value.phase == "connect" and not caught.value.may_have_been_sent


def test_broken_connections_and_timeouts() -> None:
    with Server([drop]) as server, fake(server) as okta:
        with pytest.raises(oktant.TransportError, match="check before you repeat it") as broken:
            okta.call("createUser", body={})
        assert broken.value.phase == "answer" and broken.value.may_have_been_sent
        assert len(server.requests) == 1
    with Server([stall]) as server, fake(server, timeout=0.1) as okta:
        with pytest.raises(oktant.TimedOutError, match="within 100ms") as slow:
            okta.call("getUser", path={"id": "1"})
        assert isinstance(slow.value, TimeoutError)
        assert server.gone.wait(HANG)
    half = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[1"
    with Server([lambda connection, _: connection.sendall(half)]) as server, fake(server) as okta:
        with pytest.raises(oktant.TransportError) as torn:
            okta.call("listUsers")
        assert torn.value.phase == "body"


def test_no_error_shows_the_credential() -> None:
    with Server([problem(401, summary="bad token 00token0123456789")]) as server, fake(server) as okta:
        with pytest.raises(oktant.UnauthorizedError) as caught:
            okta.call("getUser", path={"id": "1"})
    assert "00token" not in str(caught.value) + repr(caught.value) + str(caught.value.summary)
