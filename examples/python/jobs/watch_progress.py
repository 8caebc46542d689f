"""Reads a long list, and shows how far it is, when it waits for a rate limit, and what is left of the limits."""

from __future__ import annotations

from oktant import Client, Event


def show(event: Event) -> None:
    if event.kind in ("pace", "retry"):
        print(f"waits {event.seconds:.0f} s for {event.operation}: {event.reason}")


def main() -> None:
    with Client(on_event=show) as okta:
        users = okta.users.list_users(limit=200).progress(lambda count: print(f"{count} users"))
        active = sum(user.status == "ACTIVE" for user in users)
        print(f"{active} active")
        for limit in okta.rates():
            print(f"{limit.name}: {limit.rate.remaining} of {limit.rate.limit} left")


if __name__ == "__main__":
    main()
