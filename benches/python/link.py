"""Lists over a slow link, by this tree's wheel and an earlier one: `link.py SIMULATOR PYTHON PYTHON_BEFORE`.

The link to the simulated org has 20 Mbit/s and 80 ms. Responses are compressed if the client accepts that, as from Okta. The wheels
take turns; the figures are medians.
"""

from __future__ import annotations

import statistics
import subprocess
import sys

from bench import org, someone
from clients import TOKEN

LINK = ["--latency", "80ms", "--bandwidth", "20mbit", "--gzip"]
ROUNDS = 6
USERS = 5000
JOBS = {
    "users, 200 a page": "okta.users.list_users(limit=200)",
    "members of a group, 1,000 a page": "okta.groups.list_group_users(next(iter(okta.groups.list_groups(q='Everyone'))).id, limit=1000)",
}
PROGRAM = """
import sys, time
from oktant import Client
with Client(org_url=sys.argv[1], token=sys.argv[2]) as okta:
    okta.users.get_user("me")
    items = {items}
    start = time.perf_counter()
    count = sum(item.id is not None for item in items)
    print(count, time.perf_counter() - start)
"""


def main(simulator: str, *pythons: str) -> None:
    print("| a list over 20 Mbit/s and 80 ms | s now | s before | times as fast as before |\n| - | - | - | - |")
    with org(simulator, USERS, *LINK) as url:
        someone(url)
        for name, items in JOBS.items():
            rounds = [[measured(python, url, items) for python in pythons] for _ in range(ROUNDS)]
            counts = {count for pair in rounds for count, _ in pair}
            assert len(counts) == 1 and counts != {0}, counts
            now, before = ([pair[side][1] for pair in rounds] for side in (0, 1))
            gain = statistics.median(then / this for this, then in zip(now, before, strict=True))
            print(f"| {name} ({counts.pop():,} read) | {statistics.median(now):.2f} | {statistics.median(before):.2f} | {gain:.2f} |")


def measured(python: str, url: str, items: str) -> tuple[int, float]:
    command = [python, "-c", PROGRAM.format(items=items), url, TOKEN]
    count, seconds = subprocess.run(command, check=True, text=True, capture_output=True).stdout.split()
    return int(count), float(seconds)


if __name__ == "__main__":
    main(*sys.argv[1:])
