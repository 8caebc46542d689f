"""Keys, assertions and proofs: made for a scenario, and checked for what holds of them in every scenario."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any
from urllib.parse import parse_qsl

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

Json = Any
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
KEY_ID = "faults-key-1"
HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
CURVES: dict[str, tuple[str, ec.EllipticCurve, int]] = {
    "ES256": ("P-256", ec.SECP256R1(), 32),
    "ES384": ("P-384", ec.SECP384R1(), 48),
    "ES512": ("P-521", ec.SECP521R1(), 66),
}
_PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}


class Unfit(ValueError):
    """Something that a token endpoint or a resource would refuse."""


class ClientKey:
    """The private key of a service app, new each time."""

    def __init__(self, algorithm: str) -> None:
        self.algorithm = algorithm
        if algorithm.startswith("RS"):
            self.private: Any = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        else:
            self.private = ec.generate_private_key(CURVES[algorithm][1])

    @property
    def setting(self) -> str:
        """The key as PRIVATEKEY takes it: PEM, or a JWK if only that can name the algorithm."""
        return json.dumps(self._jwk()) if self.algorithm in ("RS384", "RS512") else self._pem()

    @property
    def secrets(self) -> list[str]:
        """Parts of the key that no text may have."""
        private = self.private.private_numbers()
        number = private.d if self.algorithm.startswith("RS") else private.private_value
        return [self._pem().splitlines()[1][20:], _number(number)]

    @property
    def public(self) -> Any:
        """What proves a signature."""
        return self.private.public_key()

    def _pem(self) -> str:
        no_password = serialization.NoEncryption()
        return self.private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, no_password).decode()

    def _jwk(self) -> dict[str, str]:
        numbers = self.private.private_numbers()
        public = numbers.public_numbers
        names = {"n": public.n, "e": public.e, "d": numbers.d, "p": numbers.p, "q": numbers.q}
        names |= {"dp": numbers.dmp1, "dq": numbers.dmq1, "qi": numbers.iqmp}
        return {"kty": "RSA", "alg": self.algorithm, "kid": KEY_ID, **{name: _number(value) for name, value in names.items()}}


class Inspector:
    """What holds of every token request and every proof of one client."""

    def __init__(self, client: dict[str, Json], key: ClientKey | None) -> None:
        self._client, self._key = client, key
        self._seen: set[str] = set()
        self._thumbprint: str | None = None

    def token_request(self, url: str, media: str, body: bytes, now: float) -> str:
        """Checks a token request and gives its assertion."""
        _want(media.partition(";")[0].strip().lower() == "application/x-www-form-urlencoded", f"a token request of type {media!r}")
        pairs = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True)
        form = dict(pairs)
        _want(len(form) == len(pairs), "a form member came twice")
        _want(form.get("grant_type") == "client_credentials", "grant_type")
        _want(form.get("scope", "").split() == self._client["scopes"], f"scope {form.get('scope')!r}")
        _want(form.get("client_assertion_type") == ASSERTION, "client_assertion_type")
        _want("client_assertion" in form, "no client_assertion")
        assertion = form["client_assertion"]
        head, claims = self._opened(assertion, None)
        _want(head["alg"] == self._client["alg"], f"assertion signed by {head['alg']}")
        _want(claims.get("iss") == claims.get("sub") == self._client["client_id"], "iss and sub of the assertion")
        _want(claims.get("aud") == url, f"aud of the assertion: {claims.get('aud')!r}")
        _want(isinstance(claims.get("exp"), int) and 0 < claims["exp"] - now <= 3601, "exp of the assertion")
        if "iat" in claims:
            _want(claims["iat"] <= now + 1, "iat of the assertion")
        self._once(claims)
        return assertion

    def proof(self, proof: str, method: str, url: str, token: str | None, now: float) -> None:
        """Checks a DPoP proof; the token is the one that comes with it."""
        head, claims = self._opened(proof, "dpop+jwt")
        _want(claims.get("htm") == method, f"htm {claims.get('htm')!r}")
        _want(claims.get("htu") == url, f"htu {claims.get('htu')!r}")
        _want(abs(claims.get("iat", 0) - now) <= 300, "iat of the proof")
        self._once(claims)
        due = None if token is None else base64url(hashlib.sha256(token.encode()).digest())
        _want(claims.get("ath") == due, "ath of the proof")
        thumbprint = json.dumps(head["jwk"], sort_keys=True)
        _want(self._thumbprint in (None, thumbprint), "the DPoP key changed")
        self._thumbprint = thumbprint

    def _opened(self, jwt: str, kind: str | None) -> tuple[Json, Json]:
        """Head and claims of a JWT whose signature is right: by its own key where it brings one, else by the client's."""
        try:
            signed, _, signature = jwt.rpartition(".")
            head, claims = (json.loads(_bytes(part)) for part in signed.split("."))
            _want(kind is None or head.get("typ") == kind, f"typ {head.get('typ')!r}")
            key = _public(head["jwk"]) if kind else self._key.public if self._key else None
            _verify(key, head["alg"], signed.encode(), _bytes(signature))
        except Unfit:
            raise
        except InvalidSignature:
            raise Unfit("a signature is wrong") from None
        except (KeyError, ValueError, TypeError) as error:
            raise Unfit(f"no JWT: {error}") from error
        return head, claims

    def _once(self, claims: Json) -> None:
        jti = claims.get("jti")
        _want(isinstance(jti, str) and jti, "no jti")
        _want(jti not in self._seen, f"jti {jti} came twice")
        self._seen.add(jti)


def nonce(proof: str | None) -> str | None:
    """The nonce of a DPoP proof; None without a proof or a nonce."""
    try:
        return json.loads(_bytes(proof.split(".")[1])).get("nonce") if proof else None
    except (ValueError, IndexError):
        return None


def _public(jwk: Json) -> Any:
    _want(not _PRIVATE & set(jwk), "a proof with a private key")
    number = lambda name: int.from_bytes(_bytes(jwk[name]), "big")
    if jwk["kty"] == "RSA":
        return rsa.RSAPublicNumbers(number("e"), number("n")).public_key()
    curve = next(curve for name, curve, _ in CURVES.values() if name == jwk["crv"])
    return ec.EllipticCurvePublicNumbers(number("x"), number("y"), curve).public_key()


def _verify(key: Any, algorithm: str, signed: bytes, signature: bytes) -> None:
    digest = HASHES[algorithm[2:]]
    if algorithm.startswith("RS"):
        key.verify(signature, signed, padding.PKCS1v15(), digest)
        return
    _, curve, size = CURVES[algorithm]
    _want(key.curve.name == curve.name, f"{algorithm} with a key on {key.curve.name}")
    _want(len(signature) == 2 * size, f"a signature of {len(signature)} bytes")
    half = lambda part: int.from_bytes(part, "big")
    key.verify(encode_dss_signature(half(signature[:size]), half(signature[size:])), signed, ec.ECDSA(digest))


def _number(value: int) -> str:
    return base64url(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def base64url(data: bytes) -> str:
    """Base64 as JWTs have it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _want(good: Json, what: str) -> None:
    if not good:
        raise Unfit(what)
