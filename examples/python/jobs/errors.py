"""What calls raise, and what to print. Every error is an OktantError, and its text says what to do."""

from __future__ import annotations

from oktant import ApiError, Client, InvalidArgumentError, NotFoundError, TransportError


def main() -> None:
    with Client() as okta:
        try:
            okta.users.get_user("nobody@example.com")
        except NotFoundError as error:
            print(f"no such user: {error.summary}")

        try:
            okta.users.create_user({"profile": {"login": "not an address"}})
        except ApiError as error:  # any error that the org answers with
            print(error.status, error.code, error.causes)
            print("request ID for Okta's support:", bool(error.request_id))

        try:
            okta.users.get_user("")
        except InvalidArgumentError as error:  # nothing was sent
            print(error)

    with Client(org_url="http://127.0.0.1:1", token="00token", max_retries=0) as okta:
        try:
            okta.users.get_user("me")
        except TransportError as error:
            print(f"{error.operation} failed, sent: {error.may_have_been_sent}, worth a retry: {error.is_retryable}")


if __name__ == "__main__":
    main()
