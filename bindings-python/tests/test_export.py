"""Exports, as the consumers of Arrow's PyCapsule interface read them; each value is compared with the documents."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import duckdb
import pandas
import polars
import pyarrow
import pytest
from simulator import TOKEN, simulator

import oktant
import oktant.export
from oktant.simulator import SimulatedOrg

Row = dict[str, Any]


@pytest.fixture(scope="module")
def custom() -> Iterator[str]:
    """The URL of an org with custom attributes, which one user has."""
    options = [part for name in ("years:integer", "sites:array", "remote:boolean") for part in ("--custom", name)]
    with simulator(450, *options) as url:
        with oktant.Client(org_url=url, token=TOKEN) as okta:
            late = max(okta.users.list_users(), key=lambda user: user["created"])
            profile = {"years": 9007199254740993, "sites": ["Bern", ""], "remote": True, "nickName": "Zoë 😀"}
            okta.users.update_user(late["id"], {"profile": profile})
        yield url


@pytest.fixture
def okta(custom: str) -> Iterator[oktant.Client]:
    with oktant.Client(org_url=custom, token=TOKEN) as okta:
        yield okta


def documents(okta: oktant.Client) -> dict[str, Any]:
    return {user["id"]: user.to_dict() for user in okta.users.list_users()}


def compare(rows: list[Row], users: dict[str, Any]) -> None:
    """Compares rows with the documents."""
    assert {row["id"] for row in rows} == users.keys()
    assert len(rows) == len(users)
    for row in rows:
        user = users[row["id"]]
        assert row["_extras"] is None
        for name, found in row.items():
            value = user
            for part in name.split("."):
                value = value.get(part) if isinstance(value, dict) else None
            if name in ("activated", "created", "lastLogin", "lastUpdated", "passwordChanged", "statusChanged") and value is not None:
                assert found.utcoffset() == timedelta(0)
                value = datetime.fromisoformat(value.replace("Z", "+00:00"))
            elif name == "credentials.emails" and value is not None:
                found = json.loads(found)
            elif name == "profile.costNumber" and value is not None:
                value = float(value)
            assert found == value and type(found) is type(value), name


def by_pandas(export: oktant.export.Export) -> list[Row]:
    frame = export.to_pandas()
    assert str(frame["created"].dtype) == "timestamp[ms, tz=UTC][pyarrow]"
    rows = pyarrow.Table.from_pandas(frame, preserve_index=False).to_pylist()
    assert isinstance(frame, pandas.DataFrame)
    return rows


def by_duckdb(users: oktant.export.Export) -> list[Row]:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    relation = connection.sql("FROM users")
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


READERS: list[Callable[[oktant.export.Export], list[Row]]] = [
    lambda export: pyarrow.table(export).to_pylist(),
    lambda export: pyarrow.RecordBatchReader.from_stream(export).read_all().to_pylist(),
    lambda export: polars.DataFrame(export).to_dicts(),
    lambda export: export.to_polars().to_dicts(),
    by_pandas,
    by_duckdb,
]


@pytest.mark.parametrize("read", READERS, ids=["pyarrow", "reader", "polars", "to_polars", "pandas", "duckdb"])
def test_each_reader_gets_each_value(okta: oktant.Client, read: Callable[[oktant.export.Export], list[Row]]) -> None:
    compare(read(oktant.export.users(okta)), documents(okta))


def test_an_export_is_read_again_each_time(okta: oktant.Client) -> None:
    users = oktant.export.users(okta, search='profile.department eq "Sales"', document=True, concurrency=2)
    first, second = users.to_polars(), users.to_polars()
    assert 0 < len(first) < 450 and set(first["id"]) == set(second["id"])
    assert all(json.loads(row["document"])["id"] == row["id"] for row in first.to_dicts())
    stream = users._start()
    assert len(polars.DataFrame(stream)) == len(first)
    with pytest.raises(RuntimeError, match="read already"):
        stream.__arrow_c_stream__()
    assert repr(users).startswith("<Export of users of http://127.0.0.1")


def test_each_dataset_has_its_rows(okta: oktant.Client) -> None:
    groups = okta.groups.list_groups().all()
    assert set(oktant.export.groups(okta).to_polars()["id"]) == {group["id"] for group in groups}
    members = {(group["id"], user["id"]) for group in groups for user in okta.groups.list_group_users(group["id"])}
    assert set(oktant.export.memberships(okta).to_polars().rows()) >= {(*pair, None) for pair in members}
    for dataset in ("apps", "app_users", "app_groups", "roles", "devices", "logs"):
        frame = getattr(oktant.export, dataset)(okta).to_polars()
        assert frame.columns[-1] == "_extras", dataset
    soon = datetime.now(timezone.utc) + timedelta(days=1)
    assert len(oktant.export.users(okta, since=soon).to_polars()) == 0
    with pytest.raises(ValueError, match="no time zone"):
        oktant.export.users(okta, since=datetime(2026, 1, 1))


def test_lists_are_frames_too(okta: oktant.Client) -> None:
    users = documents(okta)
    compare(okta.users.list_users(limit=200).to_polars().to_dicts(), users)
    frame = okta.users.list_users().take(5).to_pandas()
    assert len(frame) == 5 and frame["profile.login"].notna().all()
    assert len(okta.groups.list_groups().to_polars()) > 0
    with pytest.raises(TypeError, match="no columns are known"):
        okta.user_types.list_user_types().to_polars()


def test_asynchronous_clients_export(custom: str) -> None:
    async def read() -> tuple[int, int]:
        async with oktant.AsyncClient(org_url=custom, token=TOKEN) as okta:
            exported = await asyncio.to_thread(oktant.export.users(okta).to_polars)
            listed = await okta.users.list_users().to_polars()
            return len(exported), len(listed)

    assert asyncio.run(read()) == (450, 450)


def test_errors_are_those_of_calls(custom: str) -> None:
    with oktant.Client(org_url=custom, token="00wrong") as okta:
        with pytest.raises(oktant.UnauthorizedError):
            pyarrow.table(oktant.export.users(okta))
    with oktant.Client(org_url=custom, token=TOKEN) as okta:
        with pytest.raises(oktant.BadRequestError):
            oktant.export.users(okta, search="nonsense").to_polars()
        with pytest.raises(oktant.InvalidArgumentError, match="cannot be searched"):
            okta._native.export("roles", search="x")


def test_a_later_error_is_typed_too() -> None:
    with SimulatedOrg(users=450) as org, org.client() as okta:
        # The org's time and a page.
        org.answer_next("GET", "/api/v1/users", status=403, skip=2, times=50)
        stream = oktant.export.users(okta)._start()
        with pytest.raises(Exception, match="403"):
            pyarrow.table(stream)
        assert isinstance(stream.failure, oktant.ForbiddenError)


def test_callbacks_of_the_program_serve_exports(custom: str) -> None:
    threads = []

    def bearer(fresh: bool) -> str:
        threads.append(threading.get_ident())
        return "never-accepted"

    with oktant.Client(org_url=custom, bearer=bearer) as okta:
        with pytest.raises(oktant.UnauthorizedError):
            oktant.export.users(okta).to_polars()
    assert threads

    async def asynchronous(fresh: bool) -> str:
        return "never-asked"

    with oktant.Client(org_url=custom, bearer=asynchronous) as okta:
        with pytest.raises(oktant.AuthError) as caught:
            oktant.export.users(okta).to_polars()
    assert isinstance(caught.value.__cause__, TypeError)

    class Recorder:
        def __init__(self) -> None:
            self.sent: list[str] = []

        def send(self, request: oktant.Request) -> oktant.Response:
            from urllib.request import ProxyHandler, Request, build_opener

            self.sent.append(request.url)
            opener = build_opener(ProxyHandler({}))
            with opener.open(Request(request.url, headers=dict(request.headers), method=request.method)) as response:
                return oktant.Response(response.status, response.headers.items(), response.read())

    recorder = Recorder()
    with oktant.Client(org_url=custom, token=TOKEN, transport=recorder) as okta:
        assert len(oktant.export.users(okta).to_polars()) == 450
    assert any("/api/v1/meta/schemas/user/" in url for url in recorder.sent)


@pytest.mark.skipif(sys.platform == "win32", reason="fork")
def test_a_forked_child_exports_again(custom: str) -> None:
    """What its parent reads it cannot read on."""
    script = f"""
import os, oktant, oktant.export, pyarrow
okta = oktant.Client(org_url={custom!r}, token={TOKEN!r})
rows = oktant.export.users(okta)._start()
if os.fork() == 0:
    try:
        pyarrow.RecordBatchReader.from_stream(rows).read_next_batch()
    except Exception as error:
        print("parent process" in str(error), rows.failure is not None, flush=True)
    print(len(oktant.export.users(okta).to_polars()), flush=True)
    os._exit(0)
os.wait()
print(len(pyarrow.table(rows)), flush=True)
os._exit(0)
"""
    assert ran(script) == "True True\n450\n450\n"


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_interrupt_ends_an_export() -> None:
    """The org never answers; the signal comes once it was asked."""
    script = f"""
import os, signal, threading, oktant, oktant.export, polars
class Silent:
    def send(self, request):
        os.kill(os.getpid(), signal.SIGINT)
        threading.Event().wait(60)
okta = oktant.Client(org_url="https://org.example", token={TOKEN!r}, transport=Silent())
try:
    oktant.export.users(okta).to_polars()
except KeyboardInterrupt:
    print("interrupted", flush=True)
    os._exit(0)
"""
    assert ran(script) == "interrupted\n"


def ran(script: str) -> str:
    """What a program prints."""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    return done.stdout or done.stderr
