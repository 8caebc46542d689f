"""What the official Python SDK does in the situations of ../situations.py."""

import asyncio
import json
import logging
import os
import sys

from okta.client import Client
from okta.models import UpdateUserRequest, UserProfile
from okta.pagination import paginate_all

logging.disable()
ORG = os.environ["ORG"]
USER = "00u1"


def client(token, **settings):
    return Client({"orgUrl": ORG, "token": token, **settings})


def service_app(name, **settings):
    key = open(os.environ["KEY"]).read()
    return Client({"orgUrl": ORG, "authorizationMode": "PrivateKey", "clientId": name, "privateKey": key, **settings})


def value(answer):
    """The value of a call that returned no error."""
    if answer[-1]:
        raise answer[-1]
    return answer[0]


def told(error):
    text = f"{type(error).__name__}: {' '.join(str(error).split())}"
    return text if len(text) < 120 else text[:120] + "..."


async def pages(name, **query):
    """The users of a list, and how it ended."""
    seen = []
    try:
        async for user in paginate_all(client(name).list_users, limit=2, max_pages=4, **query):
            seen.append(user.id)
    except Exception as error:
        seen.append(told(error))
    return " ".join(seen)


async def nickname(okta):
    return value(await okta.get_user(USER)).profile.nick_name


async def two_reads(name):
    okta = client(name)
    return f"{await nickname(okta)}, {await nickname(okta)}"


async def write_by_login(name):
    okta = client(name)
    before = await nickname(okta)
    user = UpdateUserRequest(profile=UserProfile(nick_name="Nan"))
    value(await okta.replace_user("ann@example.com", user))
    return f"{before}, {await nickname(okta)}"


async def change_user(name):
    okta = client(name)
    user = value(await okta.get_user(USER))
    user.profile.nick_name = "Nan"
    value(await okta.replace_user(USER, UpdateUserRequest(profile=user.profile)))
    return ""


async def change_app(name):
    okta = client(name)
    app = value(await okta.get_application("0oa1"))
    app.label = "Wiki 2"
    value(await okta.replace_application("0oa1", app))
    return ""


async def change_origin(name):
    okta = client(name)
    origin = value(await okta.get_trusted_origin("tos1"))
    origin.name = "Wiki"
    value(await okta.replace_trusted_origin("tos1", origin))
    return ""


async def clear(name):
    value(await client(name).update_user(USER, UpdateUserRequest(profile=UserProfile(nick_name=None))))
    return ""


async def clear_custom(name):
    profile = UserProfile.from_dict({"badge": None})
    value(await client(name).update_user(USER, UpdateUserRequest(profile=profile)))
    return ""


async def read(name):
    return f"read {value(await client(name).get_user(USER)).id}"


async def status(name):
    return f"status {value(await client(name).get_user(USER)).status}"


async def department(name):
    return json.dumps(value(await client(name).get_user(USER)).profile.department)


async def policies(name):
    return ", ".join(policy.name for policy in value(await client(name).list_policies("OKTA_SIGN_ON")))


async def apps(name):
    return ", ".join(f"{app.label}: {type(app).__name__}" for app in value(await client(name).list_applications()))


async def timeout(name):
    return f"read {value(await client(name, requestTimeout=1).get_user(USER)).id}"


async def scopes_text(name):
    await service_app(name, scopes="okta.users.read okta.groups.read").get_user(USER)
    return ""


async def scopes_environment(name):
    await service_app(name).get_user(USER)
    return ""


async def settings(name):
    value(await Client().get_user(USER))
    return ""


async def create(name):
    user = {"profile": {"login": "bo@example.com", "email": "bo@example.com", "firstName": "Bo", "lastName": "Lee"}}
    return f"created {value(await client(name).create_user(user)).id}"


async def error(name):
    *_, error = await client(name).get_user(USER)
    shown = {name: getattr(error, name) for name in ("status", "error_code", "error_causes")}
    return f"{told(error)} Members: {json.dumps(shown)}, headers[X-Okta-Request-Id] {error.headers['X-Okta-Request-Id']}"


SHOW = {
    "two-pages": pages,
    "joined-links": pages,
    "capital-link": pages,
    "empty-page": pages,
    "long-link": lambda name: pages(name, search="x" * 2100),
    "failing-page": pages,
    "changed-elsewhere": two_reads,
    "written-by-login": write_by_login,
    "timeout": timeout,
    "scopes-text": scopes_text,
    "scopes-environment": scopes_environment,
    "precedence": settings,
    "files": settings,
    "port": read,
    "change-user": change_user,
    "change-app": change_app,
    "change-origin": change_origin,
    "clear": clear,
    "clear-custom": clear_custom,
    "unknown-enum": status,
    "policies": policies,
    "unknown-policy": policies,
    "unknown-type": apps,
    "number-for-text": department,
    "rate-limited": read,
    "rate-limited-bare": read,
    "unavailable": read,
    "unavailable-post": create,
    "error": error,
    "not-json": read,
}
for name in sys.argv[1:]:
    try:
        saw = asyncio.run(SHOW[name](name))
    except Exception as error:
        saw = told(error)
    print(f"{name}\t{saw}", flush=True)
