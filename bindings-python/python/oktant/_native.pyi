import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Generic, final

from typing_extensions import TypeVar

from ._call_options import CallOptions
from ._response import Event, Headers, RateLimit, RateLimitStatus
from ._settings import Signer
from ._transport import Transport

__version__: str
"""Version of the package."""

_T = TypeVar("_T")
_T_co = TypeVar("_T_co", covariant=True, default=Any)

@final
class File:
    """File to upload. Default media type: the one for the ending of its name."""

    def __new__(cls, name: str, content: bytes, media: str | None = None) -> File: ...

@final
class RawResponse(Generic[_T_co]):
    """The full response of a successful call."""

    @property
    def value(self) -> _T_co:
        """The value that the service's method returns; the JSON value if no method of a service was called."""
    @property
    def items(self) -> list[Any]:
        """Items of the page, if the call is of a list."""
    @property
    def status(self) -> int:
        """HTTP status, 200 to 299."""
    @property
    def headers(self) -> Headers:
        """Response headers, in the order received."""
    @property
    def json(self) -> Any:
        """JSON value of the body; None if the body is not JSON."""
    @property
    def wire_size(self) -> int:
        """Size of the body on the wire, in bytes: less than `len(content)` if it was compressed."""
    @property
    def content(self) -> bytes:
        """Body, decompressed."""
    @property
    def text(self) -> str:
        """Body as text. Raises `UnicodeDecodeError` if it is not UTF-8."""
    @property
    def request_id(self) -> str | None:
        """Request ID, which Okta's support asks for: the header `X-Okta-Request-Id`."""
    @property
    def rate(self) -> RateLimit:
        """Rate limit that the response reports."""
    @property
    def attempts(self) -> int:
        """How many requests the call made."""
    @property
    def cursor(self) -> str | None:
        """Where the next page of a list begins; None on the last page."""

@final
class LoopWaker:
    def __new__(cls, callback: Callable[[], object] | None = None) -> LoopWaker: ...
    def fileno(self) -> int: ...
    def wake(self) -> None: ...

@final
class PendingCall:
    def wait(self, make: Callable[[RawResponse[Any]], _T] | None = None) -> RawResponse[_T]: ...
    def poll(self) -> bool: ...
    def register(self, waker: LoopWaker, future: asyncio.Future[None]) -> bool: ...
    def awaitable(self) -> tuple[Any, float | None] | None: ...
    def resume(self, value: object, error: BaseException | None = None) -> None: ...
    def result(self, make: Callable[[RawResponse[Any]], _T] | None = None) -> RawResponse[_T]: ...
    def enter(self) -> object: ...
    @staticmethod
    def leave(token: object) -> None: ...
    def cancel(self) -> None: ...

@final
class PendingReply:
    def is_wanted(self) -> bool: ...
    def set(self, values: object) -> None: ...
    def fail(self, error: BaseException) -> None: ...

@final
class Pages:
    def next(self) -> PendingCall | None: ...
    def follow(self, every: float) -> None: ...
    def watch(self, watcher: Callable[[float, str], object] | None) -> None: ...
    def rest(self) -> float: ...
    def finish_page(self, raw: RawResponse[Any], wanted: int | None) -> tuple[list[Any], str | None]: ...

@final
class NativeClient:
    def __new__(
        cls,
        settings: list[tuple[str, str]],
        bearer: Callable[[bool], Any] | None = None,
        signer: Signer | None = None,
        proof_signer: Signer | None = None,
        transport: Transport | None = None,
        listener: Callable[[Event], object] | None = None,
        store: object = None,
        strict: bool = False,
    ) -> NativeClient: ...
    @staticmethod
    def scripted(
        settings: list[tuple[str, str, str]],
        callback: bool,
        browser: bool,
        script: object,
        client_key: str | None = None,
        proof_key: str | None = None,
    ) -> NativeClient: ...
    @property
    def org_url(self) -> str: ...
    @property
    def strict(self) -> bool: ...
    def warn(self, event: Event) -> None: ...
    def explain(self) -> str: ...
    def rates(self) -> list[RateLimitStatus]: ...
    def call(
        self,
        target: str,
        path: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        header: Mapping[str, object] | None = None,
        body: object = None,
        options: CallOptions | None = None,
        cursor: str | None = None,
    ) -> PendingCall: ...
    def pages(
        self,
        target: str,
        path: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        header: Mapping[str, object] | None = None,
        options: CallOptions | None = None,
        cursor: str | None = None,
    ) -> Pages: ...
    def export(
        self,
        dataset: str,
        search: str | None = None,
        since: int | None = None,
        document: bool = False,
        concurrency: int | None = None,
    ) -> RecordBatches: ...
    def close(self) -> None: ...

@final
class RecordBatches:
    @staticmethod
    def of_documents(dataset: str, documents: list[Any]) -> RecordBatches: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...
    @property
    def failure(self) -> BaseException | None: ...

def dumps(value: object) -> str: ...
def loads(text: bytes) -> Any: ...
def is_secret(name: str) -> bool: ...
def unix_ms(text: str) -> int | None: ...
def timestamp(unix_ms: int) -> str: ...
def operation_hint(name: str) -> tuple[str, str, bool] | None: ...
