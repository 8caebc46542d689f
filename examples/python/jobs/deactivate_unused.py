"""Deactivates users who never logged in: python deactivate_unused.py [--yes]

Without --yes it shows who would be deactivated.
"""

from __future__ import annotations

import sys

from oktant import Client


def main(confirmed: bool) -> None:
    with Client() as okta:
        # Read the whole list first: deactivating users changes the list that is being read.
        active = okta.users.list_users(search='status eq "ACTIVE"').all()
        unused = [user for user in active if user.last_login is None]
        for user in unused:
            if confirmed:
                okta.user_lifecycle.deactivate_user(user.id, send_email=False)
            print("deactivated" if confirmed else "would deactivate", user.profile.login)
    print(f"{len(unused)} of {len(active)} active users never logged in")


if __name__ == "__main__":
    main("--yes" in sys.argv)
