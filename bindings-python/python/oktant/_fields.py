"""Fields of models: descriptors that read and write one member of a document. Generated code is written in these words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from ._kinds import Kind, kind
from ._model import Absent, ListView, MapView, Model, plain, written
from ._values import UNSET, Known, OpenEnum, Unset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from typing_extensions import Self

    from ._values import Number as AnyNumber

__all__ = [
    "Boolean",
    "Choice",
    "Choices",
    "Integer",
    "Json",
    "Known",
    "Many",
    "Model",
    "Number",
    "OpenEnum",
    "Part",
    "Parts",
    "PartTable",
    "Switch",
    "Table",
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

    __slots__ = ("_kind", "of", "secret", "wire")
    default = ""

    def __init__(self, wire: str, of: str = "", *, secret: bool = False) -> None:
        self.wire = wire
        self.of = of or self.default
        self.secret = secret
        self._kind: Kind | None = None

    def kind(self) -> Kind:
        """What it is meant to be; its classes are loaded when this is asked first."""
        if self._kind is None:
            self._kind = kind(self.of)
        return self._kind

    def __set__(self, view: Model, value: Any) -> None:
        if value is UNSET:
            view._document.pop(self.wire, None)
        else:
            written(view)[self.wire] = plain(value)

    def __delete__(self, view: Model) -> None:
        view._document.pop(self.wire, None)

    def __repr__(self) -> str:
        return f"<field {self.wire!r}: {self.of}>"


class Value(Field, Generic[G, S]):
    """A member that reads as `G` and takes `S`."""

    __slots__ = ()
    exact: type | None = None
    """Values of this type are read as they stand."""

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
        """What a value is read as that is not of the exact type."""
        return self.kind().read(value) if self.kind().fits(value) else None

    if TYPE_CHECKING:

        def __set__(self, view: Model, value: S | Unset | None) -> None: ...


class Text(Value["str | None", str]):
    """A string."""

    __slots__ = ()
    default = "Text"
    exact = str


class Integer(Value["int | None", int]):
    """A whole number."""

    __slots__ = ()
    default = "Integer"
    exact = int


class Number(Value["AnyNumber | None", "AnyNumber"]):
    """An int, a float, or a Decimal if a float cannot hold it."""

    __slots__ = ()
    default = "Number"
    exact = float


class Boolean(Value["bool | None", bool]):
    """True or False."""

    __slots__ = ()
    default = "Boolean"
    exact = bool


class Time(Value["datetime | None", "datetime | str"]):
    """A point in time, whose text stays as it is. Milliseconds, which are not documented, are read too."""

    __slots__ = ()
    default = "Time"

    def read(self, view: Model, value: Any) -> Any:
        return super().read(view, str(value) if type(value) is int else value)


class Json(Value[Any, Any]):
    """Any JSON value, as Python reads it."""

    __slots__ = ()
    default = "Any"


class Choice(Value["E | None", "E | str"], Generic[E]):
    """A text of a set."""

    __slots__ = ()


class Switch(Value["E | bool | None", "E | str | bool"], Generic[E]):
    """A text of a set, or True or False."""

    __slots__ = ()
    exact = bool


class Whole(Value[G, S]):
    """What reads as an empty one where it is absent."""

    __slots__ = ("_make",)

    def __init__(self, wire: str, of: str = "", *, secret: bool = False) -> None:
        super().__init__(wire, of, secret=secret)
        self._make: Any = None

    if not TYPE_CHECKING:

        def __get__(self, view, owner):
            if view is None:
                return self
            value = view._document.get(self.wire)
            if (make := self._make) is None:
                make = self._make = self.kind().read
            return make(Absent(view, self.wire) if value is None else value)


class Part(Whole[M, "M | Mapping[str, Any]"], Generic[M]):
    """An object."""

    __slots__ = ()


class Many(Whole["ListView[T]", "Iterable[T]"], Generic[T]):
    """A list of values that are not objects."""

    __slots__ = ()


class Parts(Whole["ListView[M]", "Iterable[M | Mapping[str, Any]]"], Generic[M]):
    """A list of objects."""

    __slots__ = ()


class Choices(Whole["ListView[E]", "Iterable[E | str]"], Generic[E]):
    """A list of texts of a set."""

    __slots__ = ()


class Table(Whole["MapView[T]", "Mapping[str, T]"], Generic[T]):
    """An object whose members are all of one kind."""

    __slots__ = ()


class PartTable(Whole["MapView[M]", "Mapping[str, M | Mapping[str, Any]]"], Generic[M]):
    """An object whose members are all objects."""

    __slots__ = ()
