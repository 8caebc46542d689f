"""Settings of a client, as keyword arguments and as a dict, turned into the texts that the engine reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, Protocol

from ._errors import did_you_mean
from ._native import dumps

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from .generated.settings import Settings


class Signer(Protocol):
    """Signer with a private key that this process does not hold: in a KMS, a hardware token or an agent."""

    @property
    def public_key(self) -> str | Mapping[str, object]:
        """Public key as a JWK. Its `kid` goes into the JWTs; for an RSA key, `alg` may choose RS384 or RS512."""

    def sign(self, data: bytes) -> bytes | Awaitable[bytes]:
        """Signs `data` with the key's algorithm, which includes the digest, and returns the signature.

        ES signatures may be DER or the concatenation of r and s. For an AsyncClient this may be an async function."""


class Store(Protocol):
    """Store of a fleet: the client of a Redis or Valkey server.

    `redis.Redis`, `valkey.Valkey` and their `RedisCluster` and `ValkeyCluster` are stores; for an AsyncClient, those of
    `redis.asyncio` and `valkey.asyncio` are, too."""

    def register_script(self, script: str, /) -> Callable[..., Any]:
        """Returns a function that runs a Lua script: `function(keys=["key"], args=["1"])` gives its reply, a list of str or bytes, or an
        awaitable of it."""


def to_texts(config: Mapping[str, object] | None, settings: Settings) -> list[tuple[str, str]]:
    """Settings as the engine reads them: names as in the environment, and texts. Later ones win."""
    return [*_of_config(config), *_of_arguments(settings)]


def _of_arguments(settings: Settings) -> list[tuple[str, str]]:
    from .generated.settings import IMPLIED, SETTINGS

    extra: list[tuple[str, str]] = []
    implied: list[tuple[str, str]] = []
    implied_by_signers: list[tuple[str, str]] = []
    explicit: list[tuple[str, str]] = []
    for name, value in settings.items():
        if value is None:
            continue
        if name not in SETTINGS:
            raise _no_setting(name)
        form, key = SETTINGS[name]
        follows = [IMPLIED[name]] if name in IMPLIED else []
        if form == "others":
            extra = [(str(own), _text(f"{name}[{own!r}]", text)) for own, text in _mapping(name, value).items()]
        elif not key:
            if form == "flag":
                _flag(name, value)
            elif name == "on_event" and not callable(value):
                raise _wrong_type(name, value, "a function that takes an event")
            elif name == "transport" and not callable(getattr(value, "send", None)):
                raise _wrong_type(name, value, "an object with a method send(request)")
            implied_by_signers += follows
        elif form != "bearer" or not callable(value):
            explicit.append((key, _FORMS[form](name, value)))
            implied += follows
    return extra + implied + implied_by_signers + explicit


def _of_config(config: Mapping[str, object] | None, outer: str = "") -> Iterator[tuple[str, str]]:
    """The settings of a dict by the names of Okta's own SDKs, nested or not."""
    from .generated.settings import SETTINGS

    if isinstance(config, str):
        raise TypeError("the config is str: give a dict of names and values, or write Client(org_url=...)")
    for name, value in ({} if config is None else _mapping("the config", config)).items():
        # `token` and a few others have the same name in both.
        if not outer and name in SETTINGS and SETTINGS[name][1] != name.upper():
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

    from .generated.settings import SETTINGS

    # A name as in a dict, `orgUrl`, is close to `org_url`.
    hint = did_you_mean(sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower(), SETTINGS)
    return TypeError(f"there is no setting {name[:50]!r}: {hint and hint + ' '}there are {', '.join(SETTINGS)}")


def _wrong_type(name: str, value: object, wanted: str) -> TypeError:
    """The error for a value of the wrong type. Names the type and never the value, which may be a secret."""
    hint = ", such as bytes.decode() returns" if isinstance(value, (bytes, bytearray)) else ""
    return TypeError(f"{name} is {type(value).__name__}: give {wanted}{hint}")


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise _wrong_type(name, value, "a str")
    return str.__str__(value)


def _number(name: str, value: Any, *types: type) -> Any:
    if isinstance(value, bool) or type(value) not in types:
        raise _wrong_type(name, value, "a number of seconds" if float in types else "a whole number")
    if not 0 <= value < inf:
        raise ValueError(f"{name} is {value}: give 0 or more")
    return value


def _flag(name: str, value: object) -> str:
    if not isinstance(value, bool):
        raise _wrong_type(name, value, "True or False")
    return "true" if value else "false"


def _path(name: str, value: object) -> str:
    path = fspath(value) if isinstance(value, PathLike) else value
    if not isinstance(path, str):
        raise _wrong_type(name, value, "a path, as a str or pathlib.Path")
    return path


def _key(name: str, value: object) -> str:
    """PEM, JWK or path; the engine finds out which."""
    if isinstance(value, Mapping):
        return dumps(value)
    if not isinstance(value, (str, PathLike)):
        raise _wrong_type(name, value, "PEM, a JWK as str or dict, or the path of one")
    return _path(name, value)


def _store(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if not callable(getattr(value, "register_script", None)):
        raise _wrong_type(name, value, "a URL, or a client such as redis.Redis or valkey.Valkey")
    return "redis://client"


def _words(name: str, value: object) -> str:
    """One or several texts as one; the engine splits it."""
    if isinstance(value, str):
        return value
    if isinstance(value, (bytes, bytearray)) or not isinstance(value, Iterable):
        raise _wrong_type(name, value, "a str, or a list of str")
    return " ".join(_text(f"an element of {name}", one) for one in value)


def _mapping(name: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _wrong_type(name, value, "a dict of names and values")
    return value


_FORMS: dict[str, Callable[[str, Any], str]] = {
    "text": _text,
    "bearer": _text,
    "path": _path,
    "words": _words,
    "flag": _flag,
    "key": _key,
    "store": _store,
    "whole": lambda name, value: str(_number(name, value, int)),
    "seconds": lambda name, value: f"{round(_number(name, value, int, float) * 1000)}ms",
}
"""Functions that turn a value into text, by the forms in `SETTINGS`."""
