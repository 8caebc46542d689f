"""Makes many calls at once with asyncio: how many groups each user is in. No semaphore: the client keeps below rate limits."""

from __future__ import annotations

import asyncio
from collections import Counter

from oktant import AsyncClient
from oktant.models import User


async def main() -> None:
    async with AsyncClient() as okta:

        async def groups_of(user: User) -> int:
            return len(await okta.user_resources.list_user_groups(user.id).all())

        users = await okta.users.list_users(limit=200).take(100).all()
        counts = Counter(await asyncio.gather(*map(groups_of, users)))
    for groups, count in sorted(counts.items()):
        print(f"{count} users are in {groups} groups")


if __name__ == "__main__":
    asyncio.run(main())
