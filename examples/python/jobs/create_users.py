"""Creates the users of a CSV file whose columns are profile attributes: python create_users.py new.csv

Run it again after a failure: users that exist are skipped.
"""

from __future__ import annotations

import csv
import sys

from oktant import ApiError, Client


def main(path: str) -> None:
    created = skipped = failed = 0
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    with Client() as okta:
        for number, row in enumerate(rows, 1):
            try:
                profile = {name: value for name, value in row.items() if value}
                okta.users.create_user({"profile": profile}, activate=False)
                created += 1
            except ApiError as error:
                if error.is_duplicate:
                    skipped += 1
                else:
                    failed += 1
                    print(f"row {number}, {row['login']}: {'; '.join(error.causes) or error.summary}")
            if number % 100 == 0:
                print(f"{number} of {len(rows)}")
    print(f"{created} created, {skipped} exist already, {failed} failed")


if __name__ == "__main__":
    main(sys.argv[1])
