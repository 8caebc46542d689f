"""What errors say about names that a client or a service does not have."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import pkgutil
import re
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from operations import rows, same

import oktant
from oktant import AsyncClient, Client
from oktant._hints import method_of

OKTA = Client(org_url="https://example.okta.com", token="00token")
FOUND, WITHOUT = ((Path(__file__).parent / "official_names.txt").read_text("utf-8")).split("\n\n")


def error(owner: object, name: str) -> str:
    with pytest.raises(AttributeError) as raised:
        getattr(owner, name)
    assert raised.value.name == name
    return str(raised.value)


@pytest.mark.parametrize(
    ("owner", "name", "text"),
    [
        (OKTA.users, "create_group", "'Users' has no attribute 'create_group': use okta.groups.add_group"),
        (OKTA.users, "add_group", "'Users' has no attribute 'add_group': use okta.groups.add_group"),
        (OKTA.users, "listUsers", "'Users' has no attribute 'listUsers': use okta.users.list_users"),
        (OKTA.users, "lst_users", "'Users' has no attribute 'lst_users': did you mean okta.users.list_users?"),
        (OKTA.users, "frobnicate", "'Users' has no attribute 'frobnicate'"),
        (OKTA.users, "_repr_html_", "'Users' has no attribute '_repr_html_'"),
        (OKTA.users.with_raw_response, "create_group", "'RawUsers' has no attribute 'create_group': use okta.groups.add_group"),
        (OKTA, "create_user", "'Client' has no attribute 'create_user': use okta.users.create_user"),
        (OKTA, "usrs", "'Client' has no attribute 'usrs': did you mean 'users'?"),
        (OKTA, "apps", "'Client' has no attribute 'apps': did you mean 'applications'?"),
        (OKTA, "factors", "'Client' has no attribute 'factors': did you mean 'user_factors'?"),
        (OKTA, "ping", "'Client' has no attribute 'ping'"),
        (OKTA.users, "get", "'Users' has no attribute 'get': did you mean 'get_user'?"),
    ],
)
def test_an_unknown_attribute_names_what_is_meant(owner: object, name: str, text: str) -> None:
    assert error(owner, name) == text


def test_async_clients_have_the_same_hints() -> None:
    okta = AsyncClient(org_url="https://example.okta.com", token="00token")
    assert error(okta.users, "create_group") == "'AsyncUsers' has no attribute 'create_group': use okta.groups.add_group"
    assert error(okta, "getUser") == "'AsyncClient' has no attribute 'getUser': use okta.users.get_user"


def test_the_interpreter_adds_no_hint_of_its_own() -> None:
    with pytest.raises(AttributeError) as raised:
        OKTA.users.delete_grup  # type: ignore[attr-defined]  # noqa: B018
    shown = "".join(traceback.format_exception(raised.value))
    assert shown.endswith("'delete_grup': did you mean okta.groups.delete_group?\n")


def test_attributes_that_may_be_missing_are_missing() -> None:
    assert not hasattr(OKTA.users, "create_group") and getattr(OKTA, "nothing", None) is None
    assert not hasattr(object.__new__(Client), "_native")


def test_a_call_by_an_unknown_name_names_the_operation() -> None:
    for name, hint in (("create_group", "use addGroup"), ("listUser", "did you mean listUsers\\?"), ("nothing", "use an operation ID")):
        with pytest.raises(oktant.InvalidArgumentError, match=f'there is no operation "{name}": {hint}'):
            OKTA.call(name)


def test_after_is_the_cursor_of_a_list() -> None:
    with pytest.raises(TypeError, match=r"there is no argument 'after': pass cursor=page.cursor"):
        OKTA.features.list_features(after="x")  # type: ignore[call-arg]


def test_every_operation_has_a_method() -> None:
    for row in rows():
        assert same(method_of(row.area, row.id)) == same(row.id)
        assert hasattr(getattr(OKTA, row.area), method_of(row.area, row.id))


def installed() -> set[str]:
    """The public methods of the package okta, if it is installed: those of services and of clients."""
    names: set[str] = set()
    for package in ("okta.api", "okta.resource_clients"):
        try:
            found = importlib.import_module(package)
        except ImportError:
            continue
        for module in pkgutil.iter_modules(found.__path__, f"{package}."):
            for _, of in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
                if of.__module__ == module.name:
                    names |= {name for name, _ in inspect.getmembers(of, inspect.iscoroutinefunction) if name[0] != "_"}
    return {name for name in names if not name.endswith(("_with_http_info", "_without_preload_content"))}


def test_every_name_of_the_official_sdk_leads_to_a_method() -> None:
    def of(part: str) -> set[str]:
        return {line for line in part.splitlines() if not line.startswith("#")}

    kinds: Counter[str] = Counter()
    for name in of(FOUND) | of(WITHOUT) | installed():
        known = re.search(r": use okta\.(\w+)\.(\w+)$", error(OKTA, name))
        if known is None:
            assert name in of(WITHOUT), f"{name} has no hint"
            kinds["without"] += 1
        else:
            assert hasattr(getattr(OKTA, known[1]), known[2]) and name not in of(WITHOUT)
            kinds["ours" if known[2] == name else "hinted"] += 1
    assert kinds["ours"] >= 582 and kinds["hinted"] >= 142 and kinds["without"] == 97, kinds


def test_arguments_of_a_call_by_name_stand_in_dicts() -> None:
    okta: Any = OKTA
    for wrong, name in (
        (lambda: okta.items("listUsers", limit=3), "limit"),
        (lambda: okta.call("getUser", id="me"), "id"),
        (lambda: okta.request("GET", "/api/v1/users", limit=3), "limit"),
        (lambda: asyncio.run(AsyncClient(org_url=okta.org_url, token="00token").call("getUser", **{"id": "me"})), "id"),
    ):
        with pytest.raises(TypeError, match=rf"there is no call option '{name}': pass .* path={{...}}, query={{...}}"):
            wrong()
    with pytest.raises(TypeError, match="there is no call option 'tiemout': did you mean 'timeout'?"):
        okta.call("getUser", tiemout=1)


def test_each_client_names_the_with_of_the_other() -> None:
    okta: Any = AsyncClient(org_url="https://example.okta.com", token="00token")
    with pytest.raises(TypeError, match="an AsyncClient is used by `async with`"):
        with okta:
            pass

    async def work() -> None:
        okta: Any = OKTA
        async with okta:
            pass

    with pytest.raises(TypeError, match="a Client is used by `with`"):
        asyncio.run(work())
