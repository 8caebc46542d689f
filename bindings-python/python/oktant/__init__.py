"""The SDK for the Okta Management API.

>>> from oktant import Client
>>> with Client() as okta:  # doctest: +SKIP
...     for user in okta.users.list_users(search='status eq "ACTIVE"'):
...         print(user.id)

Settings come from okta.yaml, the environment (OKTA_CLIENT_ORGURL, OKTA_CLIENT_TOKEN) and the client's arguments.
`AsyncClient` has the same methods for asyncio. Every error is an `OktantError`; its text says what to do.

Threads, event loops and forked processes may share a client; interpreters of one process may not. A free-threaded build of Python
(from source, 3.14 or later) enables the GIL when it imports the package. The logger `oktant` logs calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._client import Client
from ._errors import (
    ApiError,
    AuthError,
    BadRequestError,
    CallCancelledError,
    ConfigError,
    ConflictError,
    DecodeError,
    ForbiddenError,
    InvalidArgumentError,
    NotFoundError,
    OktantError,
    PageError,
    RateLimitedError,
    TimedOutError,
    TransportError,
    UnauthorizedError,
)
from ._list import List, Page
from ._model import ListView, MapView, Model
from ._native import File, RawResponse, __version__
from ._response import Event, Headers, RateLimit, RateLimitStatus
from ._settings import Signer, Store
from ._transport import Request, Response, SendError, Transport
from ._values import UNSET, OpenEnum, Problem, Unset

__all__ = [
    "UNSET",
    "ApiError",
    "AsyncClient",
    "AsyncList",
    "AuthError",
    "BadRequestError",
    "CallCancelledError",
    "Client",
    "ConfigError",
    "ConflictError",
    "DecodeError",
    "Event",
    "File",
    "ForbiddenError",
    "Headers",
    "InvalidArgumentError",
    "List",
    "ListView",
    "MapView",
    "Model",
    "NotFoundError",
    "OktantError",
    "OpenEnum",
    "Page",
    "PageError",
    "Problem",
    "RateLimit",
    "RateLimitStatus",
    "RateLimitedError",
    "RawResponse",
    "Request",
    "Response",
    "SendError",
    "Signer",
    "Store",
    "TimedOutError",
    "Transport",
    "TransportError",
    "UnauthorizedError",
    "Unset",
    "__version__",
]


if TYPE_CHECKING:
    from ._async_client import AsyncClient
    from ._async_list import AsyncList
else:

    def __getattr__(name: str) -> object:
        """Imports the asynchronous classes on first use: importing asyncio takes longer than all the rest."""
        if name in ("AsyncClient", "AsyncList"):
            from . import _async_client

            return getattr(_async_client, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return __all__
