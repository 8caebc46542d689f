"""Prints the events of the system log as they happen, until Ctrl-C: python follow_log.py [SECONDS]

The log is polled every SECONDS seconds, 10 by default.
"""

from __future__ import annotations

import sys
from datetime import datetime, timezone

from oktant import Client


def main(every: float = 10) -> None:
    with Client() as okta:
        events = okta.system_log.list_log_events(since=datetime.now(timezone.utc), limit=1000)
        try:
            for event in events.follow(every):
                print(event.published, event.event_type, event.actor.alternate_id, event.outcome.result, flush=True)
        except KeyboardInterrupt:
            print("stopped")


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
