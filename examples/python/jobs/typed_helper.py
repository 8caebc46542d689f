"""Helpers with types: mypy, pyright and editors know every field, and status is an enum that keeps unknown values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from oktant import Client
from oktant.models import User, UserStatus


def with_status(users: Iterable[User], *wanted: UserStatus) -> Iterator[User]:
    return (user for user in users if user.status in wanted)


def full_name(user: User) -> str:
    profile = user.profile
    return profile.display_name or f"{profile.first_name or ''} {profile.last_name or ''}".strip()


def main() -> None:
    with Client() as okta:
        blocked = with_status(okta.users.list_users(limit=200), UserStatus.LOCKED_OUT, UserStatus.SUSPENDED)
        names = sorted(map(full_name, blocked))
    print(f"{len(names)} blocked, the first by name: {', '.join(names[:3])}")


if __name__ == "__main__":
    main()
