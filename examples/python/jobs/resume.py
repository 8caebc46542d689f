"""Reads a long list a few pages a run, and continues in the next: python resume.py STATE_FILE"""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path

from oktant import Client

PAGES = 2


def main(state: Path) -> None:
    cursor = state.read_text() if state.exists() else None
    with Client() as okta:
        if cursor is None:
            users = okta.users.list_users(search='status eq "ACTIVE"', limit=50)
        else:
            users = okta.users.list_users(cursor=cursor)  # brings its own query
        for page in islice(users.pages(), PAGES):
            print(f"{len(page)} users", *(f"from {user.profile.login}" for user in page.items[:1]))  # a page may be empty
            cursor = page.cursor
    if cursor is None:
        state.unlink(missing_ok=True)
        print("done")
    else:
        state.write_text(cursor)
        print("to be continued")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
