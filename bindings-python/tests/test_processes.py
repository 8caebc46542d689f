"""Signals, forks and the end of a process: each in a process of its own, or in a forked child."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading

import pytest
from conftest import TOKEN
from server import HANG, Held, Server, answer, problem, stall

import oktant
from oktant import AsyncClient, Client

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and forks are those of Unix")


def python(program: str, *arguments: str, timeout: float = 2 * HANG) -> subprocess.CompletedProcess[str]:
    """Runs a program; returns what it printed."""
    command = [sys.executable, "-X", "faulthandler", "-c", textwrap.dedent(program), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)


@pytest.mark.parametrize("what", ["sending", "waiting", "listing"])
def test_ctrl_c_stops_a_call(what: str) -> None:
    program = """
        import signal, sys
        from oktant import Client
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs begin without it
        okta = Client(org_url=sys.argv[1], token="00token", max_retries=5, on_event=lambda event: print(event.kind, flush=True))
        try:
            if sys.argv[2] == "listing":
                list(okta.users.list_users())
            else:
                okta.call("getUser", path={"id": "1"})
        except KeyboardInterrupt:
            print("interrupted")
    """
    answers = {"sending": [stall], "waiting": [problem(429, retry_after="60")], "listing": [stall]}[what]
    last = "retry" if what == "waiting" else "request"
    with Server(list(answers)) as server:
        command = [sys.executable, "-c", textwrap.dedent(program), server.url, what]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            while process.stdout.readline() not in (f"{last}\n", ""):
                pass
            assert server.arrived.wait(HANG)
            process.send_signal(signal.SIGINT)
            # Neither the pause nor the answer would end by then.
            assert process.communicate(timeout=HANG)[0] == "interrupted\n"
            assert process.returncode == 0
        assert what == "waiting" or server.gone.wait(HANG)
        assert len(server.requests) == 1


def test_a_signal_that_is_handled_stops_nothing() -> None:
    held = Held(answer({"id": "1"}))
    # The answer comes only if the handler runs while the call waits.
    previous = signal.signal(signal.SIGUSR1, lambda *_: held.release())
    try:
        with Server([held]) as server, Client(org_url=server.url, token="00token", max_retries=0) as okta:

            def send_signal() -> None:
                if server.arrived.wait(HANG):
                    os.kill(os.getpid(), signal.SIGUSR1)

            threading.Thread(target=send_signal).start()
            assert okta.call("getUser", path={"id": "1"}).status == 200
    finally:
        signal.signal(signal.SIGUSR1, previous)


def test_a_hung_thread_does_not_keep_the_process_alive() -> None:
    program = """
        import sys, threading
        from oktant import Client
        started = threading.Event()
        okta = Client(org_url=sys.argv[1], token="00token", on_event=lambda event: started.set())
        threading.Thread(target=lambda: okta.call("getUser", path={"id": "1"}), daemon=True).start()
        started.wait()
        print("end")
    """
    with Server([stall]) as server:
        done = python(program, server.url, timeout=HANG)
    assert (done.returncode, done.stdout, done.stderr) == (0, "end\n", "")


def test_calls_in_progress_at_the_end_of_asyncio_do_no_harm() -> None:
    program = """
        import asyncio, sys
        from oktant import AsyncClient
        async def begin():
            started = asyncio.Event()
            okta = AsyncClient(org_url=sys.argv[1], token="00token", on_event=lambda event: started.set())
            task = asyncio.create_task(okta.call("getUser", path={"id": "1"}))
            await started.wait()
            return task
        async def main():
            task = await begin()
            print("end")
        asyncio.run(main())
        loop = asyncio.new_event_loop()
        kept = loop.run_until_complete(begin())
    """
    with Server([stall]) as server:
        done = python(program, server.url, timeout=HANG)
    assert (done.returncode, done.stdout) == (0, "end\n"), done.stderr


def in_child(work: object) -> int:
    """Forks, does the work, and returns the exit code of the child."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            signal.alarm(20)
            work()  # type: ignore[operator]
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_forked_children_call_while_sixteen_threads_do(org: str) -> None:
    import asyncio

    okta = Client(org_url=org, token=TOKEN)
    me = okta.users.list_users(limit=1).first_page().items[0]["id"]
    stop, failures = threading.Event(), []

    def busy() -> None:
        while not stop.is_set():
            try:
                okta.call("getUser", path={"id": me})
            except Exception as error:
                failures.append(error)

    def busy_loop() -> None:
        async def calls() -> None:
            async with AsyncClient(org_url=org, token=TOKEN) as own:
                while not stop.is_set():
                    await asyncio.gather(*(own.call("getUser", path={"id": me}) for _ in range(4)))

        try:
            asyncio.run(calls())
        except Exception as error:
            failures.append(error)

    def in_async() -> None:
        async def call() -> object:
            return (await AsyncClient(org_url=org, token=TOKEN).call("getUser", path={"id": me})).json["id"]

        assert asyncio.run(call()) == me

    def work() -> None:
        assert okta.call("getUser", path={"id": me}).json["id"] == me
        assert len(list(okta.users.list_users(limit=200))) > 1000
        in_async()
        okta.close()
        # A child of the child works, too.
        assert in_child(in_async) == 0

    threads = [threading.Thread(target=busy if number % 2 else busy_loop) for number in range(16)]
    for thread in threads:
        thread.start()
    try:
        assert [in_child(work) for _ in range(10)] == [0] * 10
        work_of_parent = [okta.call("getUser", path={"id": me}).status for _ in range(10)]
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert work_of_parent == [200] * 10 and failures == []


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_child_has_connections_of_its_own() -> None:
    with Server([answer({"id": "1"})]) as server, Client(org_url=server.url, token="00token") as okta:

        def call() -> None:
            assert okta.call("getUser", path={"id": "1"}).status == 200

        call()
        assert [in_child(call) for _ in range(3)] == [0] * 3
        # The ends of the children have closed no connection of the parent.
        call()
        own, *theirs, again = (request.port for request in server.requests)
        assert own == again and len({own, *theirs}) == 4


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_child_cannot_read_on_a_list_of_its_parent(org: str) -> None:
    def page(number: int) -> bytes:
        return answer([number], headers=(("Link", f'</api/v1/users?after={number}>; rel="next"'),))

    with Server([page(1), page(2), answer([0]), answer([3])]) as server:
        okta = Client(org_url=server.url, token="00token")
        users = iter(okta.items("listUsers"))
        assert [next(users), next(users)] == [1, 2]

        def work() -> None:
            with pytest.raises(RuntimeError, match="belongs to the parent process"):
                next(users)
            assert okta.call("listUsers").status == 200

        assert in_child(work) == 0
        # The parent reads on.
        assert next(users) == 3


def test_a_second_interpreter_is_refused() -> None:
    program = """
        import oktant
        try:
            import _xxsubinterpreters as interpreters
        except ImportError:
            import _interpreters as interpreters
        tried = "try:\\n    import oktant\\nexcept ImportError as error:\\n    print(error)"
        interpreters.run_string(interpreters.create(), tried)
    """
    done = python(program)
    assert done.returncode == 0, done.stderr
    assert "one interpreter" in done.stdout or "subinterpreters" in done.stdout


def test_the_import_loads_no_slow_module() -> None:
    program = """
        import sys
        before = set(sys.modules)
        import oktant
        slow = {"asyncio", "json", "logging", "inspect", "dataclasses", "datetime", "decimal", "oktant.generated.models"}
        loaded = set(sys.modules) - before
        assert not loaded & slow, loaded & slow
        oktant.AsyncClient
        assert "asyncio" in sys.modules
    """
    done = python(program)
    assert done.returncode == 0, done.stderr


def test_every_public_name_is_documented() -> None:
    assert set(oktant.__all__) <= set(dir(oktant)) | {"AsyncClient", "AsyncList"}
    for name in oktant.__all__:
        assert getattr(oktant, name).__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'Clinet'"):
        _ = oktant.Clinet  # type: ignore[attr-defined]
