import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Generic, final

from typing_extensions import TypeVar

from ._answer import Bucket, Event, Headers, Rate
from ._org import CallOptions, Signer
from ._transport import Transport

_T = TypeVar("_T")
_T_co = TypeVar("_T_co", covariant=True, default=Any)

@final
class File:
    """A file to upload. Its media type follows from the name's ending where none is given."""

    def __new__(cls, name: str, content: bytes, media: str | None = None) -> File: ...

@final
class Raw(Generic[_T_co]):
    """A good answer with all that came."""

    @property
    def value(self) -> _T_co:
        """What the method gives that was called; the JSON value, where it was none of a service."""
    @property
    def items(self) -> list[Any]:
        """Of a list: the items of the page."""
    @property
    def status(self) -> int:
        """The HTTP status, 200 to 299."""
    @property
    def headers(self) -> Headers:
        """Response headers, in the order received."""
    @property
    def json(self) -> Any:
        """The body's JSON value; None where it has none."""
    @property
    def wire_size(self) -> int:
        """How many bytes the body took on the wire: fewer than `len(content)` where the org sent it packed."""
    @property
    def content(self) -> bytes:
        """The body as it came, unpacked."""
    @property
    def text(self) -> str:
        """The body as text."""
    @property
    def request_id(self) -> str | None:
        """The org's name for this exchange; its support asks for it."""
    @property
    def rate(self) -> Rate:
        """What was said of the rate limit."""
    @property
    def attempts(self) -> int:
        """How many requests were made."""
    @property
    def cursor(self) -> str | None:
        """Where the next page of a list is."""

@final
class Door:
    def __new__(cls, callback: Callable[[], object] | None = None) -> Door: ...
    def fileno(self) -> int: ...
    def answer(self) -> None: ...

@final
class Flight:
    def wait(self, make: Callable[[Raw[Any]], _T] | None = None) -> Raw[_T]: ...
    def turn(self) -> bool: ...
    def listen(self, door: Door, future: asyncio.Future[None]) -> bool: ...
    def question(self) -> tuple[Any, float | None] | None: ...
    def answer(self, value: object, error: BaseException | None = None) -> None: ...
    def result(self, make: Callable[[Raw[Any]], _T] | None = None) -> Raw[_T]: ...
    def enter(self) -> object: ...
    @staticmethod
    def leave(token: object) -> None: ...
    def cancel(self) -> None: ...

@final
class Pages:
    def next(self) -> Flight | None: ...
    def follow(self, every: float) -> None: ...
    def rest(self) -> float: ...
    def land(self, raw: Raw[Any], ahead: bool) -> tuple[list[Any], str | None]: ...

@final
class Core:
    def __new__(
        cls,
        settings: list[tuple[str, str]],
        bearer: Callable[[bool], Any] | None = None,
        signer: Signer | None = None,
        proof_signer: Signer | None = None,
        transport: Transport | None = None,
        listener: Callable[[Event], object] | None = None,
    ) -> Core: ...
    @staticmethod
    def scripted(
        settings: list[tuple[str, str, str]],
        callback: bool,
        browser: bool,
        script: object,
        client_key: str | None = None,
        proof_key: str | None = None,
    ) -> Core: ...
    @property
    def org_url(self) -> str: ...
    def explain(self) -> str: ...
    def rates(self) -> list[Bucket]: ...
    def call(
        self,
        target: str,
        path: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        header: Mapping[str, object] | None = None,
        body: object = None,
        options: CallOptions | None = None,
        cursor: str | None = None,
    ) -> Flight: ...
    def pages(
        self,
        target: str,
        path: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        header: Mapping[str, object] | None = None,
        options: CallOptions | None = None,
        cursor: str | None = None,
    ) -> Pages: ...
    def close(self) -> None: ...

def dumps(value: object) -> str: ...
def loads(text: bytes) -> Any: ...
def is_secret(name: str) -> bool: ...
def unix_ms(text: str) -> int | None: ...
def timestamp(unix_ms: int) -> str: ...
