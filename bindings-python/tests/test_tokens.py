"""Service apps: access tokens by a private key or a signer, with and without DPoP, and their events."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from simulator import TOKEN, simulator

import oktant
from oktant import AsyncClient, Client

APP = "0oaPython0000Service"
SCOPES = ["okta.users.read"]
KEY = ec.generate_private_key(ec.SECP256R1())
PEM = KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()


def jwk(key: ec.EllipticCurvePrivateKey) -> dict[str, object]:
    numbers = key.public_key().public_numbers()
    x, y = (base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode() for number in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "kid": "python", "x": x, "y": y}


class Vault:
    """A signer that signs in DER."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self.signed = 0
        self.public_key = jwk(key)
        self._key = key

    def sign(self, data: bytes) -> bytes:
        self.signed += 1
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a simulated org with a service app."""
    jwks = tmp_path_factory.mktemp("app") / "jwks.json"
    jwks.write_text(json.dumps({"keys": [jwk(KEY)]}))
    with simulator(300, f"--service-app={APP}={jwks}") as url:
        yield url


@pytest.mark.parametrize("dpop", [False, True])
def test_a_private_key_gets_tokens(strict: str, tmp_path: Path, dpop: bool) -> None:
    file = tmp_path / "key.pem"
    file.write_text(PEM)
    for key in (PEM, str(file)):
        with Client(org_url=strict, client_id=APP, scopes=SCOPES, private_key=key, key_id="python", dpop=dpop) as okta:
            assert len(list(okta.users.list_users(limit=100))) == 300
            with pytest.raises(oktant.ForbiddenError, match=r"okta\.groups\.read"):
                okta.call("listGroups")
            assert PEM.split("\n")[1] not in okta.explain() + repr(okta)


def test_custom_signers_sign(strict: str) -> None:
    events: list[oktant.Event] = []
    app, proofs = Vault(KEY), Vault(ec.generate_private_key(ec.SECP256R1()))
    with Client(
        org_url=strict, client_id=APP, scopes=SCOPES, signer=app, proof_signer=proofs, on_event=events.append
    ) as okta:
        assert len(list(okta.users.list_users(limit=100))) == 300
        names = [limit.name for limit in okta.rates()]
    assert (app.signed, proofs.signed) == (2, 5)  # a nonce is required once: two token requests, three pages
    assert [event.kind for event in events if event.kind.startswith("token")] == ["token_requested", "token_received"]
    answered = [event for event in events if event.kind == "response"]
    assert all(event.operation == "listUsers" and event.request_id and event.rate for event in answered)
    assert names == ["/api/v1/users"]
    assert "eyJ" not in repr(events)


def test_a_signer_may_be_asynchronous(strict: str) -> None:
    class Remote(Vault):
        async def sign(self, data: bytes) -> bytes:  # type: ignore[override]
            await asyncio.sleep(0)
            return super().sign(data)

    async def work() -> int:
        async with AsyncClient(org_url=strict, client_id=APP, scopes=SCOPES, signer=Remote(KEY)) as okta:
            return len([user async for user in okta.users.list_users(limit=100)])

    assert asyncio.run(work()) == 300


def test_an_exception_of_a_signer_is_the_cause(strict: str) -> None:
    class Locked(Vault):
        def sign(self, data: bytes) -> bytes:
            raise PermissionError("the vault is locked")

    with Client(org_url=strict, client_id=APP, scopes=SCOPES, signer=Locked(KEY), max_retries=0) as okta:
        with pytest.raises(oktant.AuthError, match="the vault is locked") as error:
            okta.call("getUser", path={"id": "me"})
        assert isinstance(error.value.__cause__, PermissionError)


def test_a_failing_listener_fails_no_call(org: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("sys.unraisablehook", lambda trouble: told.append(repr(trouble.exc_value)))

    def listener(event: oktant.Event) -> None:
        raise ValueError(event.kind)

    with Client(org_url=org, token=TOKEN, on_event=listener) as loud:
        assert loud.call("getUser", path={"id": "me"}).status == 200
    assert told[0] == "ValueError('request')"


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        ({"private_key": "no key"}, "OKTA_CLIENT_PRIVATEKEY"),
        ({"private_key": PEM, "scopes": []}, "OKTA_CLIENT_SCOPES"),
        ({"private_key": PEM, "client_id": ""}, "OKTA_CLIENT_CLIENTID"),
    ],
)
def test_a_missing_setting_is_named(settings: dict[str, object], what: str) -> None:
    given: dict[str, object] = {"org_url": "https://example.okta.com", "client_id": APP, "scopes": SCOPES, **settings}
    with pytest.raises(oktant.ConfigError, match=what):
        Client(**given)  # type: ignore[arg-type]
