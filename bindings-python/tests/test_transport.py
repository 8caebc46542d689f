"""Custom transports: the engine's rules apply to them as to the built-in HTTP client."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from server import HANG, Server, answer

import oktant
from oktant import AsyncClient, Client, Request, Response, SendError

ORG: dict[str, Any] = {"org_url": "https://example.okta.com", "token": "00token", "max_wait": 0.1}
USER = Response(200, {"content-type": "application/json"}, b'{"id": "1"}')


class Double:
    """Returns or raises one answer after the other, the last one again and again."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.requests: list[Request] = []

    def send(self, request: Request) -> Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, BaseException):
            raise answer
        return answer(request) if callable(answer) else answer  # type: ignore[return-value]


class AsyncDouble(Double):
    async def send(self, request: Request) -> Response:  # type: ignore[override]
        await asyncio.sleep(0)
        return super().send(request)


def called(kind: type[Double], answers: tuple[object, ...], operation: str, **arguments: Any) -> tuple[Double, Any]:
    """Makes one call, over either client; the outcome may be an exception."""
    double = kind(*answers)
    options = {"max_retries": 1, **arguments}

    async def work() -> oktant.RawResponse:
        async with AsyncClient(**ORG, transport=double) as okta:
            return await okta.call(operation, **options)

    try:
        if kind is AsyncDouble:
            return double, asyncio.run(work())
        with Client(**ORG, transport=double) as okta:
            return double, okta.call(operation, **options)
    except BaseException as error:
        return double, error


both = pytest.mark.parametrize("kind", [Double, AsyncDouble])


@both
def test_a_request_is_complete(kind: type[Double]) -> None:
    double, raw = called(kind, (USER,), "createUser", body={"profile": {"login": "ann"}}, query={"activate": False}, timeout=7)
    [request] = double.requests
    assert (request.method, request.url) == ("POST", "https://example.okta.com/api/v1/users?activate=false")
    assert ("Authorization", "SSWS 00token") in request.headers
    assert request.body is not None and json.loads(request.body) == {"profile": {"login": "ann"}} and request.timeout == 7
    assert "00token" not in repr(request) and "ann" not in repr(request)
    assert (raw.status, raw.json, raw.headers["Content-Type"]) == (200, {"id": "1"}, "application/json")
    double, _ = called(kind, (USER,), "getUser", path={"id": "me"}, timeout=0)
    assert double.requests[0].body is None and double.requests[0].timeout is None


@both
def test_the_engine_handles_the_responses_of_a_transport(kind: type[Double]) -> None:
    problem = json.dumps({"errorCode": "E0000007", "errorSummary": "not there", "errorCauses": []}).encode()
    double, error = called(kind, (Response(404, [("X-Okta-Request-Id", "req1")], problem),), "getUser", path={"id": "x"})
    assert isinstance(error, oktant.NotFoundError) and (error.code, error.request_id) == ("E0000007", "req1")
    double, raw = called(kind, (Response(503), USER), "getUser", path={"id": "x"})
    assert (len(double.requests), raw.attempts) == (2, 2)
    double, error = called(kind, (Response(503),), "createUser", body={})
    assert len(double.requests) == 1
    _, error = called(kind, (Response(200, {}, b"<html>"),), "getUser", path={"id": "x"})
    assert isinstance(error, oktant.DecodeError)
    _, error = called(kind, (Response(302, {"Location": "https://elsewhere.example.com/"}),), "getUser", path={"id": "x"})
    assert isinstance(error, oktant.ApiError) and error.status == 302
    _, error = called(kind, (Response(200, {"Content-Length": "20"}, b'{"id": "1"}'),), "getUser", path={"id": "x"})
    assert isinstance(error, oktant.TransportError) and (error.phase, error.attempts) == ("body", 2)
    double, raw = called(kind, (Response(404, {"Content-Length": "20"}, problem[:9]), USER), "getUser", path={"id": "x"})
    assert raw.attempts == 2


@both
@pytest.mark.parametrize(
    ("raised", "error", "phase", "reads", "writes"),
    [
        (SendError("nobody there", "connect"), oktant.TransportError, "connect", 2, 2),
        (SendError("hung up"), oktant.TransportError, "answer", 2, 1),
        (SendError("broke off", phase="body"), oktant.TransportError, "body", 2, 1),
        (SendError("slow", "connect", timed_out=True), oktant.TimedOutError, "connect", 2, 2),
        (SendError("slow", "body", timed_out=True), oktant.TimedOutError, "body", 2, 1),
        (TimeoutError("slow"), oktant.TimedOutError, "answer", 2, 1),
        (ConnectionRefusedError("who knows"), oktant.TransportError, "answer", 2, 1),
        (oktant.NotFoundError("within"), oktant.TransportError, "answer", 2, 1),
    ],
)
def test_an_exception_is_a_failure_with_a_phase(
    kind: type[Double], raised: Exception, error: type[oktant.OktantError], phase: str, reads: int, writes: int
) -> None:
    for operation, arguments, times in [("getUser", {"path": {"id": "x"}}, reads), ("createUser", {"body": {}}, writes)]:
        double, outcome = called(kind, (raised,), operation, **arguments)
        assert isinstance(outcome, error) and outcome.phase == phase and str(raised) in str(outcome)
        assert outcome.__cause__ is raised and len(double.requests) == times
        assert outcome.may_have_been_sent == (phase != "connect")


@pytest.mark.parametrize("raised", [KeyboardInterrupt(), SystemExit(3)])
def test_an_exit_goes_through(raised: BaseException) -> None:
    double, outcome = called(Double, (raised,), "getUser", path={"id": "x"})
    assert outcome is raised and len(double.requests) == 1


@both
@pytest.mark.parametrize(
    ("given", "what"),
    [
        (None, "the transport returned NoneType, which is not a valid Response: "),
        (Response("200"), "not a valid Response: TypeError: 'str' object"),  # type: ignore[arg-type]
        (Response(200, content="text"), "not a valid Response: "),  # type: ignore[arg-type]
        (Response(200, [("a",)]), "not a valid Response: "),  # type: ignore[list-item]
    ],
)
def test_a_return_value_that_is_no_response_is_an_error(kind: type[Double], given: object, what: str) -> None:
    _, error = called(kind, (lambda _: given,), "createUser", body={})
    assert isinstance(error, oktant.TransportError) and what in str(error) and isinstance(error.__cause__, TypeError)


def test_a_phase_is_one_of_three() -> None:
    with pytest.raises(ValueError, match="'sent' is not a phase: use connect, answer or body"):
        SendError("x", phase="sent")  # type: ignore[arg-type]


def test_the_example_works() -> None:
    import doctest

    from oktant import _transport

    assert doctest.testmod(_transport).failed == 0


def test_several_headers_of_one_name_are_kept() -> None:
    links = [("Link", '</api/v1/users>; rel="self"'), ("Link", '</api/v1/users?after=1>; rel="next"')]
    double = Double(Response(200, links, b"[1]"), Response(200, {}, b"[2]"))
    with Client(**ORG, transport=double) as okta:
        assert list(okta.items("listUsers")) == [1, 2]
        assert double.requests[1].url == "https://example.okta.com/api/v1/users?after=1"


def page(number: int, last: int) -> Response:
    headers = {"Link": f'</api/v1/users?after={number}>; rel="next"'} if number < last else {}
    return Response(200, headers, json.dumps([number]).encode())


@both
def test_nothing_is_prefetched(kind: type[Double]) -> None:
    double = kind(*(page(number, 8) for number in range(1, 9)))
    if kind is Double:
        for number in Client(**ORG, transport=double).items("listUsers"):
            assert len(double.requests) == number
    else:

        async def work() -> None:
            async for number in AsyncClient(**ORG, transport=double).items("listUsers"):
                assert len(double.requests) == number

        asyncio.run(work())
    assert len(double.requests) == 8


def test_a_list_of_many_pages_leaves_the_token_to_other_calls() -> None:
    """A prefetched page, which nobody awaits yet, must not be the call that gets the token for all."""

    async def bearer(_fresh: bool) -> str:
        await asyncio.sleep(0)
        return "token"

    def numbered(number: int) -> bytes:
        return answer([number], headers=(("Link", f'</api/v1/users?after={number}>; rel="next"'),))

    async def work(server: Server) -> None:
        async with AsyncClient(org_url=server.url, bearer=bearer) as okta:
            async for number in okta.items("listUsers"):
                assert len(server.requests) == 1 if number == 1 else True
                if number == 6:
                    break
                before, server.answers[:] = server.answers[:], [answer({"id": "1"})]
                await asyncio.wait_for(okta.call("getUser", path={"id": "1"}), HANG)
                server.answers[:] = before

    with Server([numbered(number) for number in range(1, 8)]) as server:
        asyncio.run(work(server))


def test_an_async_transport_is_cancelled_at_the_timeout() -> None:
    stopped = 0

    async def work() -> None:
        began = asyncio.Event()

        class Stalled:
            async def send(self, request: Request) -> Response:
                nonlocal stopped
                began.set()
                try:
                    await asyncio.Event().wait()
                finally:
                    stopped += 1
                return USER

        async with AsyncClient(**ORG, transport=Stalled(), max_retries=0) as okta:
            with pytest.raises(oktant.TimedOutError, match=r"no response within 200ms$"):
                await okta.call("getUser", path={"id": "x"}, timeout=0.2)
            assert stopped == 1
            began.clear()
            task = asyncio.create_task(okta.call("getUser", path={"id": "x"}))
            await began.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(work())
    assert stopped == 2


def test_a_synchronous_client_awaits_nothing() -> None:
    with pytest.raises(oktant.TransportError, match="a Client cannot await") as error:
        Client(**ORG, transport=AsyncDouble(USER)).call("createUser", body={})
    assert isinstance(error.value.__cause__, TypeError)

    async def bearer(_fresh: bool) -> str:
        return "token"

    with pytest.raises(oktant.AuthError, match="a Client cannot await"):
        Client(org_url="https://example.okta.com", bearer=bearer).call("createUser", body={})


def test_a_transport_may_call_the_sdk_itself() -> None:
    inner = Double(USER)
    helper = Client(**ORG, transport=inner)

    def through(request: Request) -> Response:
        name = helper.call("getUser", path={"id": "me"}).json["id"]
        return Response(200, {}, json.dumps({"id": f"{name}0"}).encode())

    _, raw = called(Double, (through,), "getUser", path={"id": "x"})
    assert raw.json == {"id": "10"}

    class Through:
        async def send(self, request: Request) -> Response:
            async with AsyncClient(**ORG, transport=AsyncDouble(USER)) as helper:
                raw = await helper.call("getUser", path={"id": "me"})
            return Response(raw.status, dict(raw.headers), raw.content)

    async def work() -> None:
        async with AsyncClient(**ORG, transport=Through()) as okta:
            raws = await asyncio.gather(*(okta.call("getUser", path={"id": "x"}) for _ in range(50)))
            assert all(raw.json == {"id": "1"} for raw in raws)

    asyncio.run(work())


def test_one_transport_serves_many_threads() -> None:
    together = threading.Barrier(5)

    def meet(request: Request) -> Response:
        together.wait(HANG)
        return Response(200, {}, json.dumps({"id": request.url[-2:]}).encode())

    with Client(**ORG, transport=Double(meet)) as okta, ThreadPoolExecutor(16) as threads:
        calls: Callable[[int], Any] = lambda number: okta.call("getUser", path={"id": str(number)}).json["id"]  # noqa: E731
        assert list(threads.map(calls, range(10, 90))) == [str(number) for number in range(10, 90)]
