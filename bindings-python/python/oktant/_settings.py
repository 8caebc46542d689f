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
    """What a client is made with. An argument overrides the environment (OKTA_CLIENT_...) and okta.yaml. Times are in seconds."""

    org_url: str
    """Org URL: the address of the Okta org, such as `https://example.okta.com`. Required."""
    token: str
    """API token of the org."""
    bearer: str | Callable[[bool], str | Awaitable[str]]
    """Bearer token callback: gives an OAuth access token, and is called once for all calls that wait for it.
    `fresh` is true if the org refused the previous token; otherwise give the same token again for as long as it is
    valid. Its argument is `fresh`. May also be the token itself; for an AsyncClient, an async function."""
    client_id: str
    """Client ID of the service app that requests access tokens."""
    scopes: str | Iterable[str]
    """OAuth scopes of the access tokens, such as `okta.users.read`. In files and the environment, spaces or commas
    separate them."""
    private_key: str | PathLike[str] | Mapping[str, object]
    """Private key of the service app: PEM (PKCS#1, PKCS#8, SEC1), a JWK, or the path of a file with either. The
    client requests access tokens with it when they are needed, once for all calls, and renews them before they
    expire. The JWK may be a dict."""
    key_id: str
    """Key ID (`kid`) of the private key or the signer, if the app has several."""
    signer: Signer
    """Signer: signs for the service app, instead of a private key in memory."""
    dpop: bool
    """DPoP: whether access tokens are bound to a key, so that nobody else can use them. The key is made with the
    client. Default: false."""
    proof_signer: Signer
    """DPoP signer: signs DPoP proofs, instead of a key in memory, and turns `dpop` on."""
    user_agent: str
    """User-Agent prefix: text before the SDK's own name in the User-Agent header."""
    timeout: float
    """Request timeout: how long one attempt may take, from its start to the last byte of its response. Default: 60
    seconds; 0 means no limit."""
    connect_timeout: float
    """Connect timeout: how long one connection may take to open. Default: 30 seconds; 0 means no limit."""
    deadline: float
    """Deadline: how long a whole call may take, with its retries, pauses and token requests. Default: 0 seconds,
    which means no limit."""
    max_retries: int
    """Retries: how often a call may be sent again where that is safe, from 0 to 100. Default: 2."""
    max_wait: float
    """Longest pause: the most that a call waits at a time, before a retry or for a rate limit. Default: 60
    seconds."""
    max_body: int
    """Response limit: the largest body of a 2xx response in megabytes, decompressed, from 1 to 65,536; a larger one
    is an error of kind Decode. Default: 256 megabytes."""
    pacing: bool
    """Client-side throttling: whether calls wait before they exceed a rate limit of the org. Default: true."""
    pacing_reserve: int
    """Rate limit reserve: how many percent of each rate limit are left to other clients of the org, from 0 to 90.
    Default: 0 percent."""
    ca_certificates: str | PathLike[str]
    """CA certificates: the path of a PEM file of certificate authorities that are trusted beside those of the
    system."""
    client_certificate: str | PathLike[str]
    """Client certificate: the path of a PEM file with the client's own certificate and its private key, for
    gateways that require one."""
    transport: Transport
    """Transport: sends the requests, instead of the built-in HTTP client. Proxies, certificates and connections are
    then its own."""
    on_event: Callable[[Event], object]
    """Event listener: called on requests, responses, retries, waits and tokens, without arguments and secrets. It
    runs inside the call, so it should be brief."""
    config_file: str | PathLike[str]
    """Configuration file: the path of an okta.yaml that is read instead of the files at the usual places. It must
    exist."""
    extra_settings: Mapping[str, str]
    """Other settings by their names in the environment, with or without `OKTA_CLIENT_`, such as `PROXY_HOST`."""


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
