"""Reads its settings from okta.yaml, and shows which are in effect and where they came from.

~/.okta/okta.yaml:

    okta:
      client:
        orgUrl: https://example.okta.com
        token: 00token
        requestTimeout: 20
"""

from __future__ import annotations

from oktant import Client, ConfigError


def main() -> None:
    try:
        with Client() as okta:
            print(*(line for line in okta.explain().splitlines() if "(default)" not in line), sep="\n")
            print(okta.users.get_user("me").status)
    except ConfigError as error:
        print(error)


if __name__ == "__main__":
    main()
