"""Gives a user a temporary password and removes lost phones as factors: python reset_access.py LOGIN"""

from __future__ import annotations

import sys

from oktant import Client
from oktant.models import UserFactorType


def main(login: str) -> None:
    with Client() as okta:
        user = okta.users.get_user(login)
        for factor in okta.user_factors.list_factors(user.id):
            print(factor.factor_type, factor.status)
            if factor.factor_type in (UserFactorType.SMS, UserFactorType.CALL):
                okta.user_factors.unenroll_factor(user.id, factor.id)
                print("  removed")
        temporary = okta.user_credentials.expire_password_with_temp_password(user.id, revoke_sessions=True)
        print(temporary)  # secrets are masked when shown
        print(f"temporary password: {temporary.temp_password}")


if __name__ == "__main__":
    main(sys.argv[1])
