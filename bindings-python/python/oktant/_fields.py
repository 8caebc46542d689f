"""Fields of models: descriptors that read and write one member of a document. Generated models are made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from ._codecs import Codec, codec
from ._help import FieldDoc
from ._model import ListView, MapView, Missing, Model, plain, register_field, writable
from ._values import UNSET, Known, OpenEnum, Unset

if TYPE_CHECKING:
    from datetime import datetime

    from typing_extensions import Self

    from ._values import Number as AnyNumber

__all__ = [
    "Array",
    "Boolean",
    "Enum",
    "EnumArray",
    "EnumOrBool",
    "Integer",
    "Json",
    "Known",
    "Map",
    "Model",
    "Number",
    "Object",
    "ObjectArray",
    "ObjectMap",
    "OpenEnum",
    "Text",
    "Time",
]

G = TypeVar("G")
S = TypeVar("S")
T = TypeVar("T")
M = TypeVar("M", bound=Model)
E = TypeVar("E", bound=OpenEnum)


class Field:
    """A member of a document."""

    __slots__ = ("_codec", "of", "place", "secret", "wire")
    default = ""

    def __init__(self, wire: str, of: str = "", *, secret: bool = False) -> None:
        self.wire = wire
        self.of = of or self.default
        self.secret = secret
        self._codec: Codec | None = None

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.__doc__ = FieldDoc(cls.__doc__)  # type: ignore[assignment]

    def __set_name__(self, owner: type[Model], name: str) -> None:
        self.place = (owner, name)
        register_field(owner, name, self)

    def codec(self) -> Codec:
        """The codec of the member. The first call loads the classes of its type."""
        if self._codec is None:
            self._codec = codec(self.of)
        return self._codec

    def __set__(self, view: Model, value: Any) -> None:
        if value is UNSET:
            view._document.pop(self.wire, None)
        else:
            writable(view)[self.wire] = plain(value)

    def __delete__(self, view: Model) -> None:
        view._document.pop(self.wire, None)

    def __repr__(self) -> str:
        return f"<field {self.wire!r}: {self.of}>"


class Value(Field, Generic[G, S]):
    """A member that reads as `G` and may be set to `S`."""

    __slots__ = ()
    exact: type | None = None
    """Values of this type read as they are."""

    @overload
    def __get__(self, view: None, owner: type[Model]) -> Self: ...
    @overload
    def __get__(self, view: Model, owner: type[Model]) -> G: ...
    def __get__(self, view: Model | None, owner: type[Model]) -> Any:
        if view is None:
            return self
        value = view._document.get(self.wire)
        return value if type(value) is self.exact else self.read(view, value)

    def read(self, view: Model, value: Any) -> Any:
        """The value to read if it is not of the exact type."""
        return self.codec().read(value) if self.codec().fits(value) else None

    if TYPE_CHECKING:

        def __set__(self, view: Model, value: S | Unset | None) -> None: ...


class Text(Value["str | None", str]):
    """A string."""

    __slots__ = ()
    default = "Text"
    exact = str


class Integer(Value["int | None", int]):
    """An integer."""

    __slots__ = ()
    default = "Integer"
    exact = int


class Number(Value["AnyNumber | None", "AnyNumber"]):
    """An int, a float, or a Decimal if a float cannot hold it."""

    __slots__ = ()
    default = "Number"
    exact = float


class Boolean(Value["bool | None", bool]):
    """A boolean."""

    __slots__ = ()
    default = "Boolean"
    exact = bool


class Time(Value["datetime | None", "datetime | str"]):
    """A date and time; the document keeps its text. Reads undocumented milliseconds too."""

    __slots__ = ()
    default = "Time"

    def read(self, view: Model, value: Any) -> Any:
        return super().read(view, str(value) if type(value) is int else value)

    if not TYPE_CHECKING:

        def __set__(self, view, value):
            if isinstance(value, str) and self.codec().read(value) is None:
                what = "is no date and time: give a datetime, or a text such as '2030-01-31T23:59:59Z'"
                raise ValueError(f"{self.wire}: {value[:50]!r} {what}")
            super().__set__(view, value)


class Json(Value[Any, Any]):
    """Any JSON value, as Python reads it."""

    __slots__ = ()
    default = "Any"


class Enum(Value["E | None", "E | str"], Generic[E]):
    """A string of a set that may grow."""

    __slots__ = ()


class EnumOrBool(Value["E | bool | None", "E | str | bool"], Generic[E]):
    """A string of a set that may grow, or a boolean."""

    __slots__ = ()
    exact = bool


class Container(Value[G, S]):
    """An object or list, which reads as an empty one if it is absent."""

    __slots__ = ("_make",)

    def __init__(self, wire: str, of: str = "", *, secret: bool = False) -> None:
        super().__init__(wire, of, secret=secret)
        self._make: Any = None

    if not TYPE_CHECKING:

        def __set__(self, view, value):
            if not isinstance(value, (Mapping, ListView, list, tuple, str)) and isinstance(value, Iterable):
                value = list(value)
            self.codec().check_names(value, [])
            super().__set__(view, value)

        def __get__(self, view, owner):
            if view is None:
                return self
            value = view._document.get(self.wire)
            if (make := self._make) is None:
                make = self._make = self.codec().read
            return make(Missing(view, self.wire) if value is None else value)


class Object(Container[M, "M | dict[str, Any]"], Generic[M]):
    """An object."""

    __slots__ = ()


class Array(Container["ListView[T]", "Iterable[T]"], Generic[T]):
    """A list."""

    __slots__ = ()


class ObjectArray(Container["ListView[M]", "Iterable[M | dict[str, Any]]"], Generic[M]):
    """A list of objects."""

    __slots__ = ()


class EnumArray(Container["ListView[E]", "Iterable[E | str]"], Generic[E]):
    """A list of strings of a set that may grow."""

    __slots__ = ()


class Map(Container["MapView[T]", "Mapping[str, T]"], Generic[T]):
    """An object whose members have one type."""

    __slots__ = ()


class ObjectMap(Container["MapView[M]", "Mapping[str, M | dict[str, Any] | None]"], Generic[M]):
    """An object whose members are objects, and may be null where that removes one."""

    __slots__ = ()
