"""Clients that read an org from Python. Each has its jobs by name; a job returns how many users it read.

hold: every user, kept in a list. stream: every user, reading two values of each. small: one user, again and again.
many: the same, concurrently.
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


def read_typed(user: Any) -> bool:
    """Two values of a typed user."""
    return user.id is not None and user.profile.email is not None


def read_plain(user: dict[str, Any]) -> bool:
    """Two values of a user as plain JSON."""
    return user["id"] is not None and user["profile"]["email"] is not None


def jobs(users: Callable[[], Iterator[Any]], user: Callable[[], Any], read: Callable[[Any], bool]) -> Jobs:
    """The jobs of a synchronous client."""

    def many() -> int:
        with ThreadPoolExecutor(THREADS) as pool:
            return sum(pool.map(lambda _: user() is not None, range(MANY)))

    return {
        "hold": lambda: len(list(users())),
        "stream": lambda: sum(read(one) for one in users()),
        "small": lambda: sum(user() is not None for _ in range(SMALL)),
        "many": many,
    }


def async_jobs(users: Callable[[], Any], user: Callable[[], Any], read: Callable[[Any], bool]) -> Jobs:
    """The jobs of a client for asyncio."""

    async def hold() -> int:
        return len([one async for one in users()])

    async def stream() -> int:
        count = 0
        async for one in users():
            count += read(one)
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
        yield jobs(lambda: iter(okta.users.list_users(limit=200)), lambda: okta.users.get_user(me), read_typed)


@asynccontextmanager
async def oktant_async(url: str, me: str) -> AsyncIterator[Jobs]:
    """Typed."""
    from oktant import AsyncClient

    async with AsyncClient(org_url=url, token=TOKEN) as okta:
        yield async_jobs(lambda: okta.users.list_users(limit=200), lambda: okta.users.get_user(me), read_typed)


@contextmanager
def oktant_plain(url: str, me: str) -> Iterator[Jobs]:
    """Operations by name, plain JSON."""
    from oktant import Client

    with Client(org_url=url, token=TOKEN) as okta:
        path, query = {"id": me}, {"limit": 200}
        users = lambda: iter(okta.items("listUsers", query=query))  # noqa: E731
        yield jobs(users, lambda: okta.call("getUser", path=path).json, read_plain)


@asynccontextmanager
async def oktant_async_plain(url: str, me: str) -> AsyncIterator[Jobs]:
    """Operations by name, plain JSON."""
    from oktant import AsyncClient

    async with AsyncClient(org_url=url, token=TOKEN) as okta:

        async def user() -> Any:
            return (await okta.call("getUser", path={"id": me})).json

        yield async_jobs(lambda: okta.items("listUsers", query={"limit": 200}), user, read_plain)


@asynccontextmanager
async def aiohttp_json(url: str, me: str) -> AsyncIterator[Jobs]:
    """The baseline: what a program that must be fast would do."""
    import aiohttp

    async with aiohttp.ClientSession(headers=HEADERS) as session:

        async def users() -> AsyncIterator[Any]:
            page = f"{url}/api/v1/users?limit=200"
            while page:
                async with session.get(page) as response:
                    items = json.loads(await response.read())
                    link = response.links.get("next")
                for item in items:
                    yield item
                page = str(link["url"]) if link else ""

        async def user() -> Any:
            async with session.get(f"{url}/api/v1/users/{me}") as response:
                return json.loads(await response.read())

        yield async_jobs(users, user, read_plain)


@contextmanager
def httpx(url: str, me: str) -> Iterator[Jobs]:
    """A synchronous client. Without `many`: from fifty threads a connection breaks now and then."""
    import httpx

    with httpx.Client(headers=HEADERS, timeout=60) as session:
        found = _linked_jobs(url, me, session.get)
        del found["many"]
        yield found


@asynccontextmanager
async def httpx_async(url: str, me: str) -> AsyncIterator[Jobs]:
    """A client for asyncio. Without `many`: a thousand calls take it seconds, whatever its limits are."""
    import httpx

    async with httpx.AsyncClient(headers=HEADERS, timeout=60) as session:

        async def users() -> AsyncIterator[Any]:
            page = f"{url}/api/v1/users?limit=200"
            while page:
                response = await session.get(page)
                for item in response.json():
                    yield item
                page = response.links.get("next", {}).get("url", "")

        async def user() -> Any:
            return (await session.get(f"{url}/api/v1/users/{me}")).json()

        found = async_jobs(users, user, read_plain)
        del found["many"]
        yield found


@contextmanager
def requests(url: str, me: str) -> Iterator[Jobs]:
    """A synchronous client."""
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
            response = get(page)
            yield from response.json()
            page = response.links.get("next", {}).get("url", "")

    return jobs(users, lambda: get(f"{url}/api/v1/users/{me}").json(), read_plain)


@contextmanager
def http_client(url: str, me: str) -> Iterator[Jobs]:
    """The standard library, over one connection, so without `many`."""
    from http.client import HTTPConnection

    connection = HTTPConnection(url.removeprefix("http://"))

    def get(path: str) -> tuple[Any, str]:
        connection.request("GET", path, headers=HEADERS)
        response = connection.getresponse()
        return json.loads(response.read()), ", ".join(response.headers.get_all("link") or [])

    def users() -> Iterator[Any]:
        page = "/api/v1/users?limit=200"
        while page:
            items, links = get(page)
            yield from items
            link = re.search(r'<([^>]+)>; rel="next"', links)
            page = link[1].removeprefix(url) if link else ""

    found = jobs(users, lambda: get(f"/api/v1/users/{me}")[0], read_plain)
    del found["many"]
    yield found
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
                page, response, error = await client.list_users(limit=200, after=after)
                if error is not None:
                    raise RuntimeError(error)
                for one in page:
                    yield one
                after = PaginationHelper.extract_next_cursor(response.headers)
                if after is None:
                    return

        async def user() -> Any:
            one, _, error = await client.get_user(me)
            if error is not None:
                raise RuntimeError(error)
            return one

        yield async_jobs(users, user, read_typed)


CLIENTS = {
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
