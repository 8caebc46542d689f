"""Side by side with aiohttp + json, the floor: rounds in random order, medians, ratios of one run.

python bench.py ORG_URL [ROUNDS]: against a simulator with 10,000 users and no rate limit in reach.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import sys
import time
from collections.abc import Awaitable, Callable

import aiohttp

from oktant import AsyncClient, Client

TOKEN = "00simulatorTokenSimulatorTokenSimulatorTokn"
SMALL = 200
MANY = 1000


async def main(url: str, rounds: int) -> None:
    okta = AsyncClient(org_url=url, token=TOKEN)
    sync = Client(org_url=url, token=TOKEN)
    headers = {"Authorization": f"SSWS {TOKEN}", "Accept": "application/json"}
    async with aiohttp.ClientSession(headers=headers) as floor:
        me = (await okta.users.list_users(limit=1).first_page()).items[0]["id"]

        async def get(path: str) -> object:
            async with floor.get(url + path) as answer:
                return json.loads(await answer.read())

        async def floor_users() -> int:
            count, next_url = 0, f"{url}/api/v1/users?limit=200"
            while next_url:
                async with floor.get(next_url) as answer:
                    for _ in json.loads(await answer.read()):
                        count += 1
                    link = answer.links.get("next")
                    next_url = str(link["url"]) if link else ""
            return count

        async def users() -> int:
            count = 0
            async for _ in okta.users.list_users(limit=200):
                count += 1
            return count

        async def sync_users() -> int:
            return sum(1 for _ in sync.users.list_users(limit=200))

        async def floor_small() -> int:
            for _ in range(SMALL):
                await get(f"/api/v1/users/{me}")
            return SMALL

        async def small() -> int:
            for _ in range(SMALL):
                await okta.call("getUser", path={"id": me})
            return SMALL

        async def sync_small() -> int:
            for _ in range(SMALL):
                sync.call("getUser", path={"id": me})
            return SMALL

        async def floor_many() -> int:
            return len(await asyncio.gather(*(get(f"/api/v1/users/{me}") for _ in range(MANY))))

        async def many() -> int:
            return len(await asyncio.gather(*(okta.call("getUser", path={"id": me}) for _ in range(MANY))))

        await compare("10,000 users", rounds, {"aiohttp": floor_users, "sync": sync_users, "async": users})
        await compare("one small call", rounds, {"aiohttp": floor_small, "sync": sync_small, "async": small})
        await compare("1,000 at once", rounds, {"aiohttp": floor_many, "async": many})


async def compare(name: str, rounds: int, ways: dict[str, Callable[[], Awaitable[int]]]) -> None:
    times: dict[str, list[float]] = {way: [] for way in ways}
    cpu: dict[str, list[float]] = {way: [] for way in ways}
    counts: dict[str, int] = {}
    for turn in range(rounds + 1):
        order = list(ways)
        random.shuffle(order)
        for way in order:
            start, busy = time.perf_counter(), time.process_time()
            counts[way] = await ways[way]()
            if turn:  # the first round warms up
                times[way].append(time.perf_counter() - start)
                cpu[way].append(time.process_time() - busy)
    assert len(set(counts.values())) == 1, counts
    for way, taken in times.items():
        ratio = statistics.median(base / own for base, own in zip(times["aiohttp"], taken, strict=True))
        each = statistics.median(taken) / (SMALL if name == "one small call" else 1) * 1000
        work = statistics.median(cpu[way]) / statistics.median(cpu["aiohttp"])
        print(f"{name:15} {way:8} {each:8.3f} ms   {ratio:.2f} x as fast, {work:.2f} x its CPU time")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20))
