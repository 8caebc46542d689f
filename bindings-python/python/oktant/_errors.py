"""What can go wrong. One tree, the same as in every language of Oktant; the texts say what to do.

OktantError
|-- ApiError                the org answered with an error
|   |-- BadRequestError     400
|   |-- UnauthorizedError   401
|   |-- ForbiddenError      403
|   |-- NotFoundError       404
|   `-- ConflictError       409
|-- AuthError               no token was to be had
|-- RateLimitedError        the org's rate limit is used up
|-- TimedOutError           an attempt or the whole call took too long
|-- TransportError          no connection, or it broke
|-- DecodeError             the answer is not what is due
|-- PageError               a list cannot be followed further
|-- ConfigError             the client cannot be made
|-- InvalidArgumentError    the call cannot be made
`-- CallCancelledError      the call was stopped
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._answer import Rate

if TYPE_CHECKING:
    from collections.abc import Iterable


class OktantError(Exception):
    """Why a call did not succeed. Its text never holds a secret."""

    kind: str = "other"
    """What went wrong, by the name that it has in every language of Oktant: `api`, `rate_limited`, ..."""
    operation: str | None = None
    """The operation's name, `getUser`."""
    status: int | None = None
    """The HTTP status, where there was an answer."""
    code: str | None = None
    """Okta's `errorCode`, or the `error` of OAuth."""
    summary: str | None = None
    """Okta's `errorSummary`, or the `error_description` of OAuth."""
    link: str | None = None
    """Okta's `errorLink`."""
    id: str | None = None
    """Okta's `errorId`."""
    causes: list[str]
    """The summaries of Okta's `errorCauses`, in order."""
    request_id: str | None = None
    """The org's name for this exchange; its support asks for it."""
    rate: Rate = Rate(None, None, None)
    """What the answer said of the rate limit."""
    phase: str | None = None
    """How far an attempt came that had no whole answer: `connect`, `answer` or `body`."""
    body: bytes | None = None
    """The document that was answered, where it is the trouble. Of an error answer at most 1 MiB."""
    is_retryable: bool = False
    """True where the same call may succeed later, and trying again does no harm."""
    may_have_been_sent: bool = False
    """True where the org may have done what was asked, though no good answer came."""
    attempts: int = 0
    """How many requests were made."""
    elapsed: float = 0.0
    """How many seconds the call took."""

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.causes = []
        self.__dict__.update(facts)


class ApiError(OktantError):
    """The org answered with an error."""

    kind = "api"


class BadRequestError(ApiError):
    """The org does not take what was sent: status 400."""


class UnauthorizedError(ApiError):
    """The credential is not taken: status 401."""


class ForbiddenError(ApiError):
    """The credential does not reach so far: status 403."""


class NotFoundError(ApiError):
    """The thing does not exist: status 404."""


class ConflictError(ApiError):
    """It exists already, or is in another state: status 409."""


class AuthError(OktantError):
    """No token was to be had."""

    kind = "auth"


class RateLimitedError(OktantError):
    """The org's rate limit is used up."""

    kind = "rate_limited"


class TimedOutError(OktantError, TimeoutError):
    """An attempt or the whole call took too long."""

    kind = "timeout"


class TransportError(OktantError):
    """No connection, or it broke."""

    kind = "transport"


class DecodeError(OktantError):
    """The answer is not what is due."""

    kind = "decode"


class PageError(OktantError):
    """A list cannot be followed further."""

    kind = "page"


class ConfigError(OktantError, ValueError):
    """The client cannot be made."""

    kind = "config"


class InvalidArgumentError(OktantError, ValueError):
    """The call cannot be made; nothing was sent."""

    kind = "invalid_argument"


class CallCancelledError(OktantError):
    """The call was stopped."""

    kind = "cancelled"


_BY_KIND: dict[str, type[OktantError]] = {error.kind: error for error in OktantError.__subclasses__()}

_BY_STATUS: dict[int, type[ApiError]] = {
    400: BadRequestError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
}


def made(kind: str, message: str, facts: dict[str, Any]) -> OktantError:
    """The exception of one of the engine's errors."""
    if kind == "api":
        return _BY_STATUS.get(facts["status"], ApiError)(message, **facts)
    return _BY_KIND.get(kind, OktantError)(message, **facts)


def meant(name: str, known: Iterable[str]) -> str:
    """What may have been meant by a name that is none, as a question; nothing where no known one is like it."""
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), 1)
    return f"did you mean {close[0]!r}?" if close else ""
