"""What must not pass. Each marked line fails in mypy and in pyright, with just the error that its mark names for each."""

import oktant
from oktant import AsyncClient, Client, SendError, hooks, models
from oktant.models import Group, User, UserProfile


def names() -> None:
    oktant.NotFound  # error: attr-defined, reportAttributeAccessIssue
    models.Usr  # error: attr-defined, reportAttributeAccessIssue


def clients() -> None:
    Client(orgurl="x")  # error: call-arg, reportCallIssue
    Client(org_url=1)  # error: arg-type, reportArgumentType
    Client(token="x", timeout="5")  # error: arg-type, reportArgumentType
    Client(fleet=6379)  # error: arg-type, reportArgumentType
    Client(transport=Client)  # error: arg-type, reportArgumentType
    SendError("x", phase="sent")  # error: arg-type, reportArgumentType


def calls(okta: Client, user: User, group: Group) -> None:
    okta.usrs  # error: attr-defined, reportAttributeAccessIssue
    okta.users.get_usr("x")  # error: attr-defined, reportAttributeAccessIssue
    okta.users.get_user()  # error: call-arg, reportCallIssue
    okta.users.get_user(1)  # error: arg-type, reportArgumentType
    okta.users.get_user("x", "blocks")  # error: call-arg, reportCallIssue
    okta.users.get_user("x", tiemout=1)  # error: call-arg, reportCallIssue
    okta.users.get_user("x", timeout="1")  # error: arg-type, reportArgumentType
    okta.users.list_users(serch="x")  # error: call-arg, reportCallIssue
    okta.users.list_users(limit="many")  # error: arg-type, reportArgumentType
    okta.system_log.list_log_events(since=1)  # error: arg-type, reportArgumentType
    okta.users.create_user(group)  # error: arg-type, reportArgumentType
    okta.users.create_user({1: 2})  # error: dict-item, reportArgumentType
    okta.users.replace_user(user.id, group)  # error: arg-type, reportArgumentType
    okta.users.replace_user(user.id)  # error: call-arg, reportCallIssue
    okta.themes.upload_brand_theme_logo("b", "t", 7)  # error: arg-type, reportArgumentType
    okta.call("getUser", path={"id": "me"}, tiemout=1)  # error: call-arg, reportCallIssue
    okta.call("getUser", max_retries="0")  # error: arg-type, reportArgumentType


def results(okta: Client) -> None:
    okta.users.get_user("x").emial  # error: attr-defined, reportAttributeAccessIssue
    okta.users.get_user("x").profile.emial  # error: attr-defined, reportAttributeAccessIssue
    okta.users.get_user("x").profile.email.lower()  # error: union-attr, reportOptionalMemberAccess
    okta.users.list_users().frist_page()  # error: attr-defined, reportAttributeAccessIssue
    okta.users.list_users()[0]  # error: index, reportIndexIssue
    okta.call("getUser").jsn  # error: attr-defined, reportAttributeAccessIssue
    okta.log_streaming.activate_log_stream("l").name  # error: union-attr, reportOptionalMemberAccess
    for role in okta.custom_roles.list_roles():
        role.emial  # error: attr-defined, reportAttributeAccessIssue
    number: int = okta.users.get_user("x").id  # error: assignment, reportAssignmentType
    print(number)


def documents(user: User) -> None:
    user.profile.emial = "x"  # error: attr-defined, reportAttributeAccessIssue
    user.profile.email = 1  # error: assignment, reportAttributeAccessIssue
    UserProfile(emial="x")  # error: call-arg, reportCallIssue
    UserProfile(email=1)  # error: arg-type, reportArgumentType
    UserProfile("x")  # error: call-arg, reportCallIssue


def raw(okta: Client) -> None:
    okta.users.with_raw_response.get_usr("x")  # error: attr-defined, reportAttributeAccessIssue
    okta.users.with_raw_response.get_user("x").id  # error: attr-defined, reportAttributeAccessIssue
    okta.users.with_raw_response.get_user("x").value.emial  # error: attr-defined, reportAttributeAccessIssue
    okta.users.with_raw_response.get_user(1)  # error: arg-type, reportArgumentType
    okta.users.with_raw_response.list_users(serch="x")  # error: call-arg, reportCallIssue
    okta.users.with_raw_response.list_users().value.id  # error: attr-defined, reportAttributeAccessIssue
    okta.users.with_raw_response.delete_user("x").value.id  # error: attr-defined, reportAttributeAccessIssue


async def asynchronous(okta: AsyncClient) -> None:
    okta.users.get_user("x").id  # error: attr-defined, reportAttributeAccessIssue
    (await okta.users.get_user("x")).emial  # error: attr-defined, reportAttributeAccessIssue
    await okta.users.get_user("x", tiemout=1)  # error: call-arg, reportCallIssue
    await okta.users.list_users()  # error: misc, reportGeneralTypeIssues
    okta.users.get_user("x")  # error: unused-coroutine, reportUnusedCoroutine
    (await okta.users.with_raw_response.list_users()).value.id  # error: attr-defined, reportAttributeAccessIssue
    for _ in okta.users.list_users():  # error: attr-defined, reportGeneralTypeIssues
        pass


def hook(body: bytes) -> None:
    hooks.token.parse(1)  # error: arg-type, reportArgumentType
    hooks.token.parse(body).evnt  # error: attr-defined, reportAttributeAccessIssue
