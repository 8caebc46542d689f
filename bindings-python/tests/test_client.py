"""The synchronous client, against the simulator and against a scripted server."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import TOKEN, USERS
from server import HANG, Held, Server, answer, problem

import oktant
from oktant import Client


def fake(server: Server, **settings: object) -> Client:
    return Client(org_url=server.url, token="00token", **settings)  # type: ignore[arg-type]


def test_a_call_gives_status_headers_and_json(okta: Client, others: list[str]) -> None:
    raw = okta.call("getUser", path={"id": others[0]})
    assert (raw.status, raw.json["id"], raw.attempts) == (200, others[0], 1)
    assert raw.headers["Content-Type"].startswith("application/json")
    assert raw.headers["x-okta-request-id"] == raw.request_id
    assert raw.rate.limit == 1_000_000 and raw.rate.remaining is not None and raw.rate.reset is not None
    assert others[0] in raw.text and raw.content == raw.text.encode()
    assert "RawResponse 200" in repr(raw) and raw.cursor is None


def test_a_user_is_created_read_changed_and_deleted(okta: Client) -> None:
    profile = {"firstName": "Zoë", "lastName": "Ö", "email": "zoe@example.net", "login": "zoe@example.net", "nickName": None}
    made = okta.call("createUser", query={"activate": True}, body={"profile": profile}).json
    assert made["profile"]["firstName"] == "Zoë"
    made["profile"]["nickName"] = "Z"
    okta.call("replaceUser", path={"id": made["id"]}, body={"profile": made["profile"]})
    assert okta.call("getUser", path={"id": made["id"]}).json["profile"]["nickName"] == "Z"
    for _ in range(2):
        assert okta.call("deleteUser", path={"id": made["id"]}).status == 204
    with pytest.raises(oktant.NotFoundError):
        okta.call("getUser", path={"id": made["id"]})


def test_any_path_can_be_called(okta: Client, others: list[str]) -> None:
    assert okta.request("GET", f"/api/v1/users/{others[0]}").json["id"] == others[0]
    assert len(list(okta.items("GET /api/v1/users", query={"limit": 200}))) >= USERS


@pytest.mark.parametrize("body", [b'{"id": "00u1", "pro', b'{"id": "\xff"}', b"oops", b'["\xc3"]'])
def test_broken_json_from_any_path_is_an_error(body: bytes) -> None:
    with Server([answer("x").replace(b"content-length: 1", b"content-length: %d" % len(body))[:-1] + body]) as server:
        with fake(server) as okta, pytest.raises(oktant.DecodeError) as caught:
            okta.request("GET", "/api/v1/x")
        assert caught.value.body == body


def test_a_list_is_read_to_its_end(okta: Client) -> None:
    users = okta.users.list_users(limit=200)
    assert len({user["id"] for user in users}) >= USERS
    assert [len(page) for page in users.pages()][:5] == [200] * 5


def test_a_search_is_sent(okta: Client) -> None:
    found = okta.users.list_users(search='profile.login eq "nobody@example.net"', sort_by="id", sort_order="asc")
    assert list(found) == []


def test_a_list_continues_from_a_cursor(okta: Client, org: str) -> None:
    everyone = [user["id"] for user in okta.users.list_users(limit=200)]
    page = okta.users.list_users(limit=200).first_page()
    assert isinstance(page.cursor, str) and "more to come" in repr(page)
    with Client(org_url=org, token=TOKEN) as other:
        rest = [user["id"] for user in other.users.list_users(cursor=page.cursor)]
    assert [user["id"] for user in page] + rest == everyone
    last = list(okta.users.list_users(limit=200).pages())[-1]
    assert last.cursor is None and "more" not in repr(last)
    assert okta.call("listUsers", query={"limit": 200}).cursor == page.cursor


def test_a_wrapped_list_returns_its_items() -> None:
    first = {"roles": [{"id": 1}, {"id": 2}], "_links": {"next": {"href": "/api/v1/iam/roles?after=2"}}}
    empty = {"roles": [], "_links": {"next": {"href": "/api/v1/iam/roles?after=3"}}}
    with Server([answer(first), answer(empty), answer({"roles": [{"id": 3}]})]) as server, fake(server) as okta:
        assert [role["id"] for role in okta.items("listRoles")] == [1, 2, 3]
        assert [request.target for request in server.requests][1:] == ["/api/v1/iam/roles?after=2", "/api/v1/iam/roles?after=3"]


def test_a_file_is_uploaded() -> None:
    with Server([answer({"url": "x"}, 201)]) as server, fake(server) as okta:
        okta.call("uploadBrandThemeLogo", path={"brandId": "b", "themeId": "t"}, body=oktant.File("logo.png", b"\x89PNG"))
        okta.call("publishCsrForIdentityProvider", path={"idpId": "a", "idpCsrId": "c"}, body=b"der")
        pem_file = oktant.File("x", b"pem", "application/x-pem-file")
        okta.call("publishCsrForIdentityProvider", path={"idpId": "a", "idpCsrId": "c"}, body=pem_file)
        multipart, der, pem = server.requests
        assert b"\x89PNG" in multipart.body and b"image/png" in multipart.body
        assert (der.headers["content-type"], der.body) == ("application/pkix-cert", b"der")
        assert (pem.headers["content-type"], pem.body) == ("application/x-pem-file", b"pem")


def test_arguments_become_text() -> None:
    with Server([answer([])]) as server, fake(server) as okta:
        query = {"limit": 2, "q": "a&b", "search": None}
        okta.call("listUsers", query=query, headers={"X-One": 1}, extra_query={"flag": True, "cost": Decimal("1.50")})
        request = server.requests[0]
        assert request.target == "/api/v1/users?limit=2&q=a%26b&flag=true&cost=1.50"
        assert request.headers["x-one"] == "1" and request.headers["authorization"] == "SSWS 00token"
        assert request.headers["user-agent"].startswith("oktant/")


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        ({"query": {"serch": "x"}}, oktant.InvalidArgumentError, 'no query argument "serch"'),
        ({"query": {"q": object()}}, TypeError, "q is object: give a str, a number, a bool or a datetime"),
        ({"query": {"q": "\ud800"}}, ValueError, "q: contains half a surrogate pair"),
        ({"query": ["q"]}, TypeError, "Mapping"),
        ({"tiemout": 1}, TypeError, "there is no call option 'tiemout': did you mean 'timeout'"),
        ({"timeout": -1}, ValueError, "timeout: -1 is not a number of seconds"),
        ({"timeout": "1"}, TypeError, "timeout is str: give a number of seconds"),
        ({"max_retries": -1}, ValueError, "max_retries: out of range: give a whole number, 0 or more"),
        ({"max_retries": "1"}, TypeError, "max_retries is str: give a whole number"),
        ({"headers": [("X", "a")]}, TypeError, "headers is list: give a dict of names and values"),
        ({"query": {1: "x"}}, TypeError, "'int' object"),
        ({"body": {"a": 1}}, oktant.InvalidArgumentError, "takes no request body"),
        ({"headers": {"X": "a\r\nb"}}, oktant.InvalidArgumentError, "header"),
    ],
)
def test_a_wrong_argument_is_an_error_before_anything_is_sent(arguments: dict, error: type[Exception], text: str) -> None:
    with Server([answer([])]) as server, fake(server) as okta:
        with pytest.raises(error, match=text):
            okta.call("listUsers", **arguments)
        assert server.requests == []


def test_unknown_operations_and_lists_are_errors(okta: Client) -> None:
    with pytest.raises(oktant.InvalidArgumentError, match='there is no operation "getUsr"'):
        okta.call("getUsr")
    with pytest.raises(oktant.InvalidArgumentError, match="does not return a list"):
        list(okta.items("getUser", path={"id": "x"}))


def test_pages_are_prefetched_from_the_fourth_one_on() -> None:
    requests = 0

    def listen(event: oktant.Event) -> None:
        nonlocal requests
        requests += event.kind == "request"

    def page(number: int) -> bytes:
        return answer([number], headers=(("Link", f'</api/v1/users?after={number}>; rel="next"'),))

    with Server([*map(page, range(1, 6)), answer([6])]) as server, fake(server, on_event=listen) as okta:
        users = iter(okta.items("listUsers"))
        # A page that is prefetched has begun when the items of the page before it are here.
        for wanted in (1, 2, 3):
            assert (next(users), requests) == (wanted, wanted)
        assert (next(users), requests) == (4, 5)
        assert server.wait_for(5)
        assert list(users) == [5, 6]
        assert len(server.requests) == 6


def test_an_error_comes_after_the_items_before_it() -> None:
    def page(number: int) -> bytes:
        return answer([number], headers=(("Link", f'</api/v1/users?after={number}>; rel="next"'),))

    with Server([page(1), page(2), problem(500)]) as server, fake(server) as okta:
        seen = []
        with pytest.raises(oktant.ApiError, match="500"):
            for user in okta.items("listUsers"):
                seen.append(user)
        assert seen == [1, 2]


def test_a_circular_list_returns_its_page_and_then_an_error() -> None:
    link = (("Link", '</api/v1/users>; rel="next"'),)
    with Server([answer([1], headers=link)]) as server, fake(server) as okta:
        users = iter(okta.items("listUsers"))
        assert next(users) == 1
        with pytest.raises(oktant.PageError, match="leads to a page that was read before"):
            next(users)


def test_a_read_is_retried_after_a_pause(okta: Client) -> None:
    with Server([problem(503), answer({"id": "1"})]) as server, fake(server) as okta:
        assert okta.call("getUser", path={"id": "1"}).attempts == 2
        assert len(server.requests) == 2
    with Server([problem(503)]) as server, fake(server, max_retries=0) as okta:
        with pytest.raises(oktant.ApiError):
            okta.call("getUser", path={"id": "1"})
        assert len(server.requests) == 1
    with Server([problem(503)]) as server, fake(server) as okta:
        with pytest.raises(oktant.ApiError):
            okta.call("getUser", path={"id": "1"}, max_retries=0)
        assert len(server.requests) == 1


def test_a_token_is_requested_once_and_again_if_it_is_rejected() -> None:
    asked = []

    def bearer(fresh: bool) -> str:
        asked.append(fresh)
        return "new" if fresh else "old"

    with Server([problem(401), answer({"id": "1"})]) as server, Client(org_url=server.url, bearer=bearer) as okta:
        okta.call("getUser", path={"id": "1"})
        assert asked == [False, True]
        assert [request.headers["authorization"] for request in server.requests] == ["Bearer old", "Bearer new"]


def test_a_callback_may_call_the_sdk_itself() -> None:
    with Server([answer({"token": "inner"})]) as inner, Server([answer({"id": "1"})]) as server, fake(inner) as helper:
        bearer = lambda _fresh: helper.request("GET", "/token").json["token"]  # noqa: E731
        with Client(org_url=server.url, bearer=bearer) as okta:
            okta.call("getUser", path={"id": "1"})
        assert server.requests[0].headers["authorization"] == "Bearer inner"


def test_an_exception_of_a_callback_is_the_cause() -> None:
    def broken(_fresh: bool) -> str:
        raise LookupError("no vault")

    with Server([answer({})]) as server, Client(org_url=server.url, bearer=broken) as okta:
        with pytest.raises(oktant.AuthError, match="no vault") as caught:
            okta.call("getUser", path={"id": "1"})
        assert isinstance(caught.value.__cause__, LookupError)

    def interrupted(_fresh: bool) -> str:
        raise KeyboardInterrupt

    with Server([answer({})]) as server, Client(org_url=server.url, bearer=interrupted) as okta:
        with pytest.raises(KeyboardInterrupt):
            okta.call("getUser", path={"id": "1"})
    with Server([answer({})]) as server, Client(org_url=server.url, bearer=lambda _: 7) as okta:  # type: ignore[arg-type, return-value]
        with pytest.raises(oktant.AuthError, match="it returned int: it must return the token as a str"):
            okta.call("getUser", path={"id": "1"})


def test_settings_come_from_file_environment_and_code(monkeypatch: pytest.MonkeyPatch) -> None:
    with Server([answer({"id": "1"})]) as server:
        home = Path("home/.okta")
        home.mkdir(parents=True)
        (home / "okta.yaml").write_text(f"okta:\n  client:\n    orgUrl: {server.url}\n    token: 00yaml\n    userAgent: file/1\n")
        monkeypatch.setenv("OKTA_CLIENT_TOKEN", "00environment")
        with Client() as okta:
            okta.call("getUser", path={"id": "1"})
            assert f"OKTA_CLIENT_ORGURL = {server.url} (~/.okta/okta.yaml)" in okta.explain()
            assert "OKTA_CLIENT_TOKEN = *** (environment)" in okta.explain()
        with Client(token="00code", timeout=1.5, extra_settings={"PACING": "false"}) as okta:
            okta.call("getUser", path={"id": "1"})
            assert "OKTA_CLIENT_REQUESTTIMEOUT = 1500ms (code)" in okta.explain()
        assert [request.headers["authorization"] for request in server.requests] == ["SSWS 00environment", "SSWS 00code"]
        assert server.requests[0].headers["user-agent"].startswith("file/1 oktant/")


def test_a_configuration_file_may_be_named(tmp_path: Path) -> None:
    path = tmp_path / "other.yaml"
    path.write_text("okta.client: {orgUrl: 'https://file.okta.com', token: 0x12ab, keyId: 2024-08-03}")
    with Client(config_file=path, max_retries=3) as okta:
        assert "OKTA_CLIENT_KEYID = 2024-08-03 (configuration file)" in okta.explain()
        assert "OKTA_CLIENT_RATELIMIT_MAXRETRIES = 3 (code)" in okta.explain()
    with pytest.raises(oktant.ConfigError, match="there is no such file: give the path of an okta.yaml"):
        Client(config_file="nowhere.yaml")


def test_the_working_folder_does_not_send_a_token_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".okta.yaml").write_text("okta.client.orgUrl: https://elsewhere.okta.com")
    monkeypatch.setenv("OKTA_CLIENT_TOKEN", "00environment")
    with pytest.raises(oktant.ConfigError, match=r"OKTA_CLIENT_ORGURL \(./.okta.yaml\): .* set OKTA_CLIENT_ORGURL in the environment"):
        Client()
    monkeypatch.setenv("OKTA_CLIENT_CONFIGFILE", ".okta.yaml")
    with Client() as okta:
        assert okta.org_url == "https://elsewhere.okta.com"


def test_an_error_about_a_missing_setting_names_its_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKTA_API_TOKEN", "00marked")
    Path("okta.yaml").write_text("client:\n  orgUrl: https://x.okta.com\n")
    with pytest.raises(oktant.ConfigError) as caught:
        Client()
    for part in (
        "OKTA_API_TOKEN (environment) is not read: write OKTA_CLIENT_TOKEN",
        '"client.orgUrl" (./okta.yaml) is not read: write it under okta.client',
        "looked in: environment, ~/.okta/okta.yaml (no such file), ./.okta.yaml (no such file), ./okta.yaml (nothing under okta.client)",
    ):
        assert part in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_in_place_of_a_file_does_not_block() -> None:
    os.mkfifo("pipe")
    for setting in ("config_file", "private_key", "ca_certificates", "client_certificate"):
        with pytest.raises(oktant.ConfigError, match="it is not a regular file"):
            Client(**{"org_url": "https://example.okta.com", "token": "00t", setting: "pipe"})  # type: ignore[arg-type]


def test_settings_without_effect_are_reported_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKTA_CLIENT_CACHE_ENABLED", "true")
    heard: list[oktant.Event] = []
    with Server([answer({"id": "1"})]) as server, Client(org_url=server.url, token="00t", on_event=heard.append) as okta:
        okta.call("getUser", path={"id": "1"})
        okta.call("getUser", path={"id": "1"})
    warnings = [event.text for event in heard if event.kind == "warning"]
    assert warnings == ["OKTA_CLIENT_CACHE_ENABLED (environment) has no effect: responses are not cached"]
    assert [event.kind for event in heard][:2] == ["warning", "request"]


def test_wrong_settings_are_reported_together() -> None:
    with pytest.raises(oktant.ConfigError) as caught:
        Client(org_url="example.okta.com", token="{token}")
    assert "https://" in str(caught.value) and "placeholder" in str(caught.value)
    with pytest.raises(TypeError, match="there is no setting 'orgurl'"):
        Client(orgurl="https://example.okta.com")  # type: ignore[call-arg]
    with pytest.raises(oktant.ConfigError, match="OKTA_CLIENT_ORGURL is not set"):
        Client()


def test_a_closed_client_refuses_calls(okta: Client) -> None:
    users = okta.users.list_users()
    okta.close()
    okta.close()
    with pytest.raises(RuntimeError, match="closed"):
        okta.call("getUser", path={"id": "x"})
    with pytest.raises(RuntimeError, match="closed"):
        next(iter(users))


def test_one_client_serves_many_threads(okta: Client, others: list[str]) -> None:
    def work(number: int) -> str:
        return str(okta.call("getUser", path={"id": others[number % 20]}).json["id"])

    with ThreadPoolExecutor(16) as threads:
        assert list(threads.map(work, range(400))) == [others[number % 20] for number in range(400)]


def test_a_call_leaves_other_threads_running() -> None:
    held = Held(answer({"id": "1"}))
    with Server([held]) as server, fake(server) as okta:
        thread = threading.Thread(target=okta.call, args=("getUser",), kwargs={"path": {"id": "1"}})
        thread.start()
        assert server.arrived.wait(HANG)
        # A call that held the GIL would let this thread run when it has ended.
        assert sum(thread.is_alive() for _ in range(10_000)) == 10_000
        held.release()
        thread.join()


def test_a_client_shows_no_secret(okta: Client, org: str) -> None:
    assert repr(okta) == f"<Client of {org}>" and okta.org_url == org
    assert TOKEN not in okta.explain()


def test_a_growing_list_is_followed() -> None:
    def log(events: list[int], after: int) -> bytes:
        return answer(events, headers=(("Link", f'</api/v1/logs?after={after}>; rel="next"'),))

    with Server([log([1], 1), log([], 1), log([], 1), log([2], 2)]) as server, fake(server) as okta:
        events = iter(okta.items("listLogEvents").follow(0.01))
        assert [next(events), next(events)] == [1, 2]
        assert [request.target for request in server.requests][1:4] == ["/api/v1/logs?after=1"] * 3
    with Server([log([1], 1), log([], 1)]) as server, fake(server) as okta:
        assert list(okta.items("listLogEvents")) == [1]
