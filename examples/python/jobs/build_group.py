"""Creates a group, adds the users of a department to it, and reports its members: python build_group.py NAME DEPARTMENT"""

from __future__ import annotations

import sys
from collections import Counter

from oktant import Client
from oktant.models import AddGroupRequest, OktaUserGroupProfile


def main(name: str, department: str) -> None:
    with Client() as okta:
        profile = OktaUserGroupProfile(name=name, description=f"Everybody in {department}")
        group = okta.groups.add_group(AddGroupRequest(profile=profile))
        for user in okta.users.list_users(search=f'profile.department eq "{department}"'):
            okta.groups.assign_user_to_group(group.id, user.id)

        members = okta.groups.list_group_users(group.id).all()
        print(f"{group.profile.name}: {len(members)} members")
        for status, count in Counter(user.status for user in members).most_common():
            print(f"  {status}: {count}")


if __name__ == "__main__":
    main(*sys.argv[1:])
