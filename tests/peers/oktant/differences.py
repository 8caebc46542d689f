"""What Oktant does in the situations of ../situations.py, in Python."""

import json
import os
import sys

from oktant import Client, OktantError

ORG = os.environ["ORG"]
USER = "00u1"


def client(token, **settings):
    return Client(org_url=ORG, token=token, **settings)


def service_app(name, **settings):
    return Client(org_url=ORG, client_id=name, private_key=os.environ["KEY"], **settings)


def told(error):
    text = f"{type(error).__name__}: {' '.join(str(error).split())}"
    return text if len(text) < 240 else text[:240] + "..."


def pages(name, **query):
    seen = []
    try:
        for user in client(name).users.list_users(limit=2, **query).take(8):
            seen.append(user.id)
    except OktantError as error:
        seen.append(told(error))
    return " ".join(seen)


def nickname(okta):
    return okta.users.get_user(USER).profile.nick_name


def two_reads(name):
    okta = client(name)
    return f"{nickname(okta)}, {nickname(okta)}"


def write_by_login(name):
    okta = client(name)
    before = nickname(okta)
    okta.users.replace_user("ann@example.com", {"profile": {"nickName": "Nan"}})
    return f"{before}, {nickname(okta)}"


def change_user(name):
    okta = client(name)
    user = okta.users.get_user(USER)
    user.profile.nick_name = "Nan"
    okta.users.replace_user(USER, {"profile": user.profile})
    return ""


def change_app(name):
    okta = client(name)
    app = okta.applications.get_application("0oa1")
    app.label = "Wiki 2"
    okta.applications.replace_application("0oa1", app)
    return ""


def change_origin(name):
    okta = client(name)
    origin = okta.trusted_origins.get_trusted_origin("tos1")
    origin.name = "Wiki"
    okta.trusted_origins.replace_trusted_origin("tos1", origin)
    return ""


def policies(name):
    return ", ".join(policy.name for policy in client(name).policies.list_policies("OKTA_SIGN_ON"))


def clear(name, **profile):
    client(name).users.update_user(USER, {"profile": profile})
    return ""


def department(name):
    profile = client(name).users.get_user(USER).profile
    return f"profile.department is {profile.department}, profile['department'] is {profile['department']}"


def read(name, **settings):
    return f"read {client(name, **settings).users.get_user(USER).id}"


def ask(okta):
    okta.users.get_user(USER)
    return ""


def create(name):
    user = {"profile": {"login": "bo@example.com", "email": "bo@example.com", "firstName": "Bo", "lastName": "Lee"}}
    return f"created {client(name).users.create_user(user).id}"


def error(name):
    try:
        return read(name)
    except OktantError as error:
        members = {"status": error.status, "code": error.code, "causes": error.causes, "request_id": error.request_id}
        return f"{told(error)} Members: {json.dumps(members, default=str)}"


SHOW = {
    "two-pages": pages,
    "joined-links": pages,
    "capital-link": pages,
    "empty-page": pages,
    "long-link": lambda name: pages(name, search="x" * 2100),
    "failing-page": pages,
    "changed-elsewhere": two_reads,
    "written-by-login": write_by_login,
    "timeout": lambda name: read(name, timeout=1),
    "scopes-text": lambda name: ask(service_app(name, scopes="okta.users.read okta.groups.read")),
    "scopes-environment": lambda name: ask(service_app(name)),
    "precedence": lambda _: ask(Client()),
    "files": lambda _: ask(Client()),
    "port": read,
    "change-user": change_user,
    "change-app": change_app,
    "change-origin": change_origin,
    "clear": lambda name: clear(name, nickName=None),
    "clear-custom": lambda name: clear(name, badge=None),
    "unknown-enum": lambda name: f"status {client(name).users.get_user(USER).status}",
    "policies": policies,
    "unknown-policy": policies,
    "unknown-type": lambda name: ", ".join(
        f"{app.label}: {type(app).__name__}, {app.sign_on_mode}" for app in client(name).applications.list_applications()
    ),
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
        saw = SHOW[name](name)
    except Exception as error:
        saw = told(error)
    print(f"{name}\t{saw}", flush=True)
