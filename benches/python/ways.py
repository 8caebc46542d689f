"""Ways to read an org from Python. Each gives its jobs by name; a job gives how many things it did.

hold: every user, kept in a list. stream: every user, two values of each looked at. small: a user, again and again.
many: the same, at once.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from typing import Any

TOKEN = "00simulatorTokenSimulatorTokenSimulatorTokn"
HEADERS = {"Authorization": f"SSWS {TOKEN}", "Accept": "application/json"}
SMALL = 200
MANY = 1000
THREADS = 50

Jobs = dict[str, Callable[[], Any]]


def looked_at(user: Any) -> bool:
    """Two values of a typed user."""
    return user.id is not None and user.profile.email is not None


def looked_up(user: dict[str, Any]) -> bool:
    """Two values of a user as plain JSON."""
    return user["id"] is not None and user["profile"]["email"] is not None


def jobs(users: Callable[[], Iterator[Any]], user: Callable[[], Any], looked: Callable[[Any], bool]) -> Jobs:
    """The jobs of a client that waits."""

    def many() -> int:
        with ThreadPoolExecutor(THREADS) as pool:
            return sum(pool.map(lambda _: user() is not None, range(MANY)))

    return {
        "hold": lambda: len(list(users())),
        "stream": lambda: sum(looked(one) for one in users()),
        "small": lambda: sum(user() is not None for _ in range(SMALL)),
        "many": many,
    }


def async_jobs(users: Callable[[], Any], user: Callable[[], Any], looked: Callable[[Any], bool]) -> Jobs:
    """The jobs of a client for asyncio."""

    async def hold() -> int:
        return len([one async for one in users()])

    async def stream() -> int:
        count = 0
        async for one in users():
            count += looked(one)
        return count

    async def small() -> int:
        count = 0
        for _ in range(SMALL):
            count += await user() is not None
        return count

    async def many() -> int:
        return len(await asyncio.gather(*(user() for _ in range(MANY))))

    return {"hold": hold, "stream": stream, "small": small, "many": many}


@contextmanager
def oktant(url: str, me: str) -> Iterator[Jobs]:
    """Typed."""
    from oktant import Client

    with Client(org_url=url, token=TOKEN) as okta:
        yield jobs(lambda: iter(okta.users.list_users(limit=200)), lambda: okta.users.get_user(me), looked_at)


@asynccontextmanager
async def oktant_async(url: str, me: str) -> AsyncIterator[Jobs]:
    """Typed."""
    from oktant import AsyncClient

    async with AsyncClient(org_url=url, token=TOKEN) as okta:
        yield async_jobs(lambda: okta.users.list_users(limit=200), lambda: okta.users.get_user(me), looked_at)


@contextmanager
def oktant_plain(url: str, me: str) -> Iterator[Jobs]:
    """Operations by name, plain JSON."""
    from oktant import Client

    with Client(org_url=url, token=TOKEN) as okta:
        path, query = {"id": me}, {"limit": 200}
        users = lambda: iter(okta.items("listUsers", query=query))  # noqa: E731
        yield jobs(users, lambda: okta.call("getUser", path=path).json, looked_up)


@asynccontextmanager
async def oktant_async_plain(url: str, me: str) -> AsyncIterator[Jobs]:
    """Operations by name, plain JSON."""
    from oktant import AsyncClient

    async with AsyncClient(org_url=url, token=TOKEN) as okta:

        async def user() -> Any:
            return (await okta.call("getUser", path={"id": me})).json

        yield async_jobs(lambda: okta.items("listUsers", query={"limit": 200}), user, looked_up)


@asynccontextmanager
async def aiohttp_json(url: str, me: str) -> AsyncIterator[Jobs]:
    """The floor: what one writes who wants it fast."""
    import aiohttp

    async with aiohttp.ClientSession(headers=HEADERS) as session:

        async def users() -> AsyncIterator[Any]:
            page = f"{url}/api/v1/users?limit=200"
            while page:
                async with session.get(page) as answer:
                    items = json.loads(await answer.read())
                    link = answer.links.get("next")
                for item in items:
                    yield item
                page = str(link["url"]) if link else ""

        async def user() -> Any:
            async with session.get(f"{url}/api/v1/users/{me}") as answer:
                return json.loads(await answer.read())

        yield async_jobs(users, user, looked_up)


@contextmanager
def httpx(url: str, me: str) -> Iterator[Jobs]:
    """A client that waits. Not many calls at once: from fifty threads now and then a connection breaks."""
    import httpx

    with httpx.Client(headers=HEADERS, timeout=60) as session:
        made = _linked_jobs(url, me, session.get)
        del made["many"]
        yield made


@asynccontextmanager
async def httpx_async(url: str, me: str) -> AsyncIterator[Jobs]:
    """A client for asyncio. Not many calls at once: a thousand take it seconds, whatever its limits are."""
    import httpx

    async with httpx.AsyncClient(headers=HEADERS, timeout=60) as session:

        async def users() -> AsyncIterator[Any]:
            page = f"{url}/api/v1/users?limit=200"
            while page:
                answer = await session.get(page)
                for item in answer.json():
                    yield item
                page = answer.links.get("next", {}).get("url", "")

        async def user() -> Any:
            return (await session.get(f"{url}/api/v1/users/{me}")).json()

        made = async_jobs(users, user, looked_up)
        del made["many"]
        yield made


@contextmanager
def requests(url: str, me: str) -> Iterator[Jobs]:
    """A client that waits."""
    import requests
    from requests.adapters import HTTPAdapter

    with requests.Session() as session:
        session.headers.update(HEADERS)
        session.mount("http://", HTTPAdapter(pool_maxsize=THREADS))
        yield _linked_jobs(url, me, session.get)


def _linked_jobs(url: str, me: str, get: Callable[[str], Any]) -> Jobs:
    def users() -> Iterator[Any]:
        page = f"{url}/api/v1/users?limit=200"
        while page:
            answer = get(page)
            yield from answer.json()
            page = answer.links.get("next", {}).get("url", "")

    return jobs(users, lambda: get(f"{url}/api/v1/users/{me}").json(), looked_up)


@contextmanager
def http_client(url: str, me: str) -> Iterator[Jobs]:
    """Python alone; one connection, so that it does nothing at once."""
    from http.client import HTTPConnection

    connection = HTTPConnection(url.removeprefix("http://"))

    def get(path: str) -> tuple[Any, str]:
        connection.request("GET", path, headers=HEADERS)
        answer = connection.getresponse()
        return json.loads(answer.read()), ", ".join(answer.headers.get_all("link") or [])

    def users() -> Iterator[Any]:
        page = "/api/v1/users?limit=200"
        while page:
            items, links = get(page)
            yield from items
            link = re.search(r'<([^>]+)>; rel="next"', links)
            page = link[1].removeprefix(url) if link else ""

    made = jobs(users, lambda: get(f"/api/v1/users/{me}")[0], looked_up)
    del made["many"]
    yield made
    connection.close()


@asynccontextmanager
async def okta(url: str, me: str) -> AsyncIterator[Jobs]:
    """The official SDK, 3.x."""
    from okta.client import Client
    from okta.pagination import PaginationHelper

    # Version 3.4.6 puts nothing between SSWS and the token.
    async with Client({"orgUrl": url, "token": f" {TOKEN}"}) as client:

        async def users() -> AsyncIterator[Any]:
            after = None
            while True:
                page, answer, error = await client.list_users(limit=200, after=after)
                if error is not None:
                    raise RuntimeError(error)
                for one in page:
                    yield one
                after = PaginationHelper.extract_next_cursor(answer.headers)
                if after is None:
                    return

        async def user() -> Any:
            one, _, error = await client.get_user(me)
            if error is not None:
                raise RuntimeError(error)
            return one

        yield async_jobs(users, user, looked_at)


WAYS = {
    "aiohttp + json": aiohttp_json,
    "oktant": oktant,
    "oktant, async": oktant_async,
    "oktant, plain": oktant_plain,
    "oktant, async, plain": oktant_async_plain,
    "http.client": http_client,
    "requests": requests,
    "httpx": httpx,
    "httpx, async": httpx_async,
    "okta": okta,
}
