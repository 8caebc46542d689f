"""Signs in as a service app with a private key and DPoP: python service_app.py CLIENT_ID KEY_FILE"""

from __future__ import annotations

import sys
from pathlib import Path

from oktant import Client, ForbiddenError


def main(client_id: str, key_file: str) -> None:
    with Client(
        client_id=client_id,
        scopes=["okta.users.read"],
        private_key=Path(key_file),  # PEM or a JWK
        dpop=True,
    ) as okta:
        print(f"{len(okta.users.list_users().all())} users")
        try:
            okta.groups.list_groups().first()
        except ForbiddenError as error:
            print(f"groups: {error.summary}")


if __name__ == "__main__":
    main(*sys.argv[1:])
