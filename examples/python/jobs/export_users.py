"""Writes the profiles of all users as CSV, a custom attribute (badge) among them: python export_users.py users.csv"""

from __future__ import annotations

import csv
import sys

from oktant import Client

COLUMNS = ["login", "firstName", "lastName", "department", "badge"]


def main(path: str) -> None:
    count = 0
    with Client() as okta, open(path, "w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, COLUMNS, restval="", extrasaction="ignore")
        table.writeheader()
        for user in okta.users.list_users(limit=200):
            table.writerow(user.profile)
            count += 1
    print(f"{count} users in {path}")


if __name__ == "__main__":
    main(sys.argv[1])
