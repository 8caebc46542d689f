"""Prints the login of each suspended user: a script for Okta's official Python SDK, and the same with Oktant.

Before:

    async def main():
        client = okta.client.Client({"orgUrl": os.environ["OKTA_CLIENT_ORGURL"], "token": os.environ["OKTA_CLIENT_TOKEN"]})
        users, response, error = await client.list_users({"search": SEARCH})
        while True:
            if error:
                sys.exit(error)
            for user in users:
                print(user.profile.login)
            if not response.has_next():
                break
            users, error = await response.next()

After:
"""

from __future__ import annotations

import os
import sys

from oktant import Client, OktantError

SEARCH = 'status eq "SUSPENDED"'


def main() -> None:
    with Client({"orgUrl": os.environ["OKTA_CLIENT_ORGURL"], "token": os.environ["OKTA_CLIENT_TOKEN"]}) as client:
        try:
            for user in client.users.list_users(search=SEARCH):
                print(user.profile.login)
        except OktantError as error:
            sys.exit(str(error))


if __name__ == "__main__":
    main()
