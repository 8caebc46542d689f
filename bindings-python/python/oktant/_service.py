"""What services stand on: they call operations by their names, and say how an answer becomes a value."""

from __future__ import annotations

from functools import cache, partial, wraps
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypedDict, TypeVar

from ._list import List
from ._kinds import reader
from ._org import CallOptions, no_argument

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from typing_extensions import Concatenate, ParamSpec, Unpack
    from typing_extensions import deprecated as deprecated

    from ._native import Core, Pages, Raw

    P = ParamSpec("P")

T = TypeVar("T")

_SITE = "https://developer.okta.com/docs/api/openapi"


class Given(TypedDict, total=False):
    """The arguments of a call, under their names on the wire. What is None is not given."""

    path: Mapping[str, object]
    query: Mapping[str, object]
    header: Mapping[str, object]
    options: CallOptions


class Sent(Given, total=False):
    """The same of a call that may have a body."""

    body: object


class Read(Given, total=False):
    """The same of a list."""

    cursor: str | None


class Caller:
    """What all services are: names of operations, over one client's core."""

    __slots__ = ("_core",)

    def __init__(self, core: Core) -> None:
        self._core = core

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._core.org_url}>"

    def __init_subclass__(cls) -> None:
        for told in (cls, *vars(cls).values()):
            before, mark, place = (getattr(told, "__doc__", None) or "").partition("Okta's reference: ")
            if mark and "://" not in place:
                told.__doc__ = before + mark + reference(*place.split())

    def _pages(self, operation: str, read: Read) -> Callable[[], Pages]:
        """What begins a list. A name that no call has is told at once, not when the list is read."""
        for name in read["options"]:
            if name not in CallOptions.__annotations__:
                raise no_argument(name, [read.get("path", ()), read.get("query", ()), read.get("header", ())])
        return partial(self._core.pages, operation, **read)


class Service(Caller):
    """Operations that belong together."""

    __slots__ = ()

    # The generated method that calls says what T is.
    def _call(self, operation: str, of: str, **sent: Unpack[Sent]) -> T:  # type: ignore[type-var]
        raw: Raw[T] = self._core.call(operation, **sent).wait(value(of))
        return raw.value

    def _do(self, operation: str, **sent: Unpack[Sent]) -> None:
        self._core.call(operation, **sent).wait()

    def _list(self, operation: str, of: str, page: str = "", **read: Unpack[Read]) -> List[T]:
        return List(self._pages(operation, read), reader(of))


class RawService(Caller):
    """The same with whole answers: methods of services whose calls give `Raw`."""

    __slots__ = ()

    def _call(self, operation: str, of: str, **sent: Unpack[Sent]) -> Raw[Any]:
        return self._core.call(operation, **sent).wait(value(of))

    def _do(self, operation: str, **sent: Unpack[Sent]) -> Raw[None]:
        return self._core.call(operation, **sent).wait(nothing)

    def _list(self, operation: str, of: str, page: str = "", **read: Unpack[Read]) -> Raw[Any]:
        return self._core.call(operation, **read).wait(value(page) if page else items(of))


def reference(tag: str, operation: str = "") -> str:
    """Where Okta tells of a tag of its document, or of an operation."""
    page = f"{_SITE}/okta-management/management/tag/{tag}/"
    return page + (f"#tag/{tag}/operation/{operation}" if operation else "")


@cache
def value(of: str) -> Callable[[Raw[Any]], Any]:
    """What makes the value of an answer. `text` and `content` are the answer's own; `User?` may be missing."""
    if of in ("text", "content"):
        return attrgetter(of)
    make = reader(of.rstrip("?"))
    if of.endswith("?"):
        return lambda raw: None if raw.json is None else make(raw.json)
    return lambda raw: make(raw.json)


@cache
def items(of: str) -> Callable[[Raw[Any]], list[Any]]:
    """What makes the items of a page."""
    make = reader(of)
    return lambda raw: list(map(make, raw.items))


def nothing(_: Raw[Any]) -> None:
    """The value of an answer that has none."""


if TYPE_CHECKING:

    class raw(Generic[P, T]):
        """A service's method, as the service with whole answers has it: the same but for what it gives."""

        def __init__(self, method: Callable[Concatenate[Any, P], T]) -> None: ...
        def __get__(self, service: object, owner: object) -> Callable[P, Raw[T]]: ...

    class raw_list(Generic[P, T]):
        """The same of a list, which gives its first page."""

        def __init__(self, method: Callable[Concatenate[Any, P], List[T]]) -> None: ...
        def __get__(self, service: object, owner: object) -> Callable[P, Raw[list[T]]]: ...

    class raw_page(Generic[P, T]):
        """The same of a list whose pages are objects: it gives the first of them."""

        def __init__(self, method: Callable[Concatenate[Any, P], object], page: Callable[[], type[T]]) -> None: ...
        def __get__(self, service: object, owner: object) -> Callable[P, Raw[T]]: ...

else:

    def raw(method, _=None):
        """The method itself: it is the service whose calls give something else."""
        return method

    raw_list = raw_page = raw

    def deprecated(message):
        """Warns whoever calls; type checkers know it from elsewhere."""

        def marked(method):
            @wraps(method)
            def warned(*args, **kwargs):
                import warnings

                warnings.warn(f"{method.__name__}: {message}", DeprecationWarning, stacklevel=2)
                return method(*args, **kwargs)

            return warned

        return marked
