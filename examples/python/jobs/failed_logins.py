"""Counts failed logins a day between two dates, in your time zone: python failed_logins.py 2024-05-01 2024-05-03"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import datetime, timedelta

from oktant import Client

FAILED = 'eventType eq "user.session.start" and outcome.result eq "FAILURE"'


def main(first: str, last: str) -> None:
    since = datetime.fromisoformat(first).astimezone()
    until = datetime.fromisoformat(last).astimezone() + timedelta(days=1)
    with Client() as okta:
        events = okta.system_log.list_log_events(since=since, until=until, filter=FAILED, limit=1000)
        days = Counter(event.published.astimezone().date() for event in events if event.published is not None)
    for day, count in sorted(days.items()):
        print(day, count)


if __name__ == "__main__":
    main(*sys.argv[1:])
