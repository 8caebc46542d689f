"""Codecs: the documented types of JSON values, by the short texts of generated code.

`Text`, `Integer`, `Number`, `Boolean`, `Time`, `Any`; the name of a model, union or enum; `[X]`, a list of X; `{X}`, a map to X.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from . import _inspect, _names
from ._model import ListView, MapView, Mismatch, Missing, Model, aliases_of, fields_by_wire, fields_of, maker
from ._native import is_secret
from ._values import OpenEnum

if TYPE_CHECKING:
    from ._values import Problem


class Codec:
    """Codec of any JSON value, and base of the others."""

    __slots__ = ("read",)

    read: Any
    """Turns a JSON value into what a program sees; a value of another type stays as it is."""
    expected = "any value"

    def __init__(self, read: Any = lambda value: value) -> None:
        self.read = read

    def fits(self, value: object) -> bool:
        """True if a value is of the documented type."""
        return True

    def check_inside(self, value: Any, pointer: str, found: list[Problem]) -> None:
        """Adds to `found` the values inside a value of the documented type that are not."""

    def check_names(self, value: Any, doubts: list[str]) -> None:
        """Raises `ValueError` if an object in a value that a program wrote has an attribute's name as a member."""

    def masked(self, value: Any) -> Any:
        """A value with views for its objects, and with secrets masked."""
        return _inspect.masked(value)

    def show(self, value: Any) -> str:
        """A value as a person sees it, with secrets masked."""
        return self.show_fitting(value) if self.fits(value) else _inspect.show(value)

    def show_fitting(self, value: Any) -> str:
        """A value of the documented type as a person sees it, with secrets masked."""
        return _inspect.show(value)

    def __reduce__(self) -> tuple[Any, ...]:
        return codec, (self.text(),)

    def text(self) -> str:
        """Its short text."""
        return "Any"


class Scalar(Codec):
    """Codec of values of some Python types, which may be converted."""

    __slots__ = ("_name", "_types", "expected")

    def __init__(self, name: str, expected: str, *types: type, convert: Any = None) -> None:
        self._name = name
        self._types = types
        self.expected = expected
        if convert is None:
            super().__init__()
        else:
            super().__init__(lambda value: convert(value) if type(value) in types else value)

    def fits(self, value: object) -> bool:
        # A program may have put the member of an enum into a document.
        return type(value) in self._types or (isinstance(value, str) and str in self._types)

    def show_fitting(self, value: Any) -> str:
        return repr(value)

    def text(self) -> str:
        return self._name


class AnyNumber(Scalar):
    """Codec of numbers of any precision."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__("Number", "a number", int, float)

    def fits(self, value: object) -> bool:
        return type(value) in self._types or (
            "decimal" in sys.modules and isinstance(value, sys.modules["decimal"].Decimal)
        )


class Object(Codec):
    """Codec of the objects of a model or of a union."""

    __slots__ = ("_class",)
    expected = "an object"

    def __init__(self, cls: type[Model]) -> None:
        self._class = cls
        super().__init__(maker(cls))

    def fits(self, value: object) -> bool:
        return type(value) is dict

    def check_inside(self, value: Any, pointer: str, found: list[Problem]) -> None:
        _inspect.check_object(fields_of(type(self.read(value))).values(), value, pointer, found)

    def check_names(self, value: Any, doubts: list[str]) -> None:
        if isinstance(value, Mapping) and not isinstance(value, Model):
            # Of a union, the class that the tag selects.
            cls: type[Model] = type(self.read(dict(value)))
            _names.check_object(cls, fields_by_wire(cls), aliases_of(cls), value, doubts)

    def masked(self, value: Any) -> Any:
        return self.read(value) if self.fits(value) else _inspect.masked(value)

    def show_fitting(self, value: Any) -> str:
        return repr(self.read(value))

    def text(self) -> str:
        return self._class.__name__


class Array(Codec):
    """Codec of lists."""

    __slots__ = ("of",)
    expected = "a list"

    def __init__(self, of: Codec) -> None:
        self.of = of
        super().__init__(lambda value: ListView(value if type(value) in (list, Missing) else Mismatch(value), of))

    def fits(self, value: object) -> bool:
        return type(value) is list

    def check_inside(self, value: Any, pointer: str, found: list[Problem]) -> None:
        _inspect.check_array(self.of, value, pointer, found)

    def check_names(self, value: Any, doubts: list[str]) -> None:
        if isinstance(value, (list, tuple)):
            for element in value:
                self.of.check_names(element, doubts)

    def masked(self, value: Any) -> Any:
        return list(map(self.of.masked, value)) if self.fits(value) else _inspect.masked(value)

    def show_fitting(self, value: Any) -> str:
        return _inspect.show_array(value, self.of.show)

    def text(self) -> str:
        return f"[{self.of.text()}]"


class Map(Codec):
    """Codec of objects whose members have one type."""

    __slots__ = ("of",)
    expected = "an object"

    def __init__(self, of: Codec) -> None:
        self.of = of
        super().__init__(lambda value: MapView(value if type(value) in (dict, Missing) else Mismatch(value), of))

    def fits(self, value: object) -> bool:
        return type(value) is dict

    def check_inside(self, value: Any, pointer: str, found: list[Problem]) -> None:
        _inspect.check_map(self.of, value, pointer, found)

    def check_names(self, value: Any, doubts: list[str]) -> None:
        if isinstance(value, Mapping):
            for member in value.values():
                self.of.check_names(member, doubts)

    def masked(self, value: Any) -> Any:
        if not self.fits(value):
            return _inspect.masked(value)
        secret = {name for name, member in value.items() if is_secret(name) and member is not None}
        return {name: _inspect.MASK if name in secret else self.of.masked(member) for name, member in value.items()}

    def show_fitting(self, value: Any) -> str:
        return _inspect.show_map(value, self.of.show)

    def text(self) -> str:
        return f"{{{self.of.text()}}}"


@cache
def codec(text: str) -> Codec:
    """The codec of a short text."""
    if text in _SCALARS:
        return _SCALARS[text]
    if text == "Time":
        from ._times import to_datetime

        return Scalar("Time", "a date and time", str, convert=to_datetime)
    if text[0] == "[":
        return Array(codec(text[1:-1]))
    if text[0] == "{":
        return Map(codec(text[1:-1]))
    from . import models

    cls = getattr(models, text)
    if not issubclass(cls, OpenEnum):
        return Object(cls)
    if not cls._or_bool:
        return Scalar(text, "a string", str, convert=cls)
    return Scalar(text, "a string or a boolean", str, bool, convert=lambda value: value if type(value) is bool else cls(value))


def reader(text: str) -> Any:
    """The function that reads JSON values of a type."""
    return codec(text).read


_SCALARS: dict[str, Codec] = {
    "Text": Scalar("Text", "a string", str),
    "Integer": Scalar("Integer", "an integer", int),
    "Number": AnyNumber(),
    "Boolean": Scalar("Boolean", "a boolean", bool),
    "Any": Codec(),
}
