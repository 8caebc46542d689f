"""What users write. Every type checker takes it as it is: this file has no marks and no ignores."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import redis
import redis.asyncio
import valkey

import oktant
from oktant import UNSET, AsyncClient, AsyncList, Client, List, ListView, MapView, Page, RawResponse, hooks
from oktant.httpx import AsyncHttpxTransport, HttpxTransport
from oktant.models import (
    Application,
    AuthenticatorMethodType,
    AuthorizationServerJsonWebKey,
    BookmarkApplication,
    CreateUserRequest,
    Group,
    LogEvent,
    OpenIdConnectApplication,
    SamlApplication,
    TokenHookResponse,
    User,
    UserGetSingleton,
    UserProfile,
    UserSchemaAttribute,
    UserSchemaAttributeUnique,
    UserStatus,
)


async def token(fresh: bool) -> str:
    return "new" if fresh else "old"


def untyped() -> Iterator[str]:
    with Client(org_url="https://example.okta.com", token="00token", timeout=5, extra_settings={"PACING": "false"}) as okta:
        raw: RawResponse = okta.call("getUser", path={"id": "me"}, timeout=3.5, max_retries=0, headers={"X-A": "1"})
        status: int = raw.status
        remaining: int | None = raw.rate.remaining
        request_id: str = raw.headers["x-okta-request-id"]
        users: List[Any] = okta.items("listUsers", query={"limit": 200}, timeout=2)
        page: Page[Any] = users.first_page()
        yield from (str(user["id"]) for user in users)
        yield f"{status} {remaining} {request_id} {page.cursor} {okta.explain()} {raw.json['id']}"
        okta.call("uploadBrandThemeLogo", path={"brandId": 1}, body=oktant.File("logo.png", b""))


def fleets() -> Iterator[Client | AsyncClient]:
    yield Client(fleet="rediss://localhost")
    yield Client(fleet=redis.Redis(port=6379))
    yield Client(fleet=redis.RedisCluster(host="localhost", port=6379))
    yield Client(fleet=valkey.Valkey(port=6379))
    yield AsyncClient(fleet=redis.asyncio.Redis(port=6379))


def typed(okta: Client) -> Iterator[str | None]:
    users: List[User] = okta.users.list_users(search='status eq "ACTIVE"', limit=200, timeout=2)
    for user in users:
        yield user.profile.email
        yield user["profile"]["badge"]
    for page in users.pages():
        yield page.cursor
    first: Page[User] = users.first_page()
    names: list[str | None] = [user.profile.first_name for user in first.items]
    again: List[User] = okta.users.list_users(cursor=first.cursor).progress(print)
    event: LogEvent = next(iter(okta.system_log.list_log_events(since="2025-01-01").follow(5).progress()))
    okta.system_log.list_log_events(since=event.published, until=event["published"], sort_order="DESCENDING")
    okta.authenticators.get_authenticator_method(None, AuthenticatorMethodType.OTP)
    okta.authenticators.get_authenticator_method("aut", "a method of tomorrow")
    yield f"{names} {again} {event.published}"


def mappings(okta: Client, writer: csv.DictWriter[str]) -> dict[str, Any]:
    for user in okta.users.list_users().take(10):
        writer.writerow(user.profile)
        badge = user.profile.get("badge", "")
        names: list[str] = [*user.profile.keys(), str(badge)]
        print(names, {**user.profile})
    one: User | None = okta.users.list_users(limit=1).first()
    every: list[Group] = okta.groups.list_groups().all()
    okta.themes.upload_brand_theme_logo("b", "t", "logo.png")
    print(every)
    return {} if one is None else dict(one)


def change(okta: Client) -> User:
    ann = okta.users.create_user({"profile": {"email": "ann@example.com", "login": "ann@example.com"}}, activate=True)
    ann.profile["badge"] = "42"
    ann.profile.nick_name = None
    schema = okta.schemas.get_user_schema("default")
    schema.definitions.custom.properties["badge"] = None  # removes the attribute
    ann.profile.title = UNSET
    ann = okta.users.replace_user(ann.id, ann)
    found: UserGetSingleton = okta.users.get_user("me", expand="blocks", deadline=10)
    found.profile.city = "Bern"
    same: User = found
    print(same)
    okta.users.replace_user(found.id, found)
    okta.users.delete_user(found.id, send_email=False)
    bob = okta.users.create_user(CreateUserRequest(profile=UserProfile(login="bob@example.com")))
    status: UserStatus | None = bob.status
    created: datetime | None = bob.created
    if status == UserStatus.ACTIVE or status == "DEPROVISIONED":
        print(created)
    password: str | None = okta.user_credentials.expire_password_with_temp_password(bob.id).temp_password
    unique: UserSchemaAttributeUnique | bool | None = UserSchemaAttribute(unique=True).unique
    if unique is True or unique == UserSchemaAttributeUnique.UNIQUE_VALIDATED:
        print(password)
    return ann


def unions(okta: Client) -> str | None:
    for app in okta.applications.list_applications():
        match app:
            case SamlApplication():
                return app.settings.sign_on.audience
            case OpenIdConnectApplication(label=label):
                return label
            case BookmarkApplication():
                return app.settings.app.url
            case Application():
                return app.label
    made: Application = okta.applications.create_application(BookmarkApplication(label="Wiki"), activate=False)
    return made.id


def parts(app: Application, group: Group, user: User) -> list[object]:
    anything: MapView[Any] = app.profile
    document: dict[str, Any] = user.to_dict()
    same: User = User.from_dict(document)
    problems: list[oktant.Problem] = same.problems()
    return [anything, "profile" in user, user == same, problems, group.profile.name]


def raw(okta: Client) -> list[object]:
    answer: RawResponse[UserGetSingleton] = okta.users.with_raw_response.get_user("me", timeout=3)
    user: UserGetSingleton = answer.value
    page: RawResponse[list[User]] = okta.users.with_raw_response.list_users(limit=1)
    last: User = page.value[-1]
    done: RawResponse[None] = okta.users.with_raw_response.delete_user("me")
    when: str = answer.headers["date"]
    return [user.id, last.id, page.cursor, done.status, when, answer.rate.remaining, answer.attempts, answer.request_id]


def files(okta: Client, path: Path) -> str | None:
    okta.themes.upload_brand_theme_logo("b", "t", path)
    okta.themes.upload_brand_theme_logo("b", "t", b"\x89PNG")
    url = okta.themes.upload_brand_theme_logo("b", "t", oktant.File("logo.png", b"")).url
    okta.application_key_credentials.publish_csr_from_application("a", "c", b"der")
    metadata: str = okta.application_sso.preview_saml_metadata_for_application("a", "k")
    stream = okta.log_streaming.activate_log_stream("l")
    servers: ListView[AuthorizationServerJsonWebKey] = okta.authorization_server_keys.rotate_authorization_server_keys("s", {"use": "sig"})
    return metadata if stream is None else f"{stream.name} {url} {servers}"


async def asynchronous() -> AsyncIterator[str | None]:
    async with AsyncClient(bearer=token) as okta:
        answer = await okta.call("getUser", path={"id": "me"})
        async for page in okta.items("listUsers").pages():
            yield f"{answer.status} {len(page)}"
        users: AsyncList[User] = okta.users.list_users(q="ann")
        async for user in users.progress():
            yield user.profile.email
        async for users_page in users.pages():
            yield users_page.cursor
        async for event in okta.system_log.list_log_events().follow(5):
            yield event.uuid
        first: Page[User] = await users.first_page()
        ann: User = await okta.users.create_user({"profile": {}}, activate=True, provider=False)
        await okta.users.replace_user(ann.id, ann, max_retries=0)
        await okta.users.delete_user(ann.id)
        whole: RawResponse[UserGetSingleton] = await okta.users.with_raw_response.get_user("me")
        some: RawResponse[list[User]] = await okta.users.with_raw_response.list_users()
        done: RawResponse[None] = await okta.users.with_raw_response.delete_user("me")
        yield f"{first} {whole.value.id} {some.value[0].id} {done.headers}"


class Double:
    """A transport of one's own."""

    def send(self, request: oktant.Request) -> oktant.Response:
        return oktant.Response(200, [("Link", request.url)], request.body or b"")


class AsyncDouble:
    """The same for asyncio."""

    async def send(self, request: oktant.Request) -> oktant.Response:
        raise oktant.SendError("nobody there", phase="connect")


def transports(client: httpx.Client) -> list[object]:
    return [
        Client(transport=Double()),
        AsyncClient(transport=AsyncDouble()),
        Client(transport=HttpxTransport(client)),
        AsyncClient(transport=AsyncHttpxTransport()),
    ]


def hook(body: bytes) -> dict[str, Any]:
    payload = hooks.token.parse(body)
    assert payload.event_id is not None
    return hooks.token.reply(TokenHookResponse(commands=[]))


def errors(okta: Client) -> str | None:
    try:
        okta.request("GET", "/api/v1/users/me")
    except oktant.NotFoundError as error:
        return error.code
    except oktant.OktantError as error:
        return error.causes[0]
    return None
