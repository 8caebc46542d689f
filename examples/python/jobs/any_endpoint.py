"""Calls paths that have no method: undocumented endpoints, and those of a newer API."""

from __future__ import annotations

from oktant import Client


def main() -> None:
    with Client() as okta:
        org = okta.request("GET", "/api/v1/org")
        print(org.status, org.json["status"])

        groups = okta.items("/api/v1/groups", query={"limit": 4})  # every page, as dicts
        print(*(group["profile"]["name"] for group in groups), sep=", ")

        types = okta.call("listUserTypes").json  # an operation by its name
        print([each["name"] for each in types])

        group = okta.request("POST", "/api/v1/groups", body={"profile": {"name": "Night shift"}}).json
        okta.request("DELETE", f"/api/v1/groups/{group['id']}")


if __name__ == "__main__":
    main()
