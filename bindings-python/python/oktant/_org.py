"""What both clients are: settings, and the way to an org."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, Protocol, TypedDict

from ._errors import meant
from ._native import Core, dumps

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from typing_extensions import Unpack

    from ._answer import Bucket, Event
    from ._transport import Transport


class Signer(Protocol):
    """A key that never leaves its place: a KMS, a hardware token, an agent."""

    @property
    def public_key(self) -> str | Mapping[str, object]:
        """What may be shown of it: a public JWK. Its `kid` goes into the JWTs; its `alg` chooses RS384 or RS512."""

    def sign(self, data: bytes) -> bytes | Awaitable[bytes]:
        """The signature, by the key's algorithm, its digest included. Of ES algorithms DER will do as well as r and s side by
        side. For an AsyncClient it may be an async function."""


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
    others: Mapping[str, str]
    """What has no argument of its own, by its name in the environment, with or without OKTA_CLIENT_: `{"PROXY_HOST": ...}`."""


class CallOptions(TypedDict, total=False):
    """What can be said of one call, beside its arguments. Durations are seconds, 0 is for ever."""

    timeout: float
    """One attempt, instead of the client's own limit."""
    deadline: float
    """The whole call, instead of the client's own limit; each page of a list is a call."""
    max_retries: int
    """How often it may be repeated, instead of the client's own number."""
    headers: Mapping[str, str]
    """Headers that the API's document does not tell of."""
    extra_query: Mapping[str, object]
    """Query members that the API's document does not tell of."""


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


def no_argument(name: str, known: Iterable[Iterable[str]]) -> TypeError:
    """What is raised for a name that a call does not have. Known are the arguments' names on the wire."""
    from re import sub

    arguments = [sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", one).lower() for names in known for one in names]
    hint = meant(name, [*CallOptions.__annotations__, *arguments])
    what = f"there is no argument or call option {name[:50]!r}"
    return TypeError(f"{what}: {hint and hint + ' '}a query member that is not documented goes into extra_query={{...}}")


class Org:
    """The way to an org."""

    def __init__(self, config: Mapping[str, object] | None = None, /, **settings: Unpack[Settings]) -> None:
        """`config` has settings by the names of Okta's own SDKs: `{"orgUrl": ..., "rateLimit": {"maxRetries": 4}}`."""
        bearer = settings.get("bearer")
        self._core = Core(
            [*_of_config(config), *_texts(settings)],
            bearer if callable(bearer) else None,
            settings.get("signer"),
            settings.get("proof_signer"),
            settings.get("transport"),
            settings.get("on_event"),
        )

    @property
    def org_url(self) -> str:
        """The org's address."""
        return self._core.org_url

    def rates(self) -> list[Bucket]:
        """What is known of the org's rate limits, by name: those on which this client's calls have drawn."""
        return self._core.rates()

    def explain(self) -> str:
        """What is set to what, and where that was said: one line a setting. Secrets are not shown."""
        return self._core.explain()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.org_url}>"


def _texts(settings: Settings) -> list[tuple[str, str]]:
    """What the engine is told, by names as in the environment."""
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
        elif name == "others":
            texts = [(str(own), _text(f"others[{own!r}]", text)) for own, text in _mapping(name, value).items()] + texts
        else:
            raise _no_setting(name)
    if settings.get("signer") is not None:
        texts.append(("AUTHORIZATIONMODE", "PrivateKey"))
    if settings.get("proof_signer") is not None:
        texts.append(("DPOPENABLED", "true"))
    return texts


def _of_config(config: Mapping[str, object] | None, outer: str = "") -> Iterator[tuple[str, str]]:
    """The same of settings by the names of Okta's own SDKs, objects in objects."""
    for name, value in ({} if config is None else _mapping("the config", config)).items():
        if not outer and name in _KEYWORDS:
            raise TypeError(f"{name} is a keyword argument: write Client({name}=...), or Client(**config)")
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

    known = (*_NAMES, *_NUMBERS, *_PATHS, *_DURATIONS, *_FLAGS, *_OBJECTS, "scopes", "private_key", "token", "bearer", "others")
    # `orgUrl`, as a dict has it.
    hint = meant(sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower(), known)
    return TypeError(f"there is no setting {name[:50]!r}: {hint and hint + ' '}there are {', '.join(known)}")


def _unfit(name: str, value: object, wanted: str) -> TypeError:
    """Names the type and never the value, which may be a secret."""
    step = ", as bytes.decode() makes it" if isinstance(value, (bytes, bytearray)) else ""
    return TypeError(f"{name} is {type(value).__name__}: give {wanted}{step}")


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
    """PEM, JWK or path: the engine tells which."""
    if isinstance(value, Mapping):
        return dumps(value)
    if not isinstance(value, (str, PathLike)):
        raise _unfit(name, value, "PEM, a JWK as str or dict, or the path of one")
    return _path(name, value)


def _words(name: str, value: object) -> str:
    """One text of one text or several; the engine takes it apart."""
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
"""Names that a config has in another form."""
