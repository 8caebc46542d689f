"""The quickstart with the official Python SDK."""

import asyncio
import os

from okta.client import Client
from okta.models import BookmarkApplication

ORG = os.environ["OKTA_CLIENT_ORGURL"]


def answered(answer, what):
    """What an SDK call returned, or its error as an exception; shows what it did."""
    *value, _, error = answer if len(answer) == 3 else (*answer[:1], None, answer[-1])
    if error:
        raise RuntimeError(f"{what}: {error}")
    print(f"  {what}")
    return value[0]


async def main():
    config = {"orgUrl": ORG, "token": os.environ["OKTA_CLIENT_TOKEN"]}
    async with Client(config) as okta:
        profile = {"firstName": "Ann", "lastName": "Lee", "login": "ann@example.com", "email": "ann@example.com"}
        body = {"profile": profile, "credentials": {"password": {"value": "Correct-Horse-1"}}}
        user = answered(await okta.create_user(body, activate=True), "created a user")
        assert user.status == "ACTIVE", user.status
        assert answered(await okta.get_user("ann@example.com"), "found it by its login").id == user.id
        answered(await okta.update_user(user.id, {"profile": {"nickName": "Annie"}}), "changed its profile")
        found = answered(await okta.list_users(search='profile.nickName eq "Annie"'), "searched for it")
        assert [one.id for one in found] == [user.id]
        group = answered(await okta.add_group({"profile": {"name": "Peers"}}), "created a group")
        answered(await okta.assign_user_to_group(group.id, user.id), "added the user")
        assert [one.id for one in answered(await okta.list_group_users(group.id), "listed the group")] == [user.id]
        app = {"name": "bookmark", "label": "Peers", "signOnMode": "BOOKMARK", "settings": {"app": {"url": "https://example.com"}}}
        app = answered(await okta.create_application(BookmarkApplication.from_dict(app)), "created an app")
        answered(await okta.assign_group_to_application(app.id, group.id), "assigned the group to it")
        policies = answered(await okta.list_policies("ACCESS_POLICY"), "listed the policies")
        assert policies
        answered(await okta.deactivate_application(app.id), "deactivated the app")
        answered(await okta.delete_application(app.id), "deleted the app")
        answered(await okta.delete_user(user.id), "deactivated the user")
        answered(await okta.delete_user(user.id), "deleted the user")
        *_, error = await okta.get_user(user.id)
        assert "E0000007" in str(error), error
        print("  got the error of a user that is gone")


asyncio.run(main())
