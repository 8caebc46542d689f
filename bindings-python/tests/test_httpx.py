"""Calls over httpx."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import httpx
import pytest
import respx
from conftest import TOKEN, USERS
from server import HANG, Answer, Server, answer, drop, problem, stall

import oktant
from oktant import AsyncClient, Client
from oktant.httpx import AsyncHttpxTransport, HttpxTransport

ORG = "https://example.okta.com"
both = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])


def called(asynchronous: bool, url: str, operation: str, client: dict[str, Any] | None = None, **arguments: Any) -> Any:
    """Makes one call, over either client; the outcome may be an exception."""
    settings: Any = {"org_url": url, "token": "00token", "max_wait": 0.1, "max_retries": 1}

    async def work() -> oktant.RawResponse:
        async with httpx.AsyncClient(**client or {}) as given:
            transport = AsyncHttpxTransport(given if client is not None else None)
            return await AsyncClient(**settings, transport=transport).call(operation, **arguments)

    try:
        if asynchronous:
            return asyncio.run(work())
        with httpx.Client(**client or {}) as given:
            transport = HttpxTransport(given if client is not None else None)
            return Client(**settings, transport=transport).call(operation, **arguments)
    except oktant.OktantError as error:
        return error


class Endless(httpx.SyncByteStream, httpx.AsyncByteStream):
    """An endless body that counts how many bytes are read."""

    def __init__(self) -> None:
        self.drawn = 0

    def __iter__(self) -> Iterator[bytes]:
        while True:
            self.drawn += 100_000
            yield b" " * 100_000

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self:
            yield chunk


@both
def test_no_more_than_max_body_is_read(asynchronous: bool) -> None:
    body = Endless()
    wire = httpx.MockTransport(lambda _: httpx.Response(200, stream=body))
    settings: Any = {"org_url": ORG, "token": "00token", "max_body": 1}

    async def work() -> None:
        async with httpx.AsyncClient(transport=wire) as given:
            await AsyncClient(**settings, transport=AsyncHttpxTransport(given)).call("getUser", path={"id": "me"})

    with pytest.raises(oktant.DecodeError, match="OKTA_CLIENT_MAXBODY"):
        if asynchronous:
            asyncio.run(work())
        else:
            with httpx.Client(transport=wire) as given:
                Client(**settings, transport=HttpxTransport(given)).call("getUser", path={"id": "me"})
    assert 1_000_000 < body.drawn <= 1_300_000


@both
def test_an_org_is_called_as_over_the_built_in_client(org: str, asynchronous: bool) -> None:
    profile = {"firstName": "Zoë", "lastName": "Ö", "email": "z@example.net", "login": f"z{asynchronous}@example.net"}

    def sync() -> None:
        with Client(org_url=org, token=TOKEN, transport=HttpxTransport()) as okta:
            assert len(list(okta.users.list_users(limit=200))) >= USERS
            made = okta.call("createUser", body={"profile": profile}).json
            assert okta.call("getUser", path={"id": made["id"]}).json["profile"]["firstName"] == "Zoë"
            for _ in range(2):
                assert okta.call("deleteUser", path={"id": made["id"]}).status == 204
            with pytest.raises(oktant.NotFoundError) as error:
                okta.call("getUser", path={"id": made["id"]})
            assert error.value.code == "E0000007" and error.value.request_id
            with ThreadPoolExecutor(16) as threads:
                assert set(threads.map(lambda _: okta.call("getUser", path={"id": "me"}).status, range(100))) == {200}

    async def work() -> None:
        async with AsyncClient(org_url=org, token=TOKEN, transport=AsyncHttpxTransport()) as okta:
            assert len([user async for user in okta.users.list_users(limit=200)]) >= USERS
            made = (await okta.call("createUser", body={"profile": profile})).json
            calls = [okta.call("getUser", path={"id": made["id"]}) for _ in range(200)]
            assert {raw.json["id"] for raw in await asyncio.gather(*calls)} == {made["id"]}
            with pytest.raises(oktant.NotFoundError):
                await okta.call("getUser", path={"id": "nobody"})

    asyncio.run(work()) if asynchronous else sync()


@both
def test_respx_mocks_responses(asynchronous: bool) -> None:
    with respx.mock:
        route = respx.get(f"{ORG}/api/v1/users/me").respond(json={"id": "00u1"})
        assert called(asynchronous, ORG, "getUser", path={"id": "me"}).json == {"id": "00u1"}
        request = route.calls.last.request
        assert request.headers["authorization"] == "SSWS 00token" and request.headers["user-agent"].startswith("oktant/")
        respx.post(f"{ORG}/api/v1/users").mock(side_effect=httpx.ConnectError("nobody there"))
        error = called(asynchronous, ORG, "createUser", body={})
        assert (error.kind, error.phase, error.attempts) == ("transport", "connect", 2)
        respx.post(f"{ORG}/api/v1/users").mock(side_effect=httpx.ReadTimeout)
        error = called(asynchronous, ORG, "createUser", body={})
        assert (error.kind, error.phase, error.attempts, error.may_have_been_sent) == ("timeout", "answer", 1, True)
        assert isinstance(error.__cause__, oktant.SendError) and isinstance(error.__cause__.__cause__, httpx.ReadTimeout)


@both
def test_an_httpx_mock_sends_responses(asynchronous: bool) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(302, headers={"Location": "/elsewhere", "Set-Cookie": "sid=1"})
        return httpx.Response(200, json=[str(request.url), *request.headers])

    client = {
        "transport": httpx.MockTransport(handler),
        "follow_redirects": True,
        "auth": ("ann", "password"),
        "cookies": {"sid": "0"},
        "headers": {"X-Gateway": "1"},
        "params": {"more": "1"},
    }
    target, *names = called(asynchronous, ORG, "listUsers", client, query={"q": "a b"}).json
    assert target == f"{ORG}/api/v1/users?q=a%20b"
    assert {"x-gateway", "authorization"} < set(names) and "cookie" not in names
    error = called(asynchronous, ORG, "createUser", client, body={})
    assert (error.kind, error.status) == ("api", 302)


@both
def test_a_proxy_of_httpx_is_used(asynchronous: bool) -> None:
    with Server([answer({"id": "1"})]) as proxy:
        raw = called(asynchronous, "http://127.0.0.1:9", "getUser", {"proxy": proxy.url}, path={"id": "me"})
        assert raw.json == {"id": "1"} and proxy.requests[0].target == "http://127.0.0.1:9/api/v1/users/me"
    error = called(asynchronous, "http://127.0.0.1:9", "createUser", {"proxy": "http://127.0.0.1:9"}, body={})
    assert (error.kind, error.phase) == ("transport", "connect")


def begun(rest: bytes = b"") -> Answer:
    """A response that breaks off."""
    return lambda connection, _: connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n" + rest)


def dripping(connection: Any, server: Server) -> None:
    """Sends a byte now and then, until the client closes the connection."""
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n")
    connection.settimeout(0.05)
    end = time.monotonic() + 2 * HANG
    try:
        while time.monotonic() < end:
            connection.sendall(b" ")
            with suppress(TimeoutError):
                if connection.recv(1) == b"":
                    break
    except OSError:
        pass
    server.gone.set()


def half(connection: Any, server: Server) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{")
    stall(connection, server)


ROWS: list[tuple[Answer, str, str, int]] = [
    (drop, "transport", "answer", 1),
    (begun(b"{"), "transport", "body", 1),
    (lambda connection, _: connection.sendall(b"no HTTP\r\n\r\n"), "transport", "answer", 1),
    (stall, "timeout", "answer", 1),
    (half, "timeout", "body", 1),
    (dripping, "timeout", "body", 1),
]


@both
@pytest.mark.parametrize(("what", "kind", "phase", "writes"), ROWS)
def test_failures_have_kind_phase_and_attempts(what: Answer, kind: str, phase: str, writes: int, asynchronous: bool) -> None:
    for operation, arguments, times in [("getUser", {"path": {"id": "x"}}, 2), ("createUser", {"body": {}}, writes)]:
        with Server([what]) as server:
            error = called(asynchronous, server.url, operation, timeout=0.4, **arguments)
            assert (error.kind, len(server.requests)) == (kind, times), error
            # asyncio cancels an attempt at its timeout, whatever its phase.
            assert error.phase == phase or (asynchronous and kind == "timeout")
            if kind == "timeout":
                assert server.gone.wait(HANG)


@both
def test_no_server_is_a_transport_error(asynchronous: bool) -> None:
    error = called(asynchronous, "http://127.0.0.1:9", "createUser", body={})
    assert (error.kind, error.phase, error.attempts, error.may_have_been_sent) == ("transport", "connect", 2, False)


@both
def test_only_the_beginning_of_an_error_body_is_read(asynchronous: bool) -> None:
    def endless(connection: Any, server: Server) -> None:
        try:
            connection.sendall(b"HTTP/1.1 400 X\r\n\r\n")
            while True:
                connection.sendall(b"x" * 65536)
        except OSError:
            server.gone.set()

    with Server([endless]) as server:
        error = called(asynchronous, server.url, "getUser", path={"id": "x"})
        assert error.status == 400 and len(error.body) <= 1 << 20
        assert server.gone.wait(HANG)


@both
def test_a_compressed_body_is_read(asynchronous: bool) -> None:
    import gzip

    body = gzip.compress(b'{"id": "1"}' + b" " * 1000)
    head = f"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {len(body)}\r\n\r\n".encode()
    with Server([head + body, head.replace(b"%d" % len(body), b"5") + body[:5]]) as server:
        assert called(asynchronous, server.url, "getUser", path={"id": "x"}).json == {"id": "1"}
        error = called(asynchronous, server.url, "getUser", path={"id": "x"})
        assert isinstance(error, (oktant.TransportError, oktant.DecodeError)), error


def in_child(work: Any) -> int:
    child = os.fork()
    if child == 0:
        code = 1
        try:
            signal.alarm(20)
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.skipif(sys.platform == "win32", reason="forks are those of Unix")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_child_leaves_its_parents_connections_alone() -> None:
    with Server([answer({"id": "1"})]) as server, httpx.Client() as given:
        settings: Any = {"org_url": server.url, "token": "00token", "max_retries": 0}
        own, lent = Client(**settings, transport=HttpxTransport()), Client(**settings, transport=HttpxTransport(given))
        unused = Client(**settings, transport=HttpxTransport(given))
        for okta in (own, lent):
            assert okta.call("getUser", path={"id": "x"}).status == 200

        def work() -> None:
            assert own.call("getUser", path={"id": "x"}).status == 200
            assert unused.call("getUser", path={"id": "x"}).status == 200
            with pytest.raises(oktant.TransportError, match="belongs to the parent process"):
                lent.call("getUser", path={"id": "x"})

        assert in_child(work) == 0
        assert lent.call("getUser", path={"id": "x"}).status == 200


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """httpx takes proxies from the environment."""
    for name in [name for name in os.environ if name.upper().endswith("_PROXY")]:
        monkeypatch.delenv(name)
    yield
