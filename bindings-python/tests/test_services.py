"""Every method of every service, sync, async and raw, sends what the operation table says."""

from __future__ import annotations

import asyncio
import inspect
import json
import pydoc
from collections import UserList
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from itertools import groupby
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from operations import Call, Operation, arguments, rows, same
from server import Server, answer

import oktant.models
from oktant import AsyncClient, AsyncList, Client, DecodeError, List, RawResponse
from oktant._model import ListView, Model
from oktant.models import PolicyType

AREAS = {area: list(group) for area, group in groupby(sorted(rows(), key=lambda row: row.area), lambda row: row.area)}
every_area = pytest.mark.parametrize("area", AREAS)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server([b""]) as server:
        yield server


@pytest.fixture
def okta(server: Server) -> Iterator[Client]:
    with Client(org_url=server.url, token="00token", extra_settings={"PACING": "false"}) as okta:
        yield okta


def fake(server: Server, **settings: Any) -> Client:
    return Client(org_url=server.url, token="00token", **settings)


def method(service: Any, operation: Operation) -> Any:
    """The method of an operation; the names differ only in spelling."""
    (name,) = (name for name in dir(service) if same(name) == same(operation.id) and not name.startswith("_"))
    return getattr(service, name)


def asked(server: Server, operation: Operation) -> None:
    """Makes the server answer this operation next."""
    server.answers[:] = [operation.answer()]
    server.requests.clear()


def test_there_are_all_operations() -> None:
    assert (len(AREAS), sum(map(len, AREAS.values()))) == (106, 615 + 6)


@every_area
def test_a_service_has_its_operations_and_no_others(okta: Client, area: str) -> None:
    for service in (getattr(okta, area), getattr(okta, area).with_raw_response):
        own = {same(name) for name in dir(service) if not name.startswith("_")} - {"withrawresponse"}
        assert own == {same(operation.id) for operation in AREAS[area]}
    assert not hasattr(getattr(okta, area), "__dict__")


@every_area
@pytest.mark.parametrize("whole", [True, False], ids=["all", "required"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_methods_send_what_the_table_says(server: Server, okta: Client, area: str, whole: bool) -> None:
    for operation in AREAS[area]:
        called = method(getattr(okta, area), operation)
        call = arguments(operation, called, whole)
        asked(server, operation)
        got = called(*call.positional, **call.named)
        check_value(operation, called, list(got) if operation.is_list else got)
        call.check(operation, *server.requests)


@every_area
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_raw_methods_send_the_same(server: Server, okta: Client, area: str) -> None:
    for operation in AREAS[area]:
        called = method(getattr(okta, area).with_raw_response, operation)
        call = arguments(operation, called, True)
        asked(server, operation)
        check_raw(operation, called, called(*call.positional, **call.named))
        call.check(operation, *server.requests)


@every_area
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_asynchronous_methods_send_the_same(server: Server, area: str) -> None:
    async def work() -> None:
        async with AsyncClient(org_url=server.url, token="00token") as okta:
            for operation in AREAS[area]:
                called = method(getattr(okta, area), operation)
                call = arguments(operation, called, True)
                asked(server, operation)
                got = called(*call.positional, **call.named)
                assert isinstance(got, AsyncList) == operation.is_list
                value = [item async for item in got] if operation.is_list else await got
                check_value(operation, called, value)
                call.check(operation, *server.requests)
                called = method(getattr(okta, area).with_raw_response, operation)
                asked(server, operation)
                check_raw(operation, called, await called(*call.positional, **call.named))
                call.check(operation, *server.requests)

    asyncio.run(work())


@every_area
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_lists_continue_from_a_cursor(server: Server, okta: Client, area: str) -> None:
    async def items(called: Any, call: Call) -> None:
        async with AsyncClient(org_url=server.url, token="00token") as other:
            async for _ in getattr(getattr(other, area), called.__name__)(*call.positional, cursor=call.cursor(operation)):
                pass

    for operation in AREAS[area]:
        if operation.is_list:
            called = method(getattr(okta, area), operation)
            call = arguments(operation, called, False)
            for read in (
                lambda: list(called(*call.positional, cursor=call.cursor(operation))),
                lambda: method(getattr(okta, area).with_raw_response, operation)(*call.positional, cursor=call.cursor(operation)),
                lambda: asyncio.run(items(called, call)),
            ):
                asked(server, operation)
                read()
                call.check(operation, *server.requests)


def check_value(operation: Operation, called: Any, got: Any) -> None:
    """Checks that a value is of the JSON kind of the table and of the class of the signature."""
    kind = operation.reply.split("|")[0].rstrip("?")
    kinds: dict[str, Any] = {"-": type(None), "json{}": Model, "json[]": ListView, "json": dict}
    assert isinstance(got, list if operation.is_list else kinds.get(kind, str)), operation.id
    told = inspect.signature(called).return_annotation.removesuffix(" | None")
    name = told.split("[")[-1].rstrip("]").removesuffix("Model")
    for one in got if isinstance(got, (list, ListView)) else [got]:
        if isinstance(one, Model):
            assert isinstance(one, getattr(oktant.models, name)), f"{operation.id}: {type(one)} is no {told}"
        else:
            assert told in {"None", "str", "Any", "List[str]", "AsyncList[str]"}, f"{operation.id}: {told}"


def check_raw(operation: Operation, called: Any, raw: RawResponse[Any]) -> None:
    """Checks a full response, and that its value is the one that the service returns."""
    assert type(raw) is RawResponse and raw.status == (204 if operation.reply == "-" else 200) and raw.attempts == 1
    if operation.paging.startswith("body"):
        assert isinstance(raw.value, Model) and raw.items == [{}]
    else:
        check_value(operation, called, raw.value)


@every_area
def test_methods_are_documented(okta: Client, area: str) -> None:
    service = getattr(okta, area)
    assert type(service).__doc__ and getattr(Client, area).__doc__ and getattr(AsyncClient, area).__doc__
    for operation in AREAS[area]:
        called = method(service, operation)
        doc = inspect.getdoc(called) or ""
        assert f"`{operation.method} {operation.path}`" in doc and "https://" in doc.splitlines()[-1]
        assert operation.facts.split()[2] in doc and all(scope in doc for scope in operation.scopes.split() if scope != "-")
        for name in list(inspect.signature(called).parameters):
            assert f"    {name}: " in doc, f"{operation.id} says nothing of {name}"
        assert inspect.getdoc(method(getattr(AsyncClient, area).func(okta), operation)) == doc


def test_help_reads_well(okta: Client) -> None:
    text = pydoc.plain(pydoc.render_doc(okta.users.get_user))
    assert "get_user(" in text and "id: " in text and "GET /api/v1/users/{id}" in text and "NotFoundError" in text
    assert "Users: tag `User` of the API document." in pydoc.plain(pydoc.render_doc(okta.users))
    assert "List users with" not in (okta.users.list_users.__doc__ or "")
    assert repr(okta.users) == f"<Users of {okta.org_url}>"


def test_values_are_typed() -> None:
    user = {"id": "u1", "profile": {"login": "ann@example.net", "badge": "42"}}
    with Server([answer(user)]) as server, fake(server) as okta:
        got = okta.users.get_user("u1")
        assert (got.id, got.profile.login, got.profile["badge"]) == ("u1", "ann@example.net", "42")
        raw = okta.users.with_raw_response.get_user("u1", timeout=5)
        assert raw.value == got and raw.json == user and raw.value.to_dict() is raw.json
        assert raw.headers["content-type"] == "application/json" and raw.text == raw.content.decode()
        assert okta.call("getUser", path={"id": "u1"}).value == user
        okta.users.replace_user("u1", got)
        assert server.requests[-1].body == raw.content.replace(b": ", b":").replace(b", ", b",")
    assert RawResponse[int].__origin__ is RawResponse  # type: ignore[attr-defined]


def test_optional_responses() -> None:
    with Server([answer(None, 204), answer({"id": "l"})]) as server, fake(server) as okta:
        server.answers[0] = b"HTTP/1.1 204 X\r\ncontent-length: 0\r\n\r\n"
        assert okta.log_streaming.activate_log_stream("l") is None
        found = okta.log_streaming.activate_log_stream("l")
        assert found is not None and found.id == "l"


def test_a_success_without_its_document_is_an_error() -> None:
    empty = b"HTTP/1.1 204 X\r\nx-okta-request-id: r1\r\ncontent-length: 0\r\n\r\n"
    with Server([empty] * 3) as server, fake(server) as okta:
        with pytest.raises(DecodeError, match="204: done, but the response has no document: use with_raw_response") as caught:
            okta.users.get_user("me")
        error = caught.value
        assert (error.operation, error.status, error.request_id, error.attempts) == ("getUser", 204, "r1", 1)
        assert error.may_have_been_sent
        raw = okta.users.with_raw_response.get_user("me")
        assert (raw.status, raw.content, raw.json) == (204, b"", None)
        with pytest.raises(DecodeError):
            print(raw.value)
        assert okta.call("getUser", path={"id": "me"}).value is None


def test_texts_are_texts() -> None:
    xml = b"HTTP/1.1 200 X\r\ncontent-length: 4\r\ncontent-type: application/xml\r\n\r\n<x/>"
    with Server([xml]) as server, fake(server) as okta:
        assert okta.application_sso.preview_saml_metadata_for_application("a", "k") == "<x/>"
        assert okta.application_sso.with_raw_response.preview_saml_metadata_for_application("a", "k").value == "<x/>"


def test_a_wrapped_list_returns_its_items() -> None:
    link = {"next": {"href": "/api/v1/iam/roles?after=2"}}
    first, last = {"roles": [{"id": "1"}, {"id": "2"}], "_links": link}, {"roles": [{"id": "3"}]}
    with Server([answer(first), answer(last), answer(first), answer(last)]) as server, fake(server) as okta:
        assert [role.id for role in okta.custom_roles.list_roles()] == ["1", "2", "3"]
        raw = okta.custom_roles.with_raw_response.list_roles()
        assert [role.id for role in raw.value.roles] == ["1", "2"] and raw.json == first and raw.items == first["roles"]
        assert raw.cursor is not None
        assert [role.id for role in okta.custom_roles.list_roles(cursor=raw.cursor)] == ["3"]


def test_a_raw_list_continues_from_a_cursor() -> None:
    link = (("Link", '</api/v1/users?after=1>; rel="next"'),)
    with Server([answer([{"id": "1"}], headers=link), answer([{"id": "2"}])]) as server, fake(server) as okta:
        raw = okta.users.with_raw_response.list_users(limit=1)
        second = okta.users.with_raw_response.list_users(cursor=raw.cursor)
        assert [user.id for user in raw.value + second.value] == ["1", "2"] and second.cursor is None
        assert server.requests[1].target == "/api/v1/users?after=1"
        with pytest.raises(oktant.InvalidArgumentError, match='"x" is not a cursor of this operation'):
            okta.users.with_raw_response.list_users(cursor="x")


def test_a_file_comes_from_bytes_a_path_or_a_file(tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    path.write_bytes(b"\x89PNG")
    with Server([answer({"url": "x"}, 201)]) as server, fake(server) as okta:
        with path.open("rb") as opened:
            for body in (path, oktant.File("logo.png", b"\x89PNG"), opened, b"\x89PNG", BytesIO(b"\x89PNG")):
                okta.themes.upload_brand_theme_logo("b", "t", body)
            opened.seek(0)
            okta.call("uploadBrandThemeLogo", path={"brandId": "b", "themeId": "t"}, body=opened)
        by_path, by_file, by_open, by_bytes, by_stream, called = (request.body for request in server.requests)
        assert by_path == by_file == by_open == called and b'filename="logo.png"' in by_path and b"image/png" in by_path
        assert by_bytes == by_stream
        assert b'name="file"' in by_bytes and b"\x89PNG" in by_bytes
        okta.application_key_credentials.publish_csr_from_application("a", "c", path)
        assert server.requests[-1].body == b"\x89PNG"
        with pytest.raises(TypeError, match="the file reads str, not bytes: open it with mode 'rb'"):
            okta.themes.upload_brand_theme_logo("b", "t", StringIO("x"))  # type: ignore[arg-type]
        with pytest.raises(oktant.InvalidArgumentError, match="the request body is JSON: pass a file with its name"):
            okta.themes.upload_brand_theme_logo("b", "t", {"file": "x"})  # type: ignore[arg-type]
        okta.themes.upload_brand_theme_logo("b", "t", str(path))
        assert server.requests[-1].body == by_path
        with pytest.raises(FileNotFoundError):
            okta.themes.upload_brand_theme_logo("b", "t", "no such file")
        for wrong in (7,):
            with pytest.raises(TypeError, match=f"expected a file, not {type(wrong).__name__}: pass a path"):
                okta.themes.upload_brand_theme_logo("b", "t", wrong)  # type: ignore[arg-type]
        with pytest.raises(FileNotFoundError):
            okta.themes.upload_brand_theme_logo("b", "t", tmp_path / "none.png")


def test_a_list_may_be_any_sequence() -> None:
    with Server([answer({})]) as server, fake(server) as okta:
        for types in (["a", "b"], ("a", "b"), UserList(["a", "b"])):
            okta.call("getBrand", path={"brandId": "b"}, query={"expand": types})
        assert len({request.target for request in server.requests}) == 1
        with pytest.raises(TypeError, match="expand is bytes: give a str"):
            okta.call("getBrand", path={"brandId": "b"}, query={"expand": b"ab"})


def test_a_time_is_sent_as_okta_writes_it() -> None:
    noon = datetime(2025, 2, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    with Server([answer([])]) as server, fake(server) as okta:
        list(okta.system_log.list_log_events(since=noon, until="2025-02-02T00:00:00Z", sort_order="DESCENDING"))
        sent = "since=2025-02-01T10%3A00%3A00.000Z&until=2025-02-02T00%3A00%3A00Z&sortOrder=DESCENDING"
        assert server.requests[0].target == f"/api/v1/logs?{sent}"
        with pytest.raises(ValueError, match="since: .* has no time zone"):
            list(okta.system_log.list_log_events(since=datetime(2025, 2, 1)))
        okta.policies.list_policies(PolicyType("PASSWORD")).first_page()
        assert server.requests[-1].target == "/api/v1/policies?type=PASSWORD"
        assert len(server.requests) == 2


def test_a_deprecated_method_warns() -> None:
    (old,) = (operation for operation in rows() if "deprecated" in operation.facts)
    with Server([old.answer()]) as server, fake(server) as okta:
        called = method(getattr(okta, old.area), old)
        call = arguments(old, called, True)
        with pytest.warns(DeprecationWarning, match="deprecated by Okta") as caught:
            called(*call.positional, **call.named)
        assert len(caught) == 1 and caught[0].filename == __file__


def test_a_misspelt_argument_is_an_error_at_once() -> None:
    for client in (Client(org_url="https://127.0.0.1:1", token="t"), AsyncClient(org_url="https://127.0.0.1:1", token="t")):
        with pytest.raises(TypeError, match="there is no argument or call option 'limt': did you mean 'limit'"):
            client.users.list_users(limt=5)  # type: ignore[call-arg]


def test_an_unknown_argument_is_an_error_before_anything_is_sent() -> None:
    with Server([answer({})]) as server, fake(server) as okta:
        with pytest.raises(TypeError, match="tiemout.*: did you mean 'timeout'"):
            okta.users.get_user("x", tiemout=1)  # type: ignore[call-arg]
        with pytest.raises(TypeError, match="sendMail.*: did you mean 'send_email'"):
            okta.users.delete_user("x", sendMail=True)  # type: ignore[call-arg]
        with pytest.raises(TypeError, match="option 'colour': pass undocumented query"):
            okta.users.delete_user("x", colour=1)  # type: ignore[call-arg]
        with pytest.raises(oktant.InvalidArgumentError, match="id"):
            okta.users.get_user("")
        with pytest.raises(oktant.InvalidArgumentError, match="id"):
            okta.users.get_user(None)  # type: ignore[arg-type]
        with pytest.raises(oktant.InvalidArgumentError, match="body"):
            okta.users.create_user(None)  # type: ignore[arg-type]
        assert server.requests == [] and isinstance(okta.users.list_users(), List)


def test_names_in_the_dicts_of_a_body_are_checked(caplog: pytest.LogCaptureFixture) -> None:
    events: list[oktant.Event] = []
    doubtful = {"profile": {"fistName": "Ann", "email2": "a", "badge": "42"}, "group_ids_": []}
    with Server([answer({})]) as server, fake(server, on_event=events.append) as okta, caplog.at_level("WARNING", "oktant"):
        okta.users.create_user(doubtful)
        warnings = [event for event in events if event.kind == "warning"]
        assert [(event.operation, event.text) for event in warnings] == [
            ("createUser", "UserProfile has no documented member 'fistName': did you mean 'firstName'?"),
            ("createUser", "CreateUserRequest has no documented member 'group_ids_': did you mean 'groupIds'?"),
        ]
        assert json.loads(server.requests[0].body) == doubtful and "did you mean 'firstName'?" in caplog.text
        for wrong in ({"profile": {"first_name": "Ann"}}, {"group_ids": []}):
            with pytest.raises(oktant.InvalidArgumentError, match="createUser: '.*' is the name of an attribute") as error:
                okta.users.create_user(wrong)
            assert error.value.operation == "createUser"
        okta.users.create_user(oktant.models.CreateUserRequest.from_dict({"group_ids": []}))
        assert len(server.requests) == 2
    with Server([answer({})]) as server, fake(server, strict=True) as okta:
        with pytest.raises(oktant.InvalidArgumentError, match="did you mean 'firstName'?.* a client without strict sends it"):
            okta.users.create_user(doubtful)
        okta.users.create_user({"profile": {"email2": "a", "badge": "42"}})
        assert len(server.requests) == 1
    with pytest.raises(TypeError, match="strict is str: give True or False"):
        Client(strict="yes")  # type: ignore[arg-type]


def test_a_body_is_a_model_or_a_dict() -> None:
    with Server([answer({})]) as server, fake(server) as okta:
        for wrong in ("x", b"x", 7):
            with pytest.raises(TypeError, match="addGroup: the body is .*: give AddGroupRequest or a dict"):
                okta.groups.add_group(wrong)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="id is oktant.models.User: give a str, .* such as its id"):
            okta.users.get_user(oktant.models.User(id="00u1"))  # type: ignore[arg-type]
        assert not server.requests
