"""The client for asyncio."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Coroutine
from typing import Any

import pytest
from conftest import TOKEN, USERS
from server import HANG, Held, Server, answer, drop, problem, stall

import oktant
from oktant import AsyncClient


def fake(server: Server, **settings: object) -> AsyncClient:
    return AsyncClient(org_url=server.url, token="00token", **settings)  # type: ignore[arg-type]


def run(work: Coroutine[Any, Any, Any], loop: asyncio.AbstractEventLoop | None = None) -> Any:
    """As asyncio.run, in any loop; fails if the loop reports an error."""
    loop = loop or asyncio.new_event_loop()
    complaints: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda _, context: complaints.append(context))
    try:
        result = loop.run_until_complete(work)
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()
    gc.collect()
    assert complaints == []
    return result


def test_calls_lists_and_errors(org: str) -> None:
    async def work() -> None:
        async with AsyncClient(org_url=org, token=TOKEN) as okta:
            assert repr(okta) == f"<AsyncClient of {org}>"
            first = await okta.users.list_users(limit=1).first_page()
            me = first.items[0]["id"]
            assert (await okta.call("getUser", path={"id": me})).json["id"] == me
            assert (await okta.request("GET", f"/api/v1/users/{me}")).json["id"] == me
            assert len([user async for user in okta.users.list_users(limit=200)]) >= USERS
            sizes = [len(page) async for page in okta.users.list_users(limit=200).pages()]
            assert sizes[:5] == [200] * 5
            rest = [user async for user in okta.users.list_users(cursor=first.cursor)]
            assert len(rest) >= USERS - 1
            with pytest.raises(oktant.NotFoundError):
                await okta.call("getUser", path={"id": "nobody"})
        with pytest.raises(RuntimeError, match="closed"):
            await okta.call("getUser", path={"id": me})

    run(work())


def test_many_calls_at_once(org: str) -> None:
    async def work() -> None:
        async with AsyncClient(org_url=org, token=TOKEN) as okta:
            ids = [user["id"] for user in await okta.users.list_users(limit=50).first_page()]
            calls = [okta.call("getUser", path={"id": ids[number % 50]}) for number in range(500)]
            assert [raw.json["id"] for raw in await asyncio.gather(*calls)] == [ids[number % 50] for number in range(500)]

    run(work())


def test_a_cancelled_task_closes_its_connection() -> None:
    async def work(server: Server) -> None:
        async with fake(server) as okta:
            task = asyncio.create_task(okta.call("getUser", path={"id": "1"}))
            assert await asyncio.to_thread(server.arrived.wait, HANG)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await asyncio.to_thread(server.gone.wait, HANG)

    with Server([stall]) as server:
        run(work(server))


def test_a_cancelled_pause_sends_nothing_more() -> None:
    async def work(server: Server) -> None:
        pausing = asyncio.Event()

        def listen(event: oktant.Event) -> None:
            if event.kind == "retry":
                pausing.set()

        async with fake(server, max_wait=0.2, on_event=listen) as okta:
            task = asyncio.create_task(okta.call("getUser", path={"id": "cancelled"}))
            await pausing.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            # A later call pauses as long, so the pause of the first one would have ended before.
            await okta.call("getUser", path={"id": "later"})
        assert [request.target.rpartition("/")[2] for request in server.requests] == ["cancelled", "later", "later"]

    with Server([problem(503), problem(503), answer({})]) as server:
        run(work(server))


def test_asyncio_wait_for_works() -> None:
    async def work(server: Server) -> None:
        async with fake(server) as okta:
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(okta.call("getUser", path={"id": "1"}), 0.1)

    with Server([stall]) as server:
        run(work(server))


def test_an_abandoned_list_closes_its_connection() -> None:
    async def work(server: Server) -> None:
        async with fake(server) as okta:
            async for user in okta.items("listUsers"):
                if user == 4:
                    # The next page is prefetched by now.
                    assert await asyncio.to_thread(server.wait_for, 5)
                    break
            gc.collect()
            await asyncio.sleep(0)
            assert await asyncio.to_thread(server.gone.wait, HANG)

    def page(number: int) -> bytes:
        return answer([number], headers=(("Link", f'</api/v1/users?after={number}>; rel="next"'),))

    with Server([*map(page, range(1, 5)), stall]) as server:
        run(work(server))


def test_a_loop_may_be_closed_early() -> None:
    held = Held(answer({"id": "1"}))
    with Server([held, answer({"id": "1"})]) as server:
        loop = asyncio.new_event_loop()
        okta = fake(server)

        async def call() -> None:
            await okta.call("getUser", path={"id": "1"})

        task = loop.create_task(call())
        assert loop.run_until_complete(asyncio.to_thread(server.arrived.wait, HANG))
        task.cancel()
        loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
        loop.close()
        held.release()
        # The same client serves the next loop.
        assert run(okta.call("getUser", path={"id": "1"})).json == {"id": "1"}


def test_one_client_serves_loops_in_several_threads(org: str) -> None:
    okta = AsyncClient(org_url=org, token=TOKEN)
    found: list[int] = []

    async def work() -> None:
        users = [user async for user in okta.users.list_users(limit=200)]
        found.append(len(users))

    threads = [threading.Thread(target=lambda: run(work())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and len(set(found)) == 1


def test_a_loop_that_watches_no_pipes_is_woken_by_a_callback(org: str) -> None:
    class Plain(asyncio.SelectorEventLoop):
        add_reader = asyncio.AbstractEventLoop.add_reader

    async def work() -> int:
        async with AsyncClient(org_url=org, token=TOKEN) as okta:
            await asyncio.gather(*(okta.call("getUser", path={"id": "nobody"}) for _ in range(50)), return_exceptions=True)
            return len([user async for user in okta.users.list_users(limit=200)])

    # The loop's own pipe is watched by other means.
    loop = Plain.__new__(Plain)
    loop._add_reader = asyncio.SelectorEventLoop._add_reader.__get__(loop)  # type: ignore[attr-defined]
    loop.__init__()  # type: ignore[misc]
    assert run(work(), loop) >= USERS


def test_a_token_comes_from_an_async_function() -> None:
    asked: list[bool] = []

    async def bearer(fresh: bool) -> str:
        asked.append(fresh)
        # The tasks of the other calls run now, and wait for the token.
        await asyncio.sleep(0)
        return "new" if fresh else "old"

    async def work(server: Server) -> None:
        async with AsyncClient(org_url=server.url, bearer=bearer) as okta:
            await asyncio.gather(*(okta.call("getUser", path={"id": "1"}) for _ in range(10)))
        assert asked == [False]
        assert {request.headers["authorization"] for request in server.requests} == {"Bearer old"}

    with Server([answer({"id": "1"})]) as server:
        run(work(server))


def test_an_exception_of_an_async_callback_is_the_cause() -> None:
    async def bearer(_fresh: bool) -> str:
        await asyncio.sleep(0)
        raise LookupError("no vault")

    async def work(server: Server) -> None:
        async with AsyncClient(org_url=server.url, bearer=bearer) as okta:
            with pytest.raises(oktant.AuthError, match="no vault") as caught:
                await okta.call("getUser", path={"id": "1"})
            assert isinstance(caught.value.__cause__, LookupError)

    with Server([answer({})]) as server:
        run(work(server))


def test_cancelling_the_call_that_gets_the_token_fails_no_other_call() -> None:
    asked = 0

    async def work(server: Server) -> None:
        first = asyncio.Event()

        async def bearer(_fresh: bool) -> str:
            nonlocal asked
            asked += 1
            if asked == 1:
                first.set()
                await asyncio.Event().wait()
            return "token"

        async with AsyncClient(org_url=server.url, bearer=bearer) as okta:
            leader = asyncio.create_task(okta.call("getUser", path={"id": "1"}))
            await first.wait()
            others = [asyncio.create_task(okta.call("getUser", path={"id": "1"})) for _ in range(5)]
            await asyncio.sleep(0)  # they begin, and wait for the token
            leader.cancel()
            assert [raw.status for raw in await asyncio.wait_for(asyncio.gather(*others), HANG)] == [200] * 5
            assert asked == 2

    with Server([answer({"id": "1"})]) as server:
        run(work(server))


def test_transport_errors_and_timeouts(org: str) -> None:
    async def work() -> None:
        with Server([drop]) as server:
            async with fake(server, max_retries=0) as okta:
                with pytest.raises(oktant.TransportError) as broken:
                    await okta.call("createUser", body={})
                assert broken.value.may_have_been_sent and broken.value.phase == "answer"
        with Server([stall]) as server:
            async with fake(server, max_retries=0) as okta:
                with pytest.raises(oktant.TimedOutError):
                    await okta.call("getUser", path={"id": "1"}, timeout=0.1)

    run(work())
