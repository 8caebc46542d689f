"""Where programs run: loops of pytest, uvloop, web servers, notebooks."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from queue import Empty
from typing import Any

import httpx
import pytest
import uvicorn
from conftest import TOKEN, USERS
from fastapi import FastAPI
from jupyter_client.manager import KernelManager
from server import HANG, Held, Server, answer, stall

import oktant
from oktant import AsyncClient, Client

uvloop = pytest.importorskip("uvloop", reason="there is none for Windows")


async def everything(org: str) -> None:
    """Calls one by one and at once, a list, an error."""
    async with AsyncClient(org_url=org, token=TOKEN) as okta:
        assert (await okta.call("getUser", path={"id": "me"})).status == 200
        raws = await asyncio.gather(*(okta.call("getUser", path={"id": "me"}) for _ in range(100)))
        assert {raw.status for raw in raws} == {200}
        assert len([user async for user in okta.users.list_users(limit=200)]) >= USERS
        with pytest.raises(oktant.NotFoundError):
            await okta.call("getUser", path={"id": "nobody"})


async def cancelled() -> None:
    """A cancelled call closes its connection."""
    with Server([stall]) as server:
        async with AsyncClient(org_url=server.url, token="00token") as okta:
            task = asyncio.create_task(okta.call("getUser", path={"id": "1"}))
            assert await asyncio.to_thread(server.arrived.wait, HANG)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await asyncio.to_thread(server.gone.wait, HANG)


@pytest.mark.asyncio
async def test_in_a_loop_of_pytest_asyncio(org: str) -> None:
    await everything(org)
    await cancelled()


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", [("asyncio", {"use_uvloop": False}), ("asyncio", {"use_uvloop": True})])
async def test_in_a_loop_of_anyio(org: str, anyio_backend: object) -> None:
    await everything(org)
    await cancelled()


def test_in_uvloop_and_after_it_is_closed(org: str) -> None:
    complaints: list[dict[str, Any]] = []
    held = Held(answer({"id": "1"}))
    with Server([held]) as server:
        late = AsyncClient(org_url=server.url, token="00token")
        for number in range(3):
            loop = uvloop.new_event_loop()
            loop.set_exception_handler(lambda _, context: complaints.append(context))
            loop.run_until_complete(everything(org))
            loop.run_until_complete(cancelled())
            # It is cancelled in progress, and answered when the loop is closed.
            left = loop.create_task(late.call("getUser", path={"id": "1"}))
            assert loop.run_until_complete(asyncio.to_thread(server.wait_for, number + 1))
            left.cancel()
            loop.run_until_complete(asyncio.gather(left, return_exceptions=True))
            loop.close()
        held.release()
    gc.collect()
    assert complaints == []


def test_a_synchronous_client_may_be_used_in_a_running_loop(org: str) -> None:
    async def work() -> None:
        with Client(org_url=org, token=TOKEN) as okta:
            assert okta.call("getUser", path={"id": "me"}).status == 200
            assert len(list(okta.users.list_users(limit=200))) >= USERS
        # In a thread it does not block the loop.
        held = Held(answer({"id": "1"}))
        with Server([held]) as server, Client(org_url=server.url, token="00token") as slow:
            call = asyncio.create_task(asyncio.to_thread(slow.call, "getUser", path={"id": "1"}))
            assert await asyncio.to_thread(server.arrived.wait, HANG)
            for _ in range(100):
                await asyncio.sleep(0)
                assert not call.done()
            held.release()
            assert (await call).status == 200

    asyncio.run(work())


def application(org: str) -> FastAPI:
    """A web application with both clients, each for as long as it runs."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncClient(org_url=org, token=TOKEN) as okta:
            with Client(org_url=org, token=TOKEN) as waiting:
                app.state.okta, app.state.waiting = okta, waiting
                yield

    app = FastAPI(lifespan=lifespan)

    @app.get("/async/{user}")
    async def asynchronous(user: str) -> object:
        okta: AsyncClient = app.state.okta
        raw = await okta.call("getUser", path={"id": user})
        return {"id": raw.json["id"], "users": len([user async for user in okta.users.list_users(limit=200)])}

    @app.get("/sync/{user}")
    def sync(user: str) -> object:
        okta: Client = app.state.waiting
        raw = okta.call("getUser", path={"id": user})
        return {"id": raw.json["id"], "users": len(list(okta.users.list_users(limit=200)))}

    return app


@pytest.fixture(params=["asyncio", "uvloop"])
def site(org: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of that application, served by uvicorn."""
    config = uvicorn.Config(application(org), port=0, loop=request.param, log_level="warning")
    started = threading.Event()

    class Announced(uvicorn.Server):
        async def startup(self, sockets: list[Any] | None = None) -> None:
            await super().startup(sockets)
            started.set()

    server = Announced(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    assert started.wait(HANG)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(HANG)
    assert not thread.is_alive()


def test_in_a_web_server(site: str) -> None:
    with httpx.Client(timeout=60, trust_env=False) as browser, ThreadPoolExecutor(8) as threads:
        paths = [f"{site}/{kind}/me" for kind in ("async", "sync")] * 10
        answers = [response.json() for response in threads.map(browser.get, paths)]
        assert len({answer["id"] for answer in answers}) == 1 and min(answer["users"] for answer in answers) >= USERS
        # The application does not handle the error of the SDK.
        assert browser.get(f"{site}/async/nobody").status_code == 500


@pytest.fixture
def notebook() -> Iterator[Callable[[str], str]]:
    """Runs a cell of a notebook; returns what it printed."""
    Path.home().mkdir()
    manager = KernelManager()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)

    def run(cell: str, until: threading.Event | None = None) -> str:
        printed: list[str] = []

        def hook(message: dict[str, Any]) -> None:
            content = message["content"]
            printed.append(content.get("text") or content.get("ename") or "")
            if until is not None and "ready" in printed[-1]:
                assert until.wait(HANG)
                manager.interrupt_kernel()

        client.execute_interactive(cell, timeout=60, output_hook=hook, allow_stdin=False)
        return "".join(printed)

    try:
        yield run
    except Empty:  # pragma: no cover - a kernel that does not answer
        raise AssertionError("the kernel does not answer") from None
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def test_in_a_notebook(org: str, notebook: Callable[..., str]) -> None:
    begin = f"from oktant import AsyncClient, Client; okta = AsyncClient(org_url={org!r}, token={TOKEN!r})"
    assert notebook(begin) == ""
    assert notebook("print((await okta.call('getUser', path={'id': 'me'})).status)") == "200\n"
    cell = "print(len([user async for user in okta.users.list_users(limit=200)]) >= 1000)"
    assert notebook(cell) == "True\n"
    # The loop runs already, and a synchronous client works all the same.
    waiting = f"with Client(org_url={org!r}, token={TOKEN!r}) as waiting: print(waiting.call('getUser', path={{'id': 'me'}}).status)"
    assert notebook(waiting) == "200\n"
    with Server([stall]) as server:
        begin = f"slow = dict(org_url={server.url!r}, token='00token', timeout=60); print('ready', flush=True)"
        call = f"{begin}; Client(**slow).call('getUser', path={{'id': '1'}})"
        assert notebook(call, server.arrived) == "ready\nKeyboardInterrupt"
        assert server.gone.wait(HANG)
    assert notebook("print((await okta.call('getUser', path={'id': 'me'})).status)") == "200\n"
