"""What a JSON value is meant to be, by the short texts of generated code.

`Text`, `Integer`, `Number`, `Boolean`, `Time`, `Any`; the name of a model, union or enum; `[X]`, a list of X; `{X}`, a map to X.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING, Any

from ._model import Absent, ListView, MapView, Model, Odd, fields_of, maker
from ._native import is_secret
from ._values import OpenEnum, Problem

if TYPE_CHECKING:
    from collections.abc import Callable


class Kind:
    """Any JSON value."""

    __slots__ = ("read",)

    read: Any
    """From a JSON value to what a program sees; what does not fit stays as it is."""
    expected = "any value"

    def __init__(self, read: Any = lambda value: value) -> None:
        self.read = read

    def fits(self, value: object) -> bool:
        """Whether it is what is documented."""
        return True

    def look(self, value: Any, pointer: str, found: list[Problem]) -> None:
        """Notes what does not fit, at any depth."""
        if not self.fits(value):
            found.append(Problem(pointer, self.expected, _found(value)))
        else:
            self.look_into(value, pointer, found)

    def look_into(self, value: Any, pointer: str, found: list[Problem]) -> None:
        """Notes what is below it and does not fit."""

    def shown(self, value: Any) -> str:
        """As a person sees it, secrets masked."""
        if type(value) is dict:
            return _members(value, self.shown)
        return f"[{', '.join(map(self.shown, value))}]" if type(value) is list else repr(value)

    def seen(self, value: Any) -> str:
        """The same of a value that may be another than is documented."""
        return (self if self.fits(value) else _SCALARS["Any"]).shown(value)

    def __reduce__(self) -> tuple[Any, ...]:
        return kind, (self.text(),)

    def text(self) -> str:
        """Its short text."""
        return "Any"


class Scalar(Kind):
    """A value of a Python type, or read from one."""

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
        return type(value) in self._types

    def shown(self, value: Any) -> str:
        return repr(value)

    def text(self) -> str:
        return self._name


class AnyNumber(Scalar):
    """A number, however long."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__("Number", "a number", int, float)

    def fits(self, value: object) -> bool:
        return type(value) in self._types or (
            "decimal" in sys.modules and isinstance(value, sys.modules["decimal"].Decimal)
        )


class Part(Kind):
    """An object of a model, or of one of a union's."""

    __slots__ = ("_class",)
    expected = "an object"

    def __init__(self, cls: type[Model]) -> None:
        self._class = cls
        super().__init__(maker(cls))

    def fits(self, value: object) -> bool:
        return type(value) is dict

    def look_into(self, value: Any, pointer: str, found: list[Problem]) -> None:
        for field in fields_of(type(self.read(value))).values():
            if (member := value.get(field.wire)) is not None:
                field.kind().look(member, _below(pointer, field.wire), found)

    def shown(self, value: Any) -> str:
        view = self.read(value)
        if type(value) is not dict:
            return f"<{type(view).__name__} over {_SCALARS['Any'].shown(value)}>"
        left, parts = dict(value), []
        for name, field in fields_of(type(view)).items():
            if field.wire in left:
                one = left.pop(field.wire)
                # What is documented is known to be a secret or not; of all else the name tells.
                secret = field.secret or (not field.kind().fits(one) and is_secret(field.wire))
                parts.append(f"{name}={_masked(secret, one, field.kind().seen(one))}")
        if left:
            parts.append(f"**{_SCALARS['Any'].shown(left)}")
        return f"{type(view).__name__}({', '.join(parts)})"

    def text(self) -> str:
        return self._class.__name__


class Many(Kind):
    """A list."""

    __slots__ = ("of",)
    expected = "a list"

    def __init__(self, of: Kind) -> None:
        self.of = of
        super().__init__(lambda value: ListView(value if type(value) in (list, Absent) else Odd(value), of))

    def fits(self, value: object) -> bool:
        return type(value) is list

    def look_into(self, value: Any, pointer: str, found: list[Problem]) -> None:
        for index, element in enumerate(value):
            self.of.look(element, f"{pointer}/{index}", found)

    def shown(self, value: Any) -> str:
        return f"[{', '.join(map(self.of.seen, value))}]"

    def text(self) -> str:
        return f"[{self.of.text()}]"


class Table(Kind):
    """An object whose members are all of one kind."""

    __slots__ = ("of",)
    expected = "an object"

    def __init__(self, of: Kind) -> None:
        self.of = of
        super().__init__(lambda value: MapView(value if type(value) in (dict, Absent) else Odd(value), of))

    def fits(self, value: object) -> bool:
        return type(value) is dict

    def look_into(self, value: Any, pointer: str, found: list[Problem]) -> None:
        for name, member in value.items():
            self.of.look(member, _below(pointer, name), found)

    def shown(self, value: Any) -> str:
        return _members(value, self.of.seen)

    def text(self) -> str:
        return f"{{{self.of.text()}}}"


@cache
def kind(text: str) -> Kind:
    """The kind of a short text."""
    if text in _SCALARS:
        return _SCALARS[text]
    if text == "Time":
        from ._times import to_datetime

        return Scalar("Time", "a date and time", str, convert=to_datetime)
    if text[0] == "[":
        return Many(kind(text[1:-1]))
    if text[0] == "{":
        return Table(kind(text[1:-1]))
    from . import models

    cls = getattr(models, text)
    if not issubclass(cls, OpenEnum):
        return Part(cls)
    if not cls._or_bool:
        return Scalar(text, "a string", str, convert=cls)
    return Scalar(text, "a string or a boolean", str, bool, convert=lambda value: value if type(value) is bool else cls(value))


def reader(text: str) -> Any:
    """What reads JSON values of a kind."""
    return kind(text).read


_SCALARS: dict[str, Kind] = {
    "Text": Scalar("Text", "a string", str),
    "Integer": Scalar("Integer", "an integer", int),
    "Number": AnyNumber(),
    "Boolean": Scalar("Boolean", "a boolean", bool),
    "Any": Kind(),
}


def _members(value: dict[str, Any], shown: Callable[[Any], str]) -> str:
    parts = (f"{name!r}: {_masked(is_secret(name), one, shown(one))}" for name, one in value.items())
    return f"{{{', '.join(parts)}}}"


def _masked(secret: bool, value: object, shown: str) -> str:
    return "'***'" if secret and value is not None else shown


def _found(value: object) -> str:
    names = {"NoneType": "null", "bool": "a boolean", "str": "a string", "list": "a list", "dict": "an object"}
    return names.get(type(value).__name__, "a number")


def _below(pointer: str, name: str) -> str:
    return f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
