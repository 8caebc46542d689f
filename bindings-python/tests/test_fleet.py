"""Fleets over a real server: each kind of client, processes and forks that share a limit, and a server that is away or hangs."""

from __future__ import annotations

import asyncio
import gc
import ipaddress
import json
import socket
import ssl
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis
import redis.asyncio
import valkey
from cryptography import x509
from server import HANG, Listener, Server, answer
from simulator import TOKEN, simulator
from store import Store
from test_processes import in_child, python
from test_tls import Authority
from test_tokens import APP, KEY, PEM, SCOPES, jwk

import oktant
from oktant import AsyncClient, Client

USER = {"id": "1"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A server of Valkey."""
    with Store(tmp_path_factory.mktemp("store")) as store:
        yield store


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A server that is a cluster of one node."""
    with Store(tmp_path_factory.mktemp("cluster"), "--cluster-enabled", "yes") as store:
        with redis.Redis(port=store.port) as client:
            client.execute_command("CLUSTER", "ADDSLOTSRANGE", 0, 16383)
            while b"cluster_state:ok" not in client.execute_command("CLUSTER", "INFO"):
                pass
        yield store


@pytest.fixture(autouse=True)
def patient(nowhere: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls wait for a server that has little time."""
    monkeypatch.setenv("OKTA_CLIENT_FLEETTIMEOUT", "1000ms")


class Events(list[oktant.Event]):
    """The events of a client."""

    def kinds(self) -> list[str]:
        return [event.kind for event in self]

    def of_fleet(self) -> list[str]:
        return [kind for kind in self.kinds() if kind.startswith("fleet")]


CLIENTS: dict[str, Callable[[int], Any]] = {
    "redis": lambda port: redis.Redis(port=port),
    "redis, texts": lambda port: redis.Redis(port=port, decode_responses=True),
    "redis 3": lambda port: redis.Redis(port=port, protocol=3),
    "valkey": lambda port: valkey.Valkey(port=port),
    "URL": lambda port: f"redis://127.0.0.1:{port}",
    "valkey URL": lambda port: f"valkey://127.0.0.1:{port}/1",
}


def test_clients_share_the_limit(store: Store) -> None:
    """One client uses the limit up; another, which has sent nothing, knows that."""
    with simulator(10, rate_limit=30) as org:
        for sent in (30, 0):
            events = Events()
            with Client(org_url=org, token=TOKEN, fleet=store.url, on_event=events.append) as okta:
                with pytest.raises(oktant.OktantError, match="rate limit"):
                    while True:
                        okta.call("listUsers", deadline=2)
            assert events.of_fleet() == ["fleet_joined"]
            assert [event.status for event in events if event.kind == "response"] == [200] * sent


@pytest.mark.parametrize("name", CLIENTS)
def test_each_kind_of_client_is_a_member(store: Store, org: str, name: str) -> None:
    with Client(**in_fleet(org, CLIENTS[name](store.port))) as okta:
        okta.call("listUsers")
    assert members(store, org, 1 if name == "valkey URL" else 0) == 1


@pytest.mark.parametrize("make", [redis.RedisCluster, valkey.ValkeyCluster])
def test_a_cluster_is_a_store(cluster: Store, org: str, make: Callable[..., Any]) -> None:
    with Client(**in_fleet(org, make(host="127.0.0.1", port=cluster.port))) as okta:
        okta.call("listUsers")
    assert members(cluster, org) == 1


def in_fleet(org: str, fleet: Any) -> dict[str, Any]:
    """Settings of a member."""
    return {"org_url": org, "token": TOKEN, "fleet": fleet}


def members(store: Store, org: str, database: int = 0) -> int:
    """How many members the store knows, all of one rate limit. It forgets them."""
    with redis.Redis(port=store.port, db=database) as client:
        [key] = client.scan_iter(f"oktant:{{{org.removeprefix('http://')}*:rates")
        names = [name for name in client.hkeys(key) if name.startswith(b"member-")]  # type: ignore[union-attr]
        client.flushall()
    return len(names)


@dataclass
class Tunnel(Listener):
    """TLS in front of a server."""

    certificate: Path
    to: int

    def serve(self, plain: socket.socket) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        try:
            with context.wrap_socket(plain, server_side=True) as outer, socket.create_connection(("127.0.0.1", self.to)) as inner:
                back = threading.Thread(target=forward, args=(inner, outer), daemon=True)
                back.start()
                forward(outer, inner)
                back.join()
        except OSError:
            pass


def forward(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


@pytest.mark.parametrize("scheme", ["rediss", "valkeys"])
def test_a_url_may_have_tls_and_a_user_with_few_rights(tmp_path: Path, org: str, scheme: str) -> None:
    authority = Authority(tmp_path)
    certificate = authority.certificate("store", x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    with Store(tmp_path) as store, Tunnel(certificate, store.port) as tunnel:
        with redis.Redis(port=store.port) as client:
            # As docs/fleet.md has it.
            rights = "+evalsha +script|load +hgetall +hset +hdel +del +time +pexpire ~oktant:*"
            client.execute_command("ACL", "SETUSER", "fleet", "on", ">secret", *rights.split())
        url = f"{scheme}://fleet:secret@127.0.0.1:{tunnel.port}/0"
        for authorities, kind in ((str(authority.path), "fleet_joined"), (None, "fleet_lost")):
            events = Events()
            with Client(**in_fleet(org, url), ca_certificates=authorities, on_event=events.append) as okta:
                okta.call("listUsers")
            assert events.of_fleet() == [kind], [event.text for event in events]
            assert "secret" not in str(events)


@pytest.mark.parametrize("name", ["asyncio", "redis", "URL"])
def test_asyncio_clients_are_members(store: Store, org: str, name: str) -> None:
    async def use(calls: int) -> None:
        fleet = redis.asyncio.Redis(port=store.port) if name == "asyncio" else CLIENTS[name](store.port)
        events = Events()
        async with AsyncClient(**in_fleet(org, fleet), on_event=events.append) as okta:
            await asyncio.gather(*(okta.call("listUsers") for _ in range(calls)))
        assert events.of_fleet() == ["fleet_joined"]

    asyncio.run(use(1))
    asyncio.run(use(50))
    assert members(store, org) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="forks are those of Unix")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_forked_children_and_other_processes_are_members(store: Store, org: str, monkeypatch: pytest.MonkeyPatch) -> None:
    events = Events()
    okta = Client(**in_fleet(org, redis.Redis(port=store.port)), on_event=events.append)
    okta.call("listUsers")

    def work() -> None:
        events.clear()
        okta.call("listUsers")
        assert events.of_fleet() == ["fleet_joined"]

    assert [in_child(work), in_child(work)] == [0, 0]
    for name, value in {"ORGURL": org, "TOKEN": TOKEN, "FLEET": store.url}.items():
        monkeypatch.setenv(f"OKTA_CLIENT_{name}", value)
    done = python("import oktant; oktant.Client().call('listUsers')")
    assert (done.returncode, done.stderr) == (0, "")
    assert members(store, org) == 4


def test_tokens_are_shared_and_encrypted(store: Store, tmp_path: Path) -> None:
    jwks = tmp_path / "jwks.json"
    jwks.write_text(json.dumps({"keys": [jwk(KEY)]}))
    settings: Any = {"client_id": APP, "scopes": SCOPES, "private_key": PEM, "key_id": "python", "fleet": store.url}
    with simulator(10, f"--service-app={APP}={jwks}") as org:
        requested = []
        for _ in range(3):
            events = Events()
            with Client(org_url=org, on_event=events.append, **settings) as okta:
                okta.call("listUsers")
            requested.append(events.kinds().count("token_requested"))
    assert requested == [1, 0, 0]
    with redis.Redis(port=store.port) as client:
        stored = b" ".join(client.dump(key) or b"" for key in client.scan_iter("oktant:*"))
    assert stored and b"eyJ" not in stored


def test_calls_go_on_without_a_store_and_join_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OKTA_CLIENT_FLEETTIMEOUT")
    events = Events()
    with Store(tmp_path) as store, Server([answer(USER)]) as server:
        okta = Client(org_url=server.url, token="00token", fleet=store.url, on_event=events.append)

        def call_until(kind: str) -> None:
            events.clear()
            while kind not in events.kinds():
                assert okta.call("getUser", path={"id": "1"}, timeout=HANG).status == 200

        call_until("fleet_joined")
        for fail, mend in [(store.pause, store.resume), (store.kill, store.start)]:
            fail()
            call_until("fleet_lost")
            assert [event.text for event in events if event.kind == "fleet_lost"] != [""]
            mend()
            call_until("fleet_joined")


def test_a_store_that_hangs_does_not_keep_the_process_alive(tmp_path: Path) -> None:
    program = """
        import sys, redis
        from oktant import Client
        # This client would wait for ever.
        fleet = redis.Redis(port=int(sys.argv[2]), socket_timeout=None, socket_connect_timeout=None)
        okta = Client(org_url=sys.argv[1], token="00token", fleet=fleet, on_event=lambda event: print(event.kind, event.text))
        okta.call("getUser", path={"id": "1"})
        print("end")
    """
    with Store(tmp_path) as store, Server([answer(USER)]) as server:
        store.pause()
        done = python(program, server.url, str(store.port), timeout=HANG)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("fleet_lost ") and done.stdout.endswith("\nend\n")


class Scripts:
    """A store of the program's own, which cannot be used."""

    def __init__(self, reply: object) -> None:
        self.reply = reply
        self.okta: Client | None = None

    def register_script(self, script: str, /) -> Callable[..., Any]:
        def run(keys: list[str], args: list[str]) -> object:
            assert len(keys) == 1 and all(isinstance(argument, str) for argument in args)
            if isinstance(self.reply, Exception):
                raise self.reply
            return self.reply

        return run


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        (ValueError("it broke"), "ValueError: it broke"),
        ("OK", "TypeError: the store replied str, not a list of texts"),
        ([None], "TypeError: the store replied NoneType, not a list of texts"),
    ],
)
def test_a_store_of_the_program_may_fail(reply: object, text: str) -> None:
    events = Events()
    with Server([answer(USER)]) as server:
        okta = Client(org_url=server.url, token="00token", fleet=Scripts(reply), on_event=events.append)
        assert okta.call("getUser", path={"id": "1"}).status == 200
    assert [text in str(event.text) for event in events if event.kind == "fleet_lost"] == [True]


def test_an_interrupt_in_a_store_ends_the_call() -> None:
    class Interrupted(Scripts):
        def register_script(self, script: str, /) -> Callable[..., Any]:
            if "KEYS" in script:
                raise KeyboardInterrupt
            return super().register_script(script)

    with Server([answer(USER)]) as server, Client(org_url=server.url, token="00token", fleet=Interrupted([])) as okta:
        with pytest.raises(KeyboardInterrupt):
            okta.call("getUser", path={"id": "1"})
        assert server.requests == []


def test_a_store_may_refer_to_its_client() -> None:
    store = Scripts([])
    okta = Client(org_url="https://example.okta.com", token="00token", fleet=store)
    store.okta = okta
    freed = weakref.ref(okta)
    del okta, store
    gc.collect()
    assert freed() is None


def test_what_is_no_store_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(fleet: Any, kind: type[Client | AsyncClient] = Client) -> object:
        return kind(org_url="https://example.okta.com", token="00token", fleet=fleet)

    with pytest.raises(TypeError, match=r"fleet is int: give a URL, or a client such as redis\.Redis"):
        make(6379)
    with pytest.raises(TypeError, match="fleet is an asyncio Redis: give a Client one that blocks, or use an AsyncClient"):
        make(redis.asyncio.Redis())
    assert make(redis.asyncio.Redis(), AsyncClient)
    with pytest.raises(oktant.ConfigError, match="OKTA_CLIENT_FLEET"):
        make("localhost:6379")
    with pytest.raises(oktant.ConfigError, match="OKTA_CLIENT_FLEET") as raised:
        make("redis://:pass/word@localhost")
    assert "word" not in str(raised.value) and raised.value.__cause__ is None
    okta = make("redis://:password@localhost")
    assert "password" not in okta.explain() + repr(okta)  # type: ignore[attr-defined]
    for name in ("redis", "valkey"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(oktant.ConfigError, match=r"pip install oktant\[fleet\]"):
        make("redis://localhost")
