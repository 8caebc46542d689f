"""Copies groups that the second org lacks: from the org of OKTA_CLIENT_ORGURL to that of TARGET_ORGURL and TARGET_TOKEN."""

from __future__ import annotations

import os

from oktant import Client
from oktant.models import AddGroupRequest


def main() -> None:
    with Client() as source, Client(org_url=os.environ["TARGET_ORGURL"], token=os.environ["TARGET_TOKEN"]) as target:
        existing = {group.profile.name for group in target.groups.list_groups()}
        for group in source.groups.list_groups(filter='type eq "OKTA_GROUP"'):
            if group.profile.name in existing:
                print(f"{group.profile.name}: exists")
            else:
                copy = target.groups.add_group(AddGroupRequest(profile=dict(group.profile)))
                print(f"{copy.profile.name}: copied")


if __name__ == "__main__":
    main()
