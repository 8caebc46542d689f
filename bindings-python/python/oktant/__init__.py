"""The SDK for the Okta Management API.

>>> from oktant import Client
>>> with Client() as okta:  # doctest: +SKIP
...     for user in okta.users.list_users(search='status eq "ACTIVE"'):
...         print(user.id)

Settings come from okta.yaml, the environment (OKTA_CLIENT_ORGURL, OKTA_CLIENT_TOKEN) and the client's arguments.
`AsyncClient` is the same for asyncio. Errors are one tree under `OktantError`; their text says what to do.

Clients are shared between threads, loops and forks, not between interpreters of one process. Free-threaded builds of Python (from
source, 3.14 on) turn the GIL on with the import. The logger `oktant` tells of calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._answer import Bucket, Event, Headers, Rate
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
from ._native import File, Raw
from ._org import Signer
from ._transport import Request, Response, SendError, Transport
from ._values import UNSET, OpenEnum, Problem, Unset

__all__ = [
    "UNSET",
    "ApiError",
    "AsyncClient",
    "AsyncList",
    "AuthError",
    "BadRequestError",
    "Bucket",
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
    "Rate",
    "RateLimitedError",
    "Raw",
    "Request",
    "Response",
    "SendError",
    "Signer",
    "TimedOutError",
    "Transport",
    "TransportError",
    "UnauthorizedError",
    "Unset",
]


if TYPE_CHECKING:
    from ._async import AsyncClient, AsyncList
else:

    def __getattr__(name: str) -> object:
        """Loads what is asynchronous when it is asked for: asyncio alone takes longer than all the rest."""
        if name in ("AsyncClient", "AsyncList"):
            from . import _async

            return getattr(_async, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
