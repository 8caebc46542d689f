"""Settings of a client: the forms that it accepts, and the errors for those that it does not."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from server import Server, answer
from test_tokens import PEM, Vault, jwk

import oktant
from oktant import AsyncClient, Client

KEY = ec.generate_private_key(ec.SECP256R1())
URL = "https://example.okta.com"
APP: dict[str, Any] = {"org_url": URL, "client_id": "0oa1", "scopes": ["okta.users.read"]}
TOKEN = answer({"access_token": "token-0123456789", "token_type": "Bearer", "expires_in": 3600, "scope": "okta.users.read"})


def private(key: ec.EllipticCurvePrivateKey) -> dict[str, object]:
    d = base64.urlsafe_b64encode(key.private_numbers().private_value.to_bytes(32, "big")).rstrip(b"=").decode()
    return {**jwk(key), "d": d}


@pytest.mark.parametrize(
    "scopes",
    [
        "okta.users.read okta.groups.read",
        "okta.users.read,okta.groups.read",
        " okta.users.read,\n okta.groups.read ",
        ["okta.users.read", "okta.groups.read"],
        ("okta.users.read okta.groups.read",),
        {"okta.users.read": 1, "okta.groups.read": 2},
        iter(["okta.users.read", "okta.groups.read"]),
    ],
)
def test_scopes_are_one_string_or_several(scopes: Any) -> None:
    with Server([TOKEN, answer({})]) as server:
        with Client(org_url=server.url, client_id="0oa1", private_key=PEM, scopes=scopes) as okta:
            okta.call("getUser", path={"id": "1"})
        assert b"&scope=okta.users.read%20okta.groups.read&" in server.requests[0].body


@pytest.mark.parametrize("form", ["dict", "text", "path", "Path"])
def test_a_private_key_may_be_a_jwk(form: str, tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text(json.dumps(private(KEY)))
    key: Any = {"dict": private(KEY), "text": json.dumps(private(KEY)), "path": str(path), "Path": path}[form]
    with Server([TOKEN, answer({})]) as server:
        with Client(org_url=server.url, client_id="0oa1", private_key=key, scopes="okta.users.read") as okta:
            okta.call("getUser", path={"id": "1"})
        assertion = dict(part.split("=") for part in server.requests[0].body.decode().split("&"))["client_assertion"]
        head = json.loads(base64.urlsafe_b64decode(assertion.split(".")[0] + "=="))
        assert (head["alg"], head["kid"]) == ("ES256", "python")


def test_a_str_in_place_of_a_list_is_one_value() -> None:
    with Server([answer({})]) as server, Client(org_url=server.url, token="00token") as okta:
        okta.call("getBrand", path={"brandId": "b"}, query={"expand": "themes,domains"})
        okta.call("getBrand", path={"brandId": "b"}, query={"expand": ["themes", "domains"]})
        okta.brands.get_brand("b", expand="themes")  # type: ignore[arg-type]
        okta.call("getUser", path={"id": "1"}, extra_query={"x": "abc"}, headers={"X-One": "abc"})
        targets = [request.target.partition("?")[2] for request in server.requests]
        assert targets == ["expand=themes%2Cdomains", "expand=themes,domains", "expand=themes", "x=abc"]
        assert server.requests[-1].headers["x-one"] == "abc"


OFFICIAL = {
    "orgUrl": "https://example.okta.com",
    "token": "00token0123456789",
    "requestTimeout": 30,
    "connectionTimeout": None,
    "rateLimit": {"maxRetries": 4},
    "proxy": {"host": "proxy.example", "port": 3128, "username": "ann", "password": "open-sesame"},
    "userAgent": "program/1",
}


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_config_may_be_a_dict_of_the_official_sdk(kind: Any) -> None:
    told = kind(OFFICIAL).explain()
    for line in (
        "ORGURL = https://example.okta.com (code)",
        "REQUESTTIMEOUT = 30 (code)",
        "RATELIMIT_MAXRETRIES = 4 (code)",
        "PROXY_HOST = proxy.example (code)",
        "PROXY_PORT = 3128 (code)",
        "USERAGENT = program/1 (code)",
    ):
        assert line in told, told
    assert "00token" not in told and "open-sesame" not in told


@pytest.mark.parametrize("key", [PEM, private(KEY)])
def test_a_service_app_may_be_a_dict_too(key: Any) -> None:
    config = {
        "orgUrl": URL,
        "authorizationMode": "PrivateKey",
        "clientId": "0oa1",
        "scopes": ["okta.users.read", "okta.groups.read"],
        "privateKey": key,
        "dpopEnabled": True,
    }
    told = Client(config).explain()
    assert "SCOPES = okta.users.read okta.groups.read (code)" in told and "DPOPENABLED = true (code)" in told


def test_arguments_override_the_config() -> None:
    assert Client(OFFICIAL, org_url="https://other.okta.com", max_retries=1).org_url == "https://other.okta.com"
    assert Client({"org" + "Url": URL, "token": "access", "authorizationMode": "Bearer"}).org_url == URL


def test_an_explicit_argument_overrides_an_implied_one() -> None:
    dpop, keys = {"dpop": False}, {"private_key": PEM, "proof_signer": Vault(KEY)}
    for settings in ({**dpop, **keys}, {**keys, **dpop}):
        assert "DPOPENABLED = false (code)" in Client(**APP, **settings).explain()
    assert "DPOPENABLED = true (code)" in Client(**APP, **keys).explain()


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"token": b"00secret"}, "token is bytes: give a str, such as bytes.decode() returns"),
        ({"token": 7}, "token is int: give a str"),
        ({"bearer": b"00secret"}, "bearer is bytes: give a str, such as bytes.decode() returns"),
        ({"org_url": Path("/x")}, "org_url is PosixPath: give a str"),
        ({"scopes": b"okta.users.read"}, "scopes is bytes: give a str, or a list of str, such as bytes.decode() returns"),
        ({"scopes": 7}, "scopes is int: give a str, or a list of str"),
        ({"scopes": [7]}, "an element of scopes is int: give a str"),
        ({"private_key": b"00secret"}, "private_key is bytes: give PEM, a JWK as str or dict, or the path of one, such as"),
        ({"dpop": "false"}, "dpop is str: give True or False"),
        ({"pacing": 0}, "pacing is int: give True or False"),
        ({"timeout": "30"}, "timeout is str: give a number of seconds"),
        ({"deadline": True}, "deadline is bool: give a number of seconds"),
        ({"max_retries": 1.5}, "max_retries is float: give a whole number"),
        ({"ca_certificates": b"x"}, "ca_certificates is bytes: give a path, as a str or pathlib.Path"),
        ({"extra_settings": [("PROXY_HOST", "x")]}, "extra_settings is list: give a dict of names and values"),
        ({"extra_settings": {"PROXY_PORT": 80}}, "extra_settings['PROXY_PORT'] is int: give a str"),
        ({"orgUrl": "x"}, "there is no setting 'orgUrl': did you mean 'org_url'? there are org_url, "),
        ({"tokn": "x"}, "there is no setting 'tokn': did you mean 'token'? there are org_url, "),
    ],
)
def test_a_setting_of_the_wrong_type_is_an_error_without_its_value(settings: dict[str, Any], text: str) -> None:
    with pytest.raises(TypeError) as caught:
        Client(**{"org_url": URL, **settings})
    assert str(caught.value).startswith(text) and "00secret" not in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(("name", "value"), [("timeout", -1), ("deadline", float("nan")), ("max_retries", -1)])
def test_a_number_out_of_range_is_an_error(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"{name} is {value}: give 0 or more"):
        Client(**{"org_url": URL, "token": "00token", name: value})


@pytest.mark.parametrize(
    ("config", "text"),
    [
        (URL, r"the config is str: give a dict of names and values, or write Client\(org_url=...\)"),
        ({"org_url": URL}, r"org_url is a keyword argument: write Client\(org_url=...\) or Client\(\*\*config\)"),
        ({"orgUrl": b"x"}, r"orgUrl is bytes: give a str, such as bytes.decode\(\) returns"),
        ({"rateLimit": {"maxRetries": object()}}, "rateLimit_maxRetries is object: give a str, or a list of str"),
    ],
)
def test_a_malformed_config_is_an_error(config: Any, text: str) -> None:
    with pytest.raises(TypeError, match=text):
        Client(config)


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(oktant.ConfigError, match='"rateLimit_maxRetrys"'):
        Client({**OFFICIAL, "rateLimit": {"maxRetrys": 4}})


@pytest.mark.parametrize("method", ["list_users", "raw"])
def test_an_undocumented_query_parameter_goes_into_extra_query(method: str) -> None:
    text = r"there is no argument or call option 'expand': .*pass undocumented query parameters in extra_query=\{...\}"
    with Server([answer([])]) as server, Client(org_url=server.url, token="00token") as okta:
        service = okta.users.with_raw_response if method == "raw" else okta.users
        with pytest.raises(TypeError, match=text):
            service.list_users(expand="stats")  # type: ignore[call-arg]
        assert server.requests == []


def test_callbacks_of_a_wrong_type_are_refused() -> None:
    for wrong, text in (({"on_event": 5}, "on_event is int: give a function"), ({"transport": 5}, "transport is int: give an object")):
        with pytest.raises(TypeError, match=text):
            Client(org_url="https://example.okta.com", token="00token", **wrong)  # type: ignore[arg-type]
