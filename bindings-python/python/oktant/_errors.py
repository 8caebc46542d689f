"""Errors of calls: one tree, the same in every language of Oktant. The text of an error says what to do.

OktantError
|-- ApiError                the org answered with an error
|   |-- BadRequestError     400
|   |-- UnauthorizedError   401
|   |-- ForbiddenError      403
|   |-- NotFoundError       404
|   |-- ConflictError       409
|   `-- RateLimitedError    429, or the org's rate limit is exhausted and nothing was sent
|-- AuthError               no access token could be obtained
|-- TimedOutError           an attempt or the whole call took too long
|-- TransportError          there was no connection, or it broke
|-- DecodeError             the response is not what was expected
|-- PageError               a list cannot be read further
|-- ConfigError             the settings are wrong
|-- InvalidArgumentError    the arguments are wrong
`-- CallCancelledError      the call was cancelled
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._response import RateLimit

if TYPE_CHECKING:
    from collections.abc import Iterable


class OktantError(Exception):
    """Error of a call. Its text never holds a secret."""

    kind: str = "other"
    """Kind of the error, by the name that it has in every language of Oktant: `api`, `rate_limited`, ..."""
    operation: str | None = None
    """Name of the operation, such as `getUser`."""
    status: int | None = None
    """HTTP status of the response, if there was one."""
    code: str | None = None
    """Error code: Okta's `errorCode`, or the `error` of OAuth."""
    summary: str | None = None
    """Error summary: Okta's `errorSummary`, or the `error_description` of OAuth."""
    link: str | None = None
    """Okta's `errorLink`."""
    id: str | None = None
    """Error ID: Okta's `errorId`."""
    causes: list[str]
    """Summaries of Okta's `errorCauses`, in order."""
    request_id: str | None = None
    """Request ID of the response, which Okta's support asks for: the header `X-Okta-Request-Id`."""
    rate: RateLimit = RateLimit(None, None, None)
    """Rate limit that the response reports."""
    retry_after: float | None = None
    """Seconds after which the call may succeed, if the org said so: until the rate limit resets, or `Retry-After`."""
    phase: str | None = None
    """How far a failed attempt got: `connect`, `answer` or `body`."""
    body: bytes | None = None
    """Body of the response, if the error is about it; of an error response at most 1 MiB."""
    is_retryable: bool = False
    """True if the same call may succeed later and a retry does no harm."""
    is_duplicate: bool = False
    """True if the org says that the resource exists already, whatever the status: Okta often says so with 400."""
    may_have_been_sent: bool = False
    """True if the org may have carried out the request, although there is no successful response."""
    attempts: int = 0
    """How many requests the call made."""
    elapsed: float = 0.0
    """How long the call took, in seconds."""

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.causes = []
        self.__dict__.update(details)


class ApiError(OktantError):
    """The org answered with an error."""

    kind = "api"


class BadRequestError(ApiError):
    """The org rejects the request: status 400."""


class UnauthorizedError(ApiError):
    """The org rejects the credential: status 401."""


class ForbiddenError(ApiError):
    """The credential does not allow the operation: status 403."""


class NotFoundError(ApiError):
    """The resource does not exist: status 404."""


class ConflictError(ApiError):
    """The resource exists already, or its state does not allow the operation: status 409."""


class AuthError(OktantError):
    """No access token could be obtained."""

    kind = "auth"


class RateLimitedError(ApiError):
    """The org's rate limit is exhausted: status 429, or nothing was sent and `status` is None."""

    kind = "rate_limited"


class TimedOutError(OktantError, TimeoutError):
    """An attempt or the whole call took too long."""

    kind = "timeout"


class TransportError(OktantError):
    """There was no connection, or it broke."""

    kind = "transport"


class DecodeError(OktantError):
    """The response is not what was expected."""

    kind = "decode"


class PageError(OktantError):
    """A list cannot be read further."""

    kind = "page"


class ConfigError(OktantError, ValueError):
    """The settings of a client are wrong."""

    kind = "config"


class InvalidArgumentError(OktantError, ValueError):
    """The arguments of a call are wrong; nothing was sent."""

    kind = "invalid_argument"


class CallCancelledError(OktantError):
    """The program cancelled the call."""

    kind = "cancelled"


_KINDS: list[type[OktantError]] = [*OktantError.__subclasses__(), RateLimitedError]
_BY_KIND = {error.kind: error for error in _KINDS}

_BY_STATUS: dict[int, type[ApiError]] = {
    400: BadRequestError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
}

for _error in (OktantError, *OktantError.__subclasses__(), *ApiError.__subclasses__()):
    _error.__module__ = "oktant"  # where programs import it from, and what a traceback prints


def from_engine(kind: str, message: str, details: dict[str, Any]) -> OktantError:
    """The exception for an error of the engine."""
    if kind == "api":
        return _BY_STATUS.get(details["status"], ApiError)(message, **details)
    return _BY_KIND.get(kind, OktantError)(message, **details)


def did_you_mean(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """A hint to the known name most like an unknown one; empty if none is at least as like as `cutoff`, from 0 to 1."""
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), 1, cutoff)
    return f"did you mean {close[0]!r}?" if close else ""
