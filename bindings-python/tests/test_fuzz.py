"""Objects that change while they are sent, and callbacks that do odd things: no panic reaches the program."""

from __future__ import annotations

import json
import random
import re
import threading
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any

import pytest
from server import Server, answer

from oktant import Client, OktantError, Response
from oktant._native import dumps
from oktant.models import User

SOURCES = Path(__file__).parents[1] / "src"
"""The sources; a wheel can be tested without them."""


def change(random: random.Random, target: dict[str, Any] | list[Any]) -> None:
    """Adds, removes, replaces or clears."""
    what = random.randrange(4)
    if isinstance(target, dict):
        name = f"n{random.randrange(20)}"
        if what == 0:
            target.pop(name, None)
        elif what == 1 and random.random() < 0.1:
            target.clear()
        else:
            target[name] = random.choice([1, "x", [1, 2], {"a": 1}])
    elif what == 0 and target:
        target.pop()
    elif what == 1 and random.random() < 0.1:
        target.clear()
    else:
        target.append(random.choice([1, "x"]))


class Shifting(Mapping[str, Any]):
    """A mapping that changes its container whenever it is read."""

    def __init__(self, outer: dict[str, Any] | list[Any], random: random.Random) -> None:
        self.outer, self.random = outer, random

    def __getitem__(self, name: str) -> Any:
        change(self.random, self.outer)
        return 1

    def __iter__(self) -> Iterator[str]:
        change(self.random, self.outer)
        yield from ("a", "b")

    def __len__(self) -> int:
        change(self.random, self.outer)
        return 2


class Zone(tzinfo):
    """A time zone that changes the container of its datetime."""

    def __init__(self, outer: dict[str, Any] | list[Any], random: random.Random) -> None:
        self.outer, self.random = outer, random

    def utcoffset(self, _: datetime | None) -> timedelta:
        change(self.random, self.outer)
        return timedelta(hours=1)


@pytest.mark.parametrize("seed", range(200))
def test_a_value_that_changes_while_it_is_written_is_written_as_it_was(seed: int) -> None:
    source = random.Random(seed)
    body: dict[str, Any] = {f"n{at}": at for at in range(10)}
    values: list[Any] = [1, 2, 3]
    body["list"] = values
    for target in (body, values):
        odd: list[Any] = [Shifting(target, source), datetime(2025, 1, 1, tzinfo=Zone(target, source)), User(id="x")]
        source.shuffle(odd)
        for at, value in enumerate(odd):
            if isinstance(target, dict):
                target[f"odd{at}"] = value
            else:
                target.insert(source.randrange(len(target) + 1), value)
    before = set(body)
    assert set(json.loads(dumps(body))) == before


def test_other_threads_may_change_a_value_while_it_is_written() -> None:
    body: dict[str, Any] = {f"n{at}": {"a": [at]} for at in range(20)}
    body["list"] = [1, 2, 3]
    ended = threading.Event()

    def mutate(seed: int) -> None:
        source = random.Random(seed)
        while not ended.is_set():
            change(source, body if source.random() < 0.5 else body.setdefault("list", []))
            body["time"] = datetime(2025, 1, 1, tzinfo=timezone.utc)

    threads = [threading.Thread(target=mutate, args=(seed,), daemon=True) for seed in range(3)]
    for thread in threads:
        thread.start()
    try:
        with Server([answer({"id": "1"})]) as server, Client(org_url=server.url, token="00token") as okta:
            for _ in range(200):
                assert isinstance(json.loads(dumps(body)), dict)
                okta.call("createUser", body=body, query={"activate": "false"})
    finally:
        ended.set()
        for thread in threads:
            thread.join(10)
    assert all(isinstance(json.loads(request.body), dict) for request in server.requests)


class Raising:
    """Raises an exception in every method."""

    def __getattribute__(self, name: str) -> Any:
        if name == "__class__":
            return type(self)
        raise RuntimeError("no")

    def __str__(self) -> str:
        raise RuntimeError("no")

    __repr__ = __str__

    def __iter__(self) -> Iterator[Any]:
        raise RuntimeError("no")


class BadKeys(dict[str, Any]):
    def items(self) -> Any:
        raise RuntimeError("no")

    keys = values = items


ODD: list[Any] = [Raising(), BadKeys(a=1), {1: 2}, {"\ud800": "\udfff"}, "\ud800", b"\xff", object(), float("nan"), [Raising()]]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: type(odd).__name__)
def test_an_odd_value_raises_an_exception_or_is_sent(odd: Any) -> None:
    class WrongType:
        def send(self, _: object) -> Any:
            return odd

    calls: list[Any] = [
        lambda okta: okta.call("createUser", body=odd),
        lambda okta: okta.call("createUser", body={"a": odd}),
        lambda okta: okta.call("listUsers", query=odd),
        lambda okta: okta.call("listUsers", query={"q": odd}),
        lambda okta: okta.call("getUser", path={"id": odd}),
        lambda okta: okta.call("listUsers", headers=odd),
        lambda okta: okta.call("listUsers", timeout=odd),
        lambda okta: okta.request("GET", odd),
        lambda okta: okta.themes.upload_brand_theme_logo("b", "t", odd),
    ]
    with Server([answer({"id": "1"})]) as server:
        for call in calls:
            with Client(org_url=server.url, token="00token") as okta:
                quiet(lambda: call(okta))  # noqa: B023
        for settings in ({"bearer": lambda _: odd}, {"token": "00token", "transport": WrongType()}):
            with Client(org_url=server.url, **settings) as okta:
                quiet(lambda: okta.call("getUser", path={"id": "1"}))  # noqa: B023
        for headers, content in ((odd, b"{}"), ({"a": odd}, b"{}"), ({}, odd), ([odd], b"{}")):
            response = Response(200, headers, content)

            class Fixed:
                def send(self, _: object, response: Response = response) -> Response:
                    return response

            with Client(org_url=server.url, token="00token", transport=Fixed()) as okta:
                quiet(lambda: okta.call("getUser", path={"id": "1"}))  # noqa: B023
    for name in ("token", "bearer", "scopes", "private_key", "signer", "proof_signer", "timeout", "dpop", "extra_settings", "org_url"):
        quiet(lambda: Client(**{"org_url": "https://example.okta.com", name: odd}))  # noqa: B023
    quiet(lambda: Client(odd))


def quiet(call: Any) -> None:
    """Fails on any exception that is neither Python's nor the SDK's, such as PanicException."""
    try:
        call()
    except (OktantError, TypeError, ValueError, RuntimeError, AttributeError, OverflowError):
        pass


@pytest.mark.skipif(not SOURCES.is_dir(), reason="there are no sources")
def test_nothing_in_the_sources_panics_on_what_changes() -> None:
    """PyO3's iterators over dicts and sets panic if those change, as do the functions that the lints of the core refuse."""
    found = []
    for path in sorted(SOURCES.glob("*.rs")):
        text = path.read_text()
        for function in re.split(r"\n(?= *(?:pub(?:\(crate\))? )?(?:async )?fn )", text):
            if re.search(r"\bPy(?:Dict|Set|FrozenSet)\b", function) and re.search(r"\.iter\(\)|BoundDictIterator", function):
                found.append(f"{path.name}: {function.strip().splitlines()[0]} iterates over a dict: take its items()")
        found += [f"{path.name}: {word}" for word in (".unwrap()", ".expect(", "panic!(", "unreachable!(") if word in text]
    assert found == []
