"""What both clients are: settings, and the way to an org."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, cast

from ._native import Core

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from typing_extensions import Unpack


class Settings(TypedDict, total=False):
    """How a client is made; each beats the environment (OKTA_CLIENT_...) and okta.yaml. Durations are seconds, 0 is for ever."""

    org_url: str
    """The org's address, `https://example.okta.com`."""
    token: str
    """An API token of the org."""
    bearer: str | Callable[[bool], str | Awaitable[str]]
    """An access token of the org, or what gives one: it is asked for each call, once for all that wait at the same time, and
    once more with True where the org has refused the token. For an AsyncClient it may be an async function."""
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
    "max_retries": "RATELIMIT_MAXRETRIES",
}
_DURATIONS = {
    "timeout": "REQUESTTIMEOUT",
    "connect_timeout": "CONNECTIONTIMEOUT",
    "deadline": "DEADLINE",
    "max_wait": "MAXWAIT",
}


class Org:
    """The way to an org."""

    def __init__(self, **settings: Unpack[Settings]) -> None:
        bearer = settings.get("bearer")
        self._core = Core(_texts(settings), bearer if callable(bearer) else None)

    @property
    def org_url(self) -> str:
        """The org's address."""
        return self._core.org_url

    def explain(self) -> str:
        """What is set to what, and where that was said: one line a setting. Secrets are not shown."""
        return self._core.explain()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.org_url}>"


def _texts(settings: Settings) -> list[tuple[str, str]]:
    texts = list(settings.get("others", {}).items())
    for name, value in settings.items():
        if value is None or name == "others":
            continue
        if name in _NAMES:
            texts.append((_NAMES[name], str(value)))
        elif name in _DURATIONS:
            texts.append((_DURATIONS[name], f"{round(cast('float', value) * 1000)}ms"))
        elif name == "token":
            texts += [("TOKEN", str(value)), ("AUTHORIZATIONMODE", "SSWS")]
        elif name == "bearer":
            texts += [] if callable(value) else [("TOKEN", str(value)), ("AUTHORIZATIONMODE", "Bearer")]
        else:
            known = ", ".join((*_NAMES, *_DURATIONS, "token", "bearer", "others"))
            raise TypeError(f"there is no setting {name!r}: there are {known}")
    return texts
