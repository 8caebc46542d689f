"""Base classes of services: they call operations by name and turn a response into a value."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial, wraps
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypedDict, TypeVar

from ._call_options import CallOptions, unknown_argument
from ._codecs import codec, reader
from ._errors import InvalidArgumentError
from ._list import List
from ._model import Model
from ._response import Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Concatenate, ParamSpec, Unpack
    from typing_extensions import deprecated as deprecated

    from ._native import NativeClient, Pages, RawResponse

    P = ParamSpec("P")

T = TypeVar("T")

_SITE = "https://developer.okta.com/docs/api/openapi"


class Arguments(TypedDict, total=False):
    """Arguments of a call, by their names on the wire. None stands for an argument that is not passed."""

    path: Mapping[str, object]
    query: Mapping[str, object]
    header: Mapping[str, object]
    options: CallOptions


class CallArguments(Arguments, total=False):
    """Arguments of a call that may have a body."""

    body: object


class ListArguments(Arguments, total=False):
    """Arguments of a list operation, with a cursor."""

    cursor: str | None


class BaseService:
    """What all services share: they call operations of one client by name."""

    __slots__ = ("_native",)

    def __init__(self, native: NativeClient) -> None:
        self._native = native

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._native.org_url}>"

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            from ._hints import unknown_attribute

            raise unknown_attribute(self, name)

    def __init_subclass__(cls) -> None:
        for documented in (cls, *vars(cls).values()):
            before, mark, place = (getattr(documented, "__doc__", None) or "").partition("Okta's reference: ")
            if mark and "://" not in place:
                documented.__doc__ = before + mark + reference(*place.split())

    def _pages(self, operation: str, arguments: ListArguments) -> Callable[[], Pages]:
        """The function that opens a list. An unknown option is an error at once, not when the list is read."""
        for name in arguments["options"]:
            if name not in CallOptions.__annotations__:
                known = (arguments.get("path", ()), arguments.get("query", ()), arguments.get("header", ()), ["cursor"])
                raise unknown_argument(name, known)
        return partial(self._native.pages, operation, **arguments)

    def _checked(self, operation: str, of: str, body: object) -> object:
        """A body of a documented type. A dict with the name of an attribute is refused; one with a name that resembles a
        documented one is told to the listener, or refused by a strict client."""
        if isinstance(body, (Mapping, list, tuple)) and not isinstance(body, Model):
            doubts: list[str] = []
            try:
                codec(of).check_names(body, doubts)
                if doubts and self._native.strict:
                    raise ValueError(f"{'; '.join(doubts)}; a client without strict sends it")
            except ValueError as error:
                raise InvalidArgumentError(f"{operation}: {error}", operation=operation) from None
            for doubt in doubts:
                self._native.warn(Event("warning", operation, 0, 0, text=doubt))
        elif isinstance(body, (str, bytes, int, float)) and not codec(of).fits(body):
            wanted = f"a list of {of[1:-1]}" if of.startswith("[") else f"{of.strip('{}')} or a dict"
            raise TypeError(f"{operation}: the body is {type(body).__name__}: give {wanted}")
        return body


class Service(BaseService):
    """Operations of one area of the API."""

    __slots__ = ()

    # The generated method that calls it declares T.
    def _call(self, operation: str, of: str, **arguments: Unpack[CallArguments]) -> T:  # type: ignore[type-var]
        raw: RawResponse[T] = self._native.call(operation, **arguments).wait(value(of))
        return raw.value

    def _do(self, operation: str, **arguments: Unpack[CallArguments]) -> None:
        self._native.call(operation, **arguments).wait()

    def _list(self, operation: str, of: str, page: str = "", **arguments: Unpack[ListArguments]) -> List[T]:
        return List(self._pages(operation, arguments), reader(of), of=of)


class RawService(BaseService):
    """Operations of one area of the API, returning `RawResponse`."""

    __slots__ = ()

    def _call(self, operation: str, of: str, **arguments: Unpack[CallArguments]) -> RawResponse[Any]:
        return self._native.call(operation, **arguments).wait(value(of))

    def _do(self, operation: str, **arguments: Unpack[CallArguments]) -> RawResponse[None]:
        return self._native.call(operation, **arguments).wait(nothing)

    def _list(self, operation: str, of: str, page: str = "", **arguments: Unpack[ListArguments]) -> RawResponse[Any]:
        return self._native.call(operation, **arguments).wait(value(page) if page else items(of))


def reference(tag: str, operation: str = "") -> str:
    """The page of Okta's reference about a tag of the API document, or about an operation."""
    page = f"{_SITE}/okta-management/management/tag/{tag}/"
    return page + (f"#tag/{tag}/operation/{operation}" if operation else "")


@cache
def value(of: str) -> Callable[[RawResponse[Any]], Any]:
    """The function that makes the value of a response: its `text` or `content`, or a type. `User?` may be missing."""
    if of in ("text", "content"):
        return attrgetter(of)
    make = reader(of.rstrip("?"))
    if of.endswith("?"):
        return lambda raw: None if raw.json is None else make(raw.json)
    return lambda raw: make(raw.json)


@cache
def items(of: str) -> Callable[[RawResponse[Any]], list[Any]]:
    """The function that makes the items of a page."""
    make = reader(of)
    return lambda raw: list(map(make, raw.items))


def nothing(_: RawResponse[Any]) -> None:
    """The value of a response that has none."""


if TYPE_CHECKING:

    class raw(Generic[P, T]):
        """A method of a service, returning the full response."""

        def __init__(self, method: Callable[Concatenate[Any, P], T]) -> None: ...
        def __get__(self, service: object, owner: object) -> Callable[P, RawResponse[T]]: ...

    class raw_list(Generic[P, T]):
        """A method that returns a list, returning the full response of its first page."""

        def __init__(self, method: Callable[Concatenate[Any, P], List[T]]) -> None: ...
        def __get__(self, service: object, owner: object) -> Callable[P, RawResponse[list[T]]]: ...

    class raw_page(Generic[P, T]):
        """A method that returns a list whose pages are objects, returning the full response of the first one."""

        def __init__(self, method: Callable[Concatenate[Any, P], object], page: Callable[[], type[T]]) -> None: ...
        def __get__(self, service: object, owner: object) -> Callable[P, RawResponse[T]]: ...

else:

    def raw(method, _=None):
        """The method itself: only the service's `_call` and its siblings differ."""
        return method

    raw_list = raw_page = raw

    def deprecated(message):
        """Warns the caller. Type checkers see `typing_extensions.deprecated` instead."""

        def marked(method):
            @wraps(method)
            def warned(*args, **kwargs):
                import warnings

                warnings.warn(f"{method.__name__}: {message}", DeprecationWarning, stacklevel=2)
                return method(*args, **kwargs)

            return warned

        return marked
