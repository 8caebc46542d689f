"""A program with Oktant: lists the users of an org, creates, changes and restores one, and continues a list from a cursor.

python quickstart.py            reads the org of OKTA_CLIENT_ORGURL and OKTA_CLIENT_TOKEN, or of okta.yaml
python quickstart.py --write    also makes, changes and deletes a user
"""

from __future__ import annotations

import asyncio
import sys
import time
from copy import deepcopy

from oktant import AsyncClient, Client, NotFoundError
from oktant.models import CreateUserRequest, UserProfile


def main() -> None:
    with Client() as okta:
        cursor = list_users(okta)
        if "--write" in sys.argv[1:]:
            write_and_restore(okta)
    if cursor is not None:
        asyncio.run(continue_list(cursor))


def list_users(okta: Client) -> str | None:
    """Lists every user of the org, page by page; returns the cursor after the first page."""
    start = time.monotonic()
    count, active, cursor = 0, 0, None
    for page in okta.users.list_users(limit=200).pages():
        count += len(page)
        active += sum(user.status == "ACTIVE" for user in page)
        cursor = cursor or page.cursor
    print(f"listed {count:,} users of {okta.org_url} in {time.monotonic() - start:.2f} s, {active:,} active")
    return cursor


def write_and_restore(okta: Client) -> None:
    """Creates a user with a custom attribute, changes it, restores it, and deletes it."""
    profile = UserProfile(first_name="Ada", last_name="Nowak", email="ada@example.com", login="ada@example.com")
    profile["badge"] = "42"
    ada = okta.users.create_user(CreateUserRequest(profile=profile), activate=False)
    print(f"created {ada.id}, status {ada.status}, badge {ada.profile['badge']}")

    before = okta.users.get_user(ada.id)
    changed = deepcopy(before)
    changed.profile.nick_name = "Countess"
    changed.profile["badge"] = "43"
    replaced = okta.users.replace_user(ada.id, changed)
    print(f"changed nickName to {replaced.profile.nick_name}, badge to {replaced.profile['badge']}")

    restored = okta.users.replace_user(ada.id, before)
    print(f"put it back: its profile is {'as it was' if restored.profile == before.profile else 'another'}")

    okta.user_lifecycle.deactivate_user(ada.id)
    okta.users.delete_user(ada.id)
    try:
        okta.users.get_user(ada.id)
    except NotFoundError as error:
        print(f"deleted it; asking again: {error}")


async def continue_list(cursor: str) -> None:
    """Continues the list from the cursor with another client, which could be in another process. The same methods, for asyncio."""
    async with AsyncClient() as okta:
        count = 0
        async for _ in okta.users.list_users(cursor=cursor):
            count += 1
        print(f"a second client went on from the cursor and saw the other {count:,} users")


if __name__ == "__main__":
    main()
