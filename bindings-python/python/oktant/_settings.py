"""Settings of a client, as keyword arguments and as a dict, turned into the texts that the engine reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, Protocol, TypedDict

from ._errors import did_you_mean
from ._native import dumps

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from ._response import Event
    from ._transport import Transport


class Signer(Protocol):
    """Signer with a private key that this process does not hold: in a KMS, a hardware token or an agent."""

    @property
    def public_key(self) -> str | Mapping[str, object]:
        """Public key as a JWK. Its `kid` goes into the JWTs; for an RSA key, `alg` may choose RS384 or RS512."""

    def sign(self, data: bytes) -> bytes | Awaitable[bytes]:
        """Signs `data` with the key's algorithm, which includes the digest, and returns the signature.

        ES signatures may be DER or the concatenation of r and s. For an AsyncClient this may be an async function."""


class Settings(TypedDict, total=False):
    """How a client is made; each beats the environment (OKTA_CLIENT_...) and okta.yaml. Durations are seconds, 0 is for ever."""

    org_url: str
    """The org's address, `https://example.okta.com`."""
    token: str
    """An API token of the org."""
    bearer: str | Callable[[bool], str | Awaitable[str]]
    """An access token of the org, or what gives one: it is asked for each call, once for all that wait at the same time, and
    once more with True where the org has refused the token. For an AsyncClient it may be an async function."""
    client_id: str
    """The client id of the service app that asks for tokens."""
    scopes: str | Iterable[str]
    """What its tokens are to allow, `okta.users.read`; of one text each word is a scope."""
    private_key: str | PathLike[str] | Mapping[str, object]
    """The private key of the service app: PEM (PKCS#1, PKCS#8, SEC1), a JWK as text or dict, or the path of one. Tokens are
    asked for with it when they are needed, once for all calls, and renewed before they end."""
    key_id: str
    """The name of that key, where the app has several."""
    signer: Signer
    """What signs for the service app, instead of a private key in memory."""
    dpop: bool
    """Whether tokens are bound to a key, so that nobody else can use them. The key is made with the client."""
    proof_signer: Signer
    """What signs the proofs of DPoP, instead of a key in memory."""
    ca_certificates: str | PathLike[str]
    """The PEM file of certificate authorities that the system does not know."""
    client_certificate: str | PathLike[str]
    """The PEM file of the client's own certificate and its private key, for gateways that want one."""
    transport: Transport
    """What sends the requests, instead of the SDK's own HTTP stack. Proxy, certificates and connections are its affair then."""
    pacing: bool
    """Whether calls wait for their turn where the org would refuse them. True where nothing is said."""
    pacing_reserve: int
    """How many percent of each rate limit are left to the org's other clients. None where nothing is said."""
    on_event: Callable[[Event], object]
    """Who hears what happens in the calls: requests, answers, repeats, holds and tokens. It is called in the middle of a
    call, so it should be brief."""
    config_file: str | PathLike[str]
    """The configuration file, as okta.yaml is written: it is read instead of the files at the usual places, and must be there."""
    user_agent: str
    """What stands before the SDK's own name in User-Agent."""
    timeout: float
    """One attempt, from its start to the last byte of its answer. 60 where nothing is said."""
    connect_timeout: float
    """One connection. 30 where nothing is said."""
    deadline: float
    """A whole call with its repeats and pauses. For ever where nothing is said."""
    max_retries: int
    """How often a call may be repeated where that is safe. 2 where nothing is said."""
    max_wait: float
    """The longest single pause. 60 where nothing is said."""
    max_body: int
    """The largest body of a 2xx response in megabytes, unpacked; a larger one raises `DecodeError`. Default: 256."""
    extra_settings: Mapping[str, str]
    """What has no argument of its own, by its name in the environment, with or without OKTA_CLIENT_: `{"PROXY_HOST": ...}`."""


_NAMES = {
    "org_url": "ORGURL",
    "user_agent": "USERAGENT",
    "client_id": "CLIENTID",
    "key_id": "KEYID",
}
_NUMBERS = {"max_retries": "RATELIMIT_MAXRETRIES", "max_body": "MAXBODY", "pacing_reserve": "PACINGRESERVE"}
_PATHS = {
    "ca_certificates": "CACERTIFICATES",
    "client_certificate": "CLIENTCERTIFICATE",
    "config_file": "CONFIGFILE",
}
_FLAGS = {"dpop": "DPOPENABLED", "pacing": "PACING"}
_OBJECTS = ("signer", "proof_signer", "transport", "on_event")
_DURATIONS = {
    "timeout": "REQUESTTIMEOUT",
    "connect_timeout": "CONNECTIONTIMEOUT",
    "deadline": "DEADLINE",
    "max_wait": "MAXWAIT",
}


def to_texts(config: Mapping[str, object] | None, settings: Settings) -> list[tuple[str, str]]:
    """Settings as the engine reads them: names as in the environment, and texts. Later ones win."""
    return [*_of_config(config), *_of_arguments(settings)]


def _of_arguments(settings: Settings) -> list[tuple[str, str]]:
    texts: list[tuple[str, str]] = []
    for name, value in settings.items():
        if value is None or name in _OBJECTS:
            continue
        if name in _NAMES:
            texts.append((_NAMES[name], _text(name, value)))
        elif name in _NUMBERS:
            texts.append((_NUMBERS[name], str(_number(name, value, int))))
        elif name in _PATHS:
            texts.append((_PATHS[name], _path(name, value)))
        elif name in _DURATIONS:
            texts.append((_DURATIONS[name], f"{round(_number(name, value, int, float) * 1000)}ms"))
        elif name in _FLAGS:
            texts.append((_FLAGS[name], _flag(name, value)))
        elif name == "scopes":
            texts.append(("SCOPES", _words(name, value)))
        elif name == "private_key":
            texts += [("PRIVATEKEY", _key(name, value)), ("AUTHORIZATIONMODE", "PrivateKey")]
        elif name == "token":
            texts += [("TOKEN", _text(name, value)), ("AUTHORIZATIONMODE", "SSWS")]
        elif name == "bearer":
            texts += [] if callable(value) else [("TOKEN", _text(name, value)), ("AUTHORIZATIONMODE", "Bearer")]
        elif name == "extra_settings":
            texts = [(str(key), _text(f"extra_settings[{key!r}]", text)) for key, text in _mapping(name, value).items()] + texts
        else:
            raise _no_setting(name)
    if settings.get("signer") is not None:
        texts.append(("AUTHORIZATIONMODE", "PrivateKey"))
    if settings.get("proof_signer") is not None:
        texts.append(("DPOPENABLED", "true"))
    return texts


def _of_config(config: Mapping[str, object] | None, outer: str = "") -> Iterator[tuple[str, str]]:
    """The settings of a dict by the names of Okta's own SDKs, nested or not."""
    for name, value in ({} if config is None else _mapping("the config", config)).items():
        if not outer and name in _KEYWORDS:
            raise TypeError(f"{name} is a keyword argument: write Client({name}=...) or Client(**config)")
        whole = f"{outer}{name}"
        if value is None:
            continue
        if whole.lower() == "privatekey":
            yield whole, _key(whole, value)
        elif isinstance(value, Mapping):
            yield from _of_config(value, f"{whole}_")
        elif isinstance(value, bool):
            yield whole, _flag(whole, value)
        elif isinstance(value, (int, float)):
            yield whole, str(value)
        elif isinstance(value, PathLike):
            yield whole, _path(whole, value)
        else:
            yield whole, _text(whole, value) if isinstance(value, (str, bytes)) else _words(whole, value)


def _no_setting(name: str) -> TypeError:
    from re import sub

    known = (*_NAMES, *_NUMBERS, *_PATHS, *_DURATIONS, *_FLAGS, *_OBJECTS, "scopes", "private_key", "token", "bearer", "extra_settings")
    # A name as in a dict, `orgUrl`, is close to `org_url`.
    hint = did_you_mean(sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower(), known)
    return TypeError(f"there is no setting {name[:50]!r}: {hint and hint + ' '}there are {', '.join(known)}")


def _unfit(name: str, value: object, wanted: str) -> TypeError:
    """The error for a value of the wrong type. Names the type and never the value, which may be a secret."""
    hint = ", such as bytes.decode() returns" if isinstance(value, (bytes, bytearray)) else ""
    return TypeError(f"{name} is {type(value).__name__}: give {wanted}{hint}")


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise _unfit(name, value, "a str")
    return str.__str__(value)


def _number(name: str, value: Any, *types: type) -> Any:
    if isinstance(value, bool) or type(value) not in types:
        raise _unfit(name, value, "a number of seconds" if float in types else "a whole number")
    if not 0 <= value < inf:
        raise ValueError(f"{name} is {value}: give 0 or more")
    return value


def _flag(name: str, value: object) -> str:
    if not isinstance(value, bool):
        raise _unfit(name, value, "True or False")
    return "true" if value else "false"


def _path(name: str, value: object) -> str:
    path = fspath(value) if isinstance(value, PathLike) else value
    if not isinstance(path, str):
        raise _unfit(name, value, "a path, as a str or pathlib.Path")
    return path


def _key(name: str, value: object) -> str:
    """PEM, JWK or path; the engine finds out which."""
    if isinstance(value, Mapping):
        return dumps(value)
    if not isinstance(value, (str, PathLike)):
        raise _unfit(name, value, "PEM, a JWK as str or dict, or the path of one")
    return _path(name, value)


def _words(name: str, value: object) -> str:
    """One or several texts as one; the engine splits it."""
    if isinstance(value, str):
        return value
    if isinstance(value, (bytes, bytearray)) or not isinstance(value, Iterable):
        raise _unfit(name, value, "a str, or a list of str")
    return " ".join(_text(f"an element of {name}", one) for one in value)


def _mapping(name: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _unfit(name, value, "a dict of names and values")
    return value


_KEYWORDS = {name for name in Settings.__annotations__ if name not in ("token", "scopes", "deadline", "pacing")}
"""Settings whose names in a dict differ from those of the arguments."""
