"""Lists of services: types of items, and progress reports."""

from __future__ import annotations

import asyncio
import sys
from types import ModuleType
from typing import Any

import pytest
from server import Server, answer, problem

import oktant
from oktant import AsyncClient, Client, Page
from oktant.models import LogEvent, User


def fake(server: Server) -> Client:
    return Client(org_url=server.url, token="00token")


def users(*ids: str, more: bool = False) -> bytes:
    """A page of users."""
    link = (("Link", f'</api/v1/users?after={ids[-1] if ids else "nobody"}>; rel="next"'),)
    return answer([{"id": id} for id in ids], headers=link if more else ())


THREE = [users("a", "b", more=True), users(more=True), users("c")]


class Tqdm:
    """A double of tqdm that records its calls."""

    bars: list[Tqdm] = []

    def __init__(self, **settings: Any) -> None:
        self.told: list[Any] = [settings]
        self.bars.append(self)

    def update(self, count: int) -> None:
        self.told.append(count)

    def set_postfix_str(self, text: str, refresh: bool = True) -> None:
        self.told.append(text)

    def close(self) -> None:
        self.told.append("closed")


@pytest.fixture
def bars(monkeypatch: pytest.MonkeyPatch) -> list[Tqdm]:
    """A tqdm that draws nothing."""
    module: Any = ModuleType("tqdm.auto")
    module.tqdm = Tqdm
    monkeypatch.setattr(Tqdm, "bars", [])
    monkeypatch.setitem(sys.modules, "tqdm", ModuleType("tqdm"))
    monkeypatch.setitem(sys.modules, "tqdm.auto", module)
    return Tqdm.bars


def test_items_are_typed_however_they_are_read() -> None:
    with Server([*THREE, *THREE, THREE[0]]) as server, fake(server) as okta:
        everyone = okta.users.list_users()
        assert [(type(user), user.id) for user in everyone] == [(User, "a"), (User, "b"), (User, "c")]
        pages = list(everyone.pages())
        assert [[user.id for user in page] for page in pages] == [["a", "b"], [], ["c"]]
        assert all(type(page) is Page for page in pages) and pages[-1].cursor is None
        first = everyone.first_page()
        assert type(first.items[0]) is User and first.cursor is not None and len(first) == 2


def test_asynchronous_items_are_typed_however_they_are_read() -> None:
    async def work(server: Server) -> None:
        async with AsyncClient(org_url=server.url, token="00token") as okta:
            everyone = okta.users.list_users()
            assert [(type(user), user.id) async for user in everyone] == [(User, "a"), (User, "b"), (User, "c")]
            assert [len(page) async for page in everyone.pages()] == [2, 0, 1]
            assert type((await everyone.first_page()).items[0]) is User

    with Server([*THREE, *THREE, THREE[0]]) as server:
        asyncio.run(work(server))


def test_an_odd_item_keeps_its_place() -> None:
    with Server([answer([{"id": "a"}, 7, None, {"id": "b"}])]) as server, fake(server) as okta:
        found = list(okta.users.list_users())
        assert [user.id for user in found] == ["a", None, None, "b"] and found[1].to_dict() == 7


def test_a_report_follows_the_pages() -> None:
    said: list[int] = []
    with Server([*THREE, *THREE]) as server, fake(server) as okta:
        everyone = okta.users.list_users().progress(said.append)
        seen = [(user.id, list(said)) for user in everyone]
        assert seen == [("a", []), ("b", []), ("c", [2, 2])] and said == [2, 2, 3]
        assert len(list(everyone)) == 3 and said == [2, 2, 3] * 2


def test_a_report_ends_with_an_error_or_a_break() -> None:
    said: list[int] = []
    with Server([THREE[0], problem(500)]) as server, fake(server) as okta:
        with pytest.raises(oktant.ApiError):
            list(okta.users.list_users().progress(said.append))
        assert said == [2]
    with Server([*THREE]) as server, fake(server) as okta:
        for _ in okta.users.list_users().progress(said.append):
            break
        assert said == [2]


def test_an_asynchronous_report_follows_the_pages(bars: list[Tqdm]) -> None:
    said: list[int] = []

    async def work(server: Server) -> None:
        async with AsyncClient(org_url=server.url, token="00token") as okta:
            assert len([user async for user in okta.users.list_users().progress(said.append)]) == 3
            assert len([user async for user in okta.users.list_users().progress()]) == 3

    with Server([*THREE, *THREE]) as server:
        asyncio.run(work(server))
    assert said == [2, 2, 3] and [bar.told for bar in bars] == [[{"unit": " items"}, 2, 0, 1, "closed"]]


def test_a_bar_is_drawn_for_each_reading(bars: list[Tqdm]) -> None:
    with Server([*THREE, *THREE, THREE[0], problem(500)]) as server, fake(server) as okta:
        everyone = okta.users.list_users().progress()
        assert bars == []
        for _ in range(2):
            assert len(list(everyone)) == 3
        with pytest.raises(oktant.ApiError):
            list(everyone)
        whole = [{"unit": " items"}, 2, 0, 1, "closed"]
        assert [bar.told for bar in bars] == [whole, whole, [{"unit": " items"}, 2, "closed"]]


def test_a_bar_counts_items(capsys: pytest.CaptureFixture[str]) -> None:
    with Server([*THREE]) as server, fake(server) as okta:
        assert len(list(okta.users.list_users().progress())) == 3
    assert "3 items [" in capsys.readouterr().err


def test_a_bar_needs_tqdm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tqdm", None)
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    with Server([*THREE]) as server, fake(server) as okta:
        with pytest.raises(ImportError, match=r"pip install 'oktant\[tqdm\]'"):
            okta.users.list_users().progress()
        assert server.requests == []


def test_a_log_is_followed_with_types_and_a_report() -> None:
    def log(ids: list[int], after: int) -> bytes:
        return answer([{"uuid": str(id)} for id in ids], headers=(("Link", f'</api/v1/logs?after={after}>; rel="next"'),))

    said: list[int] = []
    with Server([log([1], 1), log([], 1), log([], 1), log([2, 3], 2), log([], 2)]) as server, fake(server) as okta:
        events = iter(okta.system_log.list_log_events().follow(0.01).progress(said.append))
        found = [next(events) for _ in range(3)]
        assert [event.uuid for event in found] == ["1", "2", "3"] and type(found[0]) is LogEvent
        assert said[-1] == 1 and set(said) == {1}


def logs(counts: list[int]) -> list[bytes]:
    """Pages of the log with so many events each."""
    return [
        answer([{"uuid": str(n)}] * count, headers=(("Link", f'</api/v1/logs?limit=2&after={n}>; rel="next"'),))
        for n, count in enumerate(counts)
    ]


def test_a_page_that_is_not_full_is_followed_by_a_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    rests: list[float] = []
    monkeypatch.setattr("oktant._list.time.sleep", rests.append)
    with Server(logs([2, 1, 0, 1, 2])) as server, fake(server) as okta:
        pages = okta.system_log.list_log_events(limit=2).follow(5).pages()
        seen = [(len(next(pages)), len(rests)) for _ in range(5)]
    assert seen == [(2, 0), (1, 0), (0, 1), (1, 2), (2, 3)] and rests == [5.0] * 3


def test_an_asynchronous_list_rests_too(monkeypatch: pytest.MonkeyPatch) -> None:
    rests: list[float] = []

    async def sleep(seconds: float) -> None:
        rests.append(seconds)

    async def work(server: Server) -> list[int]:
        async with AsyncClient(org_url=server.url, token="00token") as okta:
            pages = okta.system_log.list_log_events(limit=2).follow(5).pages()
            return [len(await anext(pages)) for _ in range(5)]

    monkeypatch.setattr("oktant._async_list.asyncio.sleep", sleep)
    with Server(logs([2, 1, 0, 1, 2])) as server:
        assert asyncio.run(work(server)) == [2, 1, 0, 1, 2]
    assert rests == [5.0] * 3


def test_an_invalid_interval_is_an_error() -> None:
    with Server([]) as server, fake(server) as okta, pytest.raises(ValueError, match="every -1 seconds: use 0 or more"):
        next(iter(okta.system_log.list_log_events().follow(-1)))


def test_take_ends_a_list_and_requests_no_further_page() -> None:
    with Server([THREE[0], THREE[0], *THREE, THREE[0], *THREE]) as server, fake(server) as okta:
        everyone = okta.users.list_users()
        assert [user.id for user in everyone.take(1)] == ["a"]
        assert [user.id for user in everyone.take(2)] == ["a", "b"] and len(server.requests) == 2
        pages = list(everyone.take(9).take(3).pages())
        assert [[user.id for user in page] for page in pages] == [["a", "b"], [], ["c"]]
        (page,) = everyone.take(1).pages()
        # No cursor leads into the middle of a page.
        assert page.cursor is None and len(page) == 1
        assert list(everyone.take(0)) == [] and len(server.requests) == 6
        assert len(everyone.take(5).all()) == 3
    with pytest.raises(ValueError, match="cannot take -1 items: give 0 or more"):
        everyone.take(-1)
    with pytest.raises(TypeError, match="'float' object cannot be interpreted as an integer"):
        everyone.take(1.5)  # type: ignore[arg-type]


def test_first_and_all() -> None:
    async def work(server: Server) -> None:
        async with AsyncClient(org_url=server.url, token="00token") as okta:
            everyone = okta.users.list_users()
            first, none = await everyone.first(), await everyone.first()
            assert first is not None and first.id == "a" and none is None
            assert [user.id for user in await everyone.all()] == ["a", "b", "c"]
            assert [user.id for user in await everyone.take(2).all()] == ["a", "b"]

    with Server([THREE[0], users(), *THREE, THREE[0]]) as server:
        asyncio.run(work(server))
    with Server([THREE[0], users(), *THREE]) as server, fake(server) as okta:
        everyone = okta.users.list_users()
        first, none = everyone.first(), everyone.first()
        assert isinstance(first, User) and first.id == "a" and none is None
        assert [user.id for user in everyone.all()] == ["a", "b", "c"]


def test_a_list_says_how_it_is_read() -> None:
    everyone: Any = Client(org_url="https://example.okta.com", token="00token").users.list_users()
    for wrong, hint in (
        (lambda: len(everyone), r"the length is not known before the list is read: len\(users.all\(\)\)"),
        (lambda: everyone[0], r"^a lazy list has no index, .*: use users.first\(\)"),
        (lambda: everyone[:10], r"use users.take\(10\).all\(\)"),
        (lambda: bool(everyone), "the length is not known"),
    ):
        with pytest.raises(TypeError, match=hint):
            wrong()

    async def work() -> None:
        everyone: Any = AsyncClient(org_url="https://example.okta.com", token="00token").users.list_users()
        with pytest.raises(TypeError, match=r"read by `async for user in users`, `await users.all\(\)`"):
            await everyone
        with pytest.raises(TypeError, match="read by `async for user in users`"):
            list(everyone)
        with pytest.raises(TypeError, match=r"use await users.first\(\)"):
            everyone[0]

    asyncio.run(work())


def test_a_list_that_cannot_be_followed_draws_no_bar(bars: list[Tqdm]) -> None:
    everyone = Client(org_url="https://example.okta.com", token="00token").users.list_users().progress()
    for every in (-1, float("nan")):
        with pytest.raises(ValueError, match="cannot follow a list every"):
            everyone.follow(every)
    assert bars == []


def test_a_bar_tells_of_pauses(bars: list[Tqdm]) -> None:
    busy = problem(429, "E0000047", **{"X-Rate-Limit-Reset": "1"})
    with Server([THREE[0], busy, THREE[1], THREE[2]]) as server, fake(server) as okta:
        assert len(list(okta.users.list_users().progress())) == 3
    (bar,) = bars
    (pause,) = (told for told in bar.told if isinstance(told, str) and "waits" in told)
    assert pause.endswith("s for listUsers")
    assert bar.told == [{"unit": " items"}, 2, pause, "", 0, 1, "closed"]
