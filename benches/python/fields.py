"""CPU time of reading and writing models: `fields.py PYTHON [PYTHON ...]`, each a Python that has a build of the package.

The builds take turns. Prints the least time of each statement; for each further build also how many times as much the first takes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import timeit

USER = {
    "id": "00u1",
    "status": "ACTIVE",
    "created": "2030-01-31T23:59:59.000Z",
    "profile": {"firstName": "Ada", "login": "ada@example.com", "email": "ada@example.com", "badge": "7"},
    "credentials": {"provider": {"type": "OKTA", "name": "OKTA"}},
}
STATEMENTS = {
    "an attribute": "user.id",
    "an object": "user.profile",
    "an attribute of an object": "user.profile.email",
    "an attribute that is absent": "user.activated",
    "an enum": "user.status",
    "a member by its name on the wire": "user.profile['badge']",
    "set an attribute": "profile.email = 'ada@example.com'",
    "set a member": "profile['badge'] = '7'",
    "a page of 200 views": "list(map(User.from_dict, page))",
}
ROUNDS = 9
SECONDS = 0.02


def measure() -> None:
    """Prints the nanoseconds of each statement in this process."""
    from oktant.models import User

    user = User.from_dict(USER)
    scope = {"user": user, "profile": user.profile, "User": User, "page": [dict(USER) for _ in range(200)]}
    taken = []
    for statement in STATEMENTS.values():
        timer = timeit.Timer(statement, timer=time.process_time, globals=scope)
        times = max(1, int(SECONDS / (timer.timeit(1000) / 1000)))
        taken.append(min(timer.repeat(5, times)) / times * 1e9)
    print(json.dumps(taken))


def measured(python: str) -> list[float]:
    """The nanoseconds of each statement in a process of this Python."""
    done = subprocess.run([python, __file__], check=True, text=True, stdout=subprocess.PIPE)
    nanoseconds: list[float] = json.loads(done.stdout)
    return nanoseconds


def main() -> None:
    parser = argparse.ArgumentParser(description="What reading and writing models costs.")
    parser.add_argument("pythons", nargs="*")
    given = parser.parse_args()
    if not given.pythons:
        return measure()
    rounds = [[measured(python) for python in given.pythons] for _ in range(ROUNDS)]
    least = [[min(column) for column in zip(*builds, strict=True)] for builds in zip(*rounds, strict=True)]
    columns = ["", "ns", *["ns before", "times as much as before"] * (len(least) - 1)]
    print(f"| {' | '.join(columns)} |\n|{' - |' * len(columns)}")
    for name, first, *others in zip(STATEMENTS, *least, strict=True):
        shown = "".join(f" | {other:.0f} | {first / other:.2f}" for other in others)
        print(f"| {name} | {first:.0f}{shown} |", flush=True)


if __name__ == "__main__":
    main()
