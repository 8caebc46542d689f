"""Callbacks: they are collected with their client, may raise any exception, and may call their own client."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from server import Server, answer
from test_processes import python
from test_tls import Authority
from test_tokens import jwk

import oktant
from oktant import AsyncClient, Client, Event, Request, Response

KEY = ec.generate_private_key(ec.SECP256R1())
APP = {"client_id": "0oa1", "scopes": "okta.users.read"}
TOKEN = answer({"access_token": "token-0123456789", "token_type": "Bearer", "expires_in": 3600, "scope": "okta.users.read"})
USER = {"id": "00u1"}


class Program:
    """Holds a client whose callbacks are its methods."""

    okta: Client | AsyncClient

    def __init__(self, raises: BaseException | None = None) -> None:
        self.public_key = jwk(KEY)
        self.heard: list[Event] = []
        self.raises = raises

    def hear(self, event: Event) -> None:
        self.heard.append(event)
        if self.raises is not None:
            raise self.raises

    def token(self, _fresh: bool) -> str:
        if self.raises is not None:
            raise self.raises
        return "token-0123456789"

    def sign(self, data: bytes) -> bytes:
        if self.raises is not None:
            raise self.raises
        return KEY.sign(data, ec.ECDSA(hashes.SHA256()))

    def send(self, request: Request) -> Response:
        if self.raises is not None:
            raise self.raises
        return Response(200, {"content-type": "application/json"}, b'{"id": "00u1"}')


def settings(program: Program, what: str) -> dict[str, object]:
    return {
        "listener": {"token": "00token", "on_event": program.hear},
        "bearer": {"bearer": program.token},
        "signer": {**APP, "signer": program},
        "transport": {"token": "00token", "transport": program},
    }[what]


def made(server: Server, what: str, kind: Callable[..., object] = Client, raises: BaseException | None = None) -> Program:
    program = Program(raises)
    program.okta = kind(org_url=server.url, **settings(program, what))  # type: ignore[assignment]
    return program


def collected(make: Callable[[], object]) -> bool:
    """True if an object is freed once nobody refers to it."""
    gc.collect()
    gone = weakref.ref(make())
    gc.collect()
    return gone() is None


WHAT = ["listener", "bearer", "signer", "transport"]


@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_client_is_collected_with_its_callbacks(what: str, kind: type) -> None:
    with Server([TOKEN, answer(USER)] if what == "signer" else [answer(USER)]) as server:

        def make() -> Program:
            program = made(server, what, kind)
            if isinstance(program.okta, Client):
                assert program.okta.call("getUser", path={"id": "1"}).json == USER
            return program

        assert collected(make)


@pytest.mark.parametrize("what", WHAT)
def test_a_call_keeps_the_callbacks_of_its_client(what: str) -> None:
    with Server([TOKEN, answer(USER)] if what == "signer" else [answer(USER)]) as server:
        program = made(server, what)
        call = program.okta._native.call("getUser", {"id": "1"})
        pages = program.okta._native.pages("listUsers")
        gone = weakref.ref(program)
        del program
        gc.collect()
        assert gone() is not None and call.wait().json == USER
        del call
        gc.collect()
        assert gone() is not None and pages.next() is not None
        del pages
        gc.collect()
        assert gone() is None


def test_a_failed_call_keeps_nothing_alive() -> None:
    with Server([answer(USER)]) as server:

        def make() -> Program:
            program = made(server, "bearer", raises=LookupError("no vault"))
            with pytest.raises(oktant.AuthError):
                program.okta.call("getUser", path={"id": "1"})
            return program

        # An exception refers to the frames that raised it, and so to the program.
        assert collected(make)


def test_a_response_that_contains_itself_is_collected() -> None:
    class Mark:
        pass

    with Server([answer(USER)]) as server, Client(org_url=server.url, token="00token") as okta:

        def make() -> Mark:
            raw, mark = okta.call("getUser", path={"id": "1"}), Mark()
            raw.json["raw"], raw.json["mark"] = raw, mark
            return mark

        assert collected(make)


def test_an_abandoned_list_is_collected() -> None:
    with Server([answer([USER])]) as server:

        def make() -> Program:
            program = made(server, "listener")
            program.left = iter(program.okta.users.list_users())  # type: ignore[attr-defined]
            next(program.left)  # type: ignore[attr-defined]
            return program

        assert collected(make)


def test_an_abandoned_call_is_collected() -> None:
    asked = 0

    async def never(_fresh: bool) -> str:
        nonlocal asked
        asked += 1
        await asyncio.Event().wait()
        return ""

    async def main() -> None:
        okta = AsyncClient(org_url=server.url, bearer=never)
        task = asyncio.ensure_future(okta.call("getUser", path={"id": "1"}))
        while not asked:
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        gone = weakref.ref(okta)
        del okta, task
        await asyncio.sleep(0)
        gc.collect()
        assert gone() is None

    with Server([answer(USER)]) as server:
        asyncio.run(main())


@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize("raised", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_an_exit_in_a_callback_ends_the_call(what: str, raised: type[BaseException]) -> None:
    with Server([TOKEN, answer(USER)]) as server:
        program = made(server, what, raises=raised("now"))
        with pytest.raises(raised, match="now"):
            program.okta.call("getUser", path={"id": "1"})
        assert server.requests == [] and len(program.heard) <= 1
        # The next call works.
        program.raises = None
        if what != "signer":
            server.answers[:] = [answer(USER)]
        assert program.okta.call("getUser", path={"id": "1"}).json == USER


@pytest.mark.parametrize("what", WHAT)
def test_an_exit_in_a_callback_ends_an_awaited_call(what: str) -> None:
    with Server([TOKEN, answer(USER)]) as server:
        program = made(server, what, AsyncClient, raises=KeyboardInterrupt("now"))
        with pytest.raises(KeyboardInterrupt):
            asyncio.run(program.okta.call("getUser", path={"id": "1"}))  # type: ignore[arg-type]
        assert server.requests == []


@pytest.mark.parametrize("what", ["on_event", "logging"])
def test_every_ctrl_c_in_a_listener_ends_the_call(what: str) -> None:
    program = """
        import logging, os, signal, sys
        from oktant import Client
        signal.signal(signal.SIGINT, signal.default_int_handler)
        armed = False
        def interrupt(*_):
            global armed
            if armed:
                armed = False
                os.kill(os.getpid(), signal.SIGINT)
                for _ in range(1000):
                    pass
        if sys.argv[2] == "logging":
            handler = logging.Handler()
            handler.emit = interrupt
            logging.getLogger("oktant").addHandler(handler)
            logging.getLogger("oktant").setLevel(logging.DEBUG)
            okta = Client(org_url=sys.argv[1], token="00token")
        else:
            okta = Client(org_url=sys.argv[1], token="00token", on_event=interrupt)
        ended = 0
        for _ in range(40):
            armed = True
            try:
                okta.call("getUser", path={"id": "1"})
            except KeyboardInterrupt:
                ended += 1
        print(ended)
    """
    with Server([answer(USER)]) as server:
        done = python(program, server.url, what)
        assert (done.stdout, done.returncode) == ("40\n", 0), done.stderr


def inner(error: BaseException) -> BaseException:
    """The exception in the callback."""
    assert error.__cause__ is not None
    return error.__cause__


def test_a_callback_that_calls_its_own_client_gets_an_error() -> None:
    def ask(_fresh: bool) -> str:
        return str(okta.call("getUser", path={"id": "me"}).json)

    with Server([answer(USER)]) as server, Client(org_url=server.url, bearer=ask) as okta:
        with pytest.raises(oktant.AuthError, match="a callback calls its own client") as caught:
            okta.call("getUser", path={"id": "1"})
        assert isinstance(inner(caught.value), oktant.AuthError)
        assert server.requests == []


def test_a_signer_and_a_listener_that_call_their_own_client_get_an_error() -> None:
    class Asking(Program):
        def sign(self, data: bytes) -> bytes:
            return bytes(self.okta.call("getUser", path={"id": "me"}).json)  # type: ignore[union-attr]

    with Server([TOKEN, answer(USER)]) as server:
        program = Asking()
        program.okta = Client(org_url=server.url, **settings(program, "signer"))  # type: ignore[arg-type]
        with pytest.raises(oktant.AuthError, match="a callback calls its own client"):
            program.okta.call("getUser", path={"id": "1"})

        told: list[BaseException] = []

        def hear(event: Event) -> None:
            if event.kind == "token_requested" and not told:
                try:
                    okta.call("getUser", path={"id": "me"})
                except oktant.OktantError as error:
                    told.append(error)

        server.answers[:] = [answer(USER)]
        with Client(org_url=server.url, bearer=lambda _: "token-0123456789", on_event=hear) as okta:
            assert okta.call("getUser", path={"id": "1"}).json == USER
        assert isinstance(told[0], oktant.AuthError)


@pytest.mark.parametrize("way", ["task", "other task"])
def test_an_async_callback_that_calls_its_own_client_gets_an_error(way: str) -> None:
    async def call() -> str:
        return str((await okta.call("getUser", path={"id": "me"})).json)

    async def ask(_fresh: bool) -> str:
        return await (call() if way == "task" else asyncio.create_task(call()))

    async def main() -> None:
        nonlocal okta
        async with AsyncClient(org_url=server.url, bearer=ask) as okta:
            with pytest.raises(oktant.AuthError, match="a callback calls its own client"):
                await okta.call("getUser", path={"id": "1"})

    okta: AsyncClient
    with Server([answer(USER)]) as server:
        asyncio.run(main())
        assert server.requests == []


def test_a_thread_with_the_callbacks_context_gets_an_error() -> None:
    def ask(_fresh: bool) -> str:
        with ThreadPoolExecutor(1) as threads:
            return threads.submit(copy_context().run, call).result()

    def call() -> str:
        return str(okta.call("getUser", path={"id": "me"}).json)

    with Server([answer(USER)]) as server, Client(org_url=server.url, bearer=ask) as okta:
        with pytest.raises(oktant.AuthError, match="a callback calls its own client"):
            call()
        assert server.requests == []


def test_hidden_threads_that_wait_for_each_other_time_out() -> None:
    asked = []

    def ask(_fresh: bool) -> str:
        asked.append(1)
        thread = threading.Thread(target=call)
        thread.start()
        thread.join()
        raise outcomes[-1]

    def call() -> None:
        try:
            okta.call("getUser", path={"id": "1"})
        except oktant.OktantError as error:
            outcomes.append(error)

    outcomes: list[oktant.OktantError] = []
    with Server([answer(USER)]) as server, Client(org_url=server.url, bearer=ask, timeout=0.2) as okta:
        call()
        assert len(asked) == 2 and len(outcomes) == 3 and server.requests == []
        assert all(isinstance(error, (oktant.AuthError, oktant.TimedOutError)) for error in outcomes)


@pytest.mark.skipif(sys.platform == "win32", reason="forks are those of Unix")
def test_a_forked_child_that_cannot_connect_gets_an_error(tmp_path: Path) -> None:
    program = """
        import os, sys, threading, warnings
        from oktant import Client, OktantError
        warnings.simplefilter("ignore")
        okta = Client(org_url="https://127.0.0.1:9", token="00token", max_retries=0, ca_certificates=sys.argv[1])
        os.unlink(sys.argv[1])
        if (child := os.fork()) == 0:
            sys.setswitchinterval(1e-6)
            told = []
            def call():
                for _ in range(50):
                    try:
                        okta.call("getUser", path={"id": "1"})
                    except OktantError as error:
                        told.append(error.kind)
            threads = [threading.Thread(target=call, daemon=True) for _ in range(8)]
            for thread in threads: thread.start()
            for thread in threads: thread.join(20)
            os._exit(0 if told == ["config"] * 400 else 1)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """
    done = python(program, str(Authority(tmp_path).path), timeout=60)
    assert done.stdout == "0\n", done.stderr
