"""Models: light views over a JSON document. The document holds all values, those without a field too; a view has one slot.

A model is a mapping of its document: `get`, `keys`, `items`, `dict(model)`, `**model`, `csv.DictWriter` and pandas see its JSON.

The view of an object that is absent holds a `Missing`, which becomes an object of the document with the first write. If the
document has a value of another type in its place, the view holds that value as a `Mismatch`, and its fields read as None.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, MutableSequence
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, overload

from . import _inspect, _names
from ._errors import did_you_mean
from ._values import UNSET, place

if TYPE_CHECKING:
    from typing_extensions import Self, TypeAlias, dataclass_transform

    MappingBase: TypeAlias = Mapping[str, Any]

    from ._codecs import Codec
    from ._fields import Field
    from ._values import Problem
else:

    def dataclass_transform(**_: object) -> Any:
        return lambda cls: cls

    class MappingBase:
        """In place of `Mapping[str, Any]`, as which models are registered: a metaclass would make each import slower."""

        __slots__ = ()


T = TypeVar("T")
M = TypeVar("M", bound="Model")
_NO_MEMBERS: dict[str, object] = {}


class Missing(dict[str, Any]):
    """An object or list that the document does not have yet."""

    __slots__ = ("name", "parent")

    def __init__(self, parent: Model, name: str) -> None:
        self.parent = parent
        self.name = name


class Mismatch(dict[str, Any]):
    """A value of another type in the place of an object or list."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


@dataclass_transform(kw_only_default=True, eq_default=False)
class Model(MappingBase):
    """View over an object of a JSON document, and a mapping of that object.

    Fields are attributes: None if a value is absent, null or of another type than documented; absent objects and lists read as
    empty ones. `model["name"]` and `model.get("name")` are a member of the document by its name on the wire, documented or not, such
    as a custom attribute. Set None to send null; set `UNSET` or `del` to remove.
    """

    __slots__ = ("__weakref__", "_document")

    _document: ClassVar[Any]  # a slot; ClassVar keeps it out of the constructor

    if not TYPE_CHECKING:
        __hash__ = None

        def __init__(self, undocumented: dict[str, object] = _NO_MEMBERS, /, **fields: object) -> None:
            if "_variants" in type(self).__dict__:
                raise TypeError(f"{type(self).__name__} is a union: make one of {', '.join(_variants(type(self)))}")
            if not isinstance(undocumented, dict):
                raise TypeError(f"{type(self).__name__} takes fields by name, and undocumented members as a dict")
            put_document(self, {})
            for name, value in undocumented.items():
                self[name] = value
            documented = fields_of(type(self))
            for name, value in fields.items():
                if name not in documented:
                    raise TypeError(_unknown(self, name))
                documented[name].__set__(self, value)
            for tag, value in _tags(type(self)):
                self._document.setdefault(tag, value)

        def __getattr__(self, name: str) -> Any:
            # Python adds "Did you mean" by itself when it prints the error.
            hint = "" if name.startswith("_") else f"use model[{name!r}]" if name in self else _profile_hint(self, name)
            what = f"{type(self).__name__} has no field {name!r}"
            raise AttributeError(f"{what}: {hint}" if hint else what, name=name, obj=self)

        def __setattr__(self, name: str, value: object) -> None:
            try:
                object.__setattr__(self, name, value)
            except AttributeError:
                raise AttributeError(_unknown(self, name), name=name, obj=self) from None

    @classmethod
    def from_dict(cls, document: dict[str, Any]) -> Self:
        """A view over a document, which is not copied. For a union, of the class that the document's tag selects."""
        if type(document) is not dict:
            raise TypeError(f"a document is a dict, not {type(document).__name__}")
        view: Self = maker(cls)(document)
        return view

    def to_dict(self) -> dict[str, Any]:
        """The document itself, not a copy."""
        document: dict[str, Any] = _whole(self._document, {})
        return document

    def problems(self) -> list[Problem]:
        """Values of the document that differ from their documented type. They are kept; their fields read as None."""
        found: list[Problem] = []
        _inspect.check_object(fields_of(type(self)).values(), self.to_dict(), "", found)
        return found

    def __getitem__(self, name: str) -> Any:
        return self._document[name]

    def __setitem__(self, name: str, value: object) -> None:
        if name not in self._document and name in (aliases := aliases_of(type(self))):
            raise _names.misnamed(type(self), name, aliases[name])
        if value is UNSET:
            self._document.pop(name, None)
            return
        if type(value) not in SCALARS and (field := fields_by_wire(type(self)).get(name)):
            field.codec().check_names(value, [])
        writable(self)[name] = plain(value)

    def __delitem__(self, name: str) -> None:
        del self._document[name]

    def __contains__(self, name: object) -> bool:
        return name in self._document

    def __iter__(self) -> Iterator[str]:
        return iter(self._document)

    def __len__(self) -> int:
        return len(self._document)

    if not TYPE_CHECKING:

        __reversed__ = None

        def get(self, name: str, default: object = None) -> Any:
            """A member of the document by its name on the wire; the default if there is none."""
            return self._document.get(name, default)

        def keys(self) -> Any:
            """The names of the document's members."""
            return self._document.keys()

        def values(self) -> Any:
            """The values of the document's members."""
            return self._document.values()

        def items(self) -> Any:
            """Names and values of the document's members."""
            return self._document.items()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return bool(self.to_dict() == other.to_dict())

    def __repr__(self) -> str:
        return _inspect.show_object(type(self), fields_of(type(self)), self.to_dict())

    if not TYPE_CHECKING:

        def __rich_repr__(self) -> Iterator[Any]:
            from ._display import parts

            return parts(fields_of(type(self)), self.to_dict())

        def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
            from ._display import pretty

            pretty(self, printer)

        def _repr_html_(self) -> str:
            from ._display import html_of_model

            return html_of_model(self)

    def __copy__(self) -> Self:
        from copy import copy

        return _restored(type(self), copy(self.to_dict()))

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        from copy import deepcopy

        return _restored(type(self), deepcopy(self.to_dict(), memo))

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self.to_dict())

    def __init_subclass__(cls) -> None:
        place(cls)


put_document = Model.__dict__["_document"].__set__
Mapping.register(Model)


class ListView(MutableSequence[T]):
    """View over a list of a JSON document. An element of another type than documented reads as its JSON value."""

    __slots__ = ("_codec", "_list")

    def __init__(self, values: list[Any] | Missing | Mismatch, codec: Codec) -> None:
        self._list: Any = values
        self._codec = codec

    def to_list(self) -> list[Any]:
        """The list of the document itself, not a copy."""
        values: list[Any] = _whole(self._list, [])
        return values

    def insert(self, index: int, value: T) -> None:
        """Inserts a value before an index."""
        self._codec.check_names(value, [])
        writable_list(self).insert(index, plain(value))

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        if isinstance(index, slice):
            return list(map(self._codec.read, self._read()[index]))
        value: T = self._codec.read(self._read()[index])
        return value

    def __iter__(self) -> Iterator[T]:
        return map(self._codec.read, self._read())

    def __len__(self) -> int:
        return len(self._list)

    @overload
    def __setitem__(self, index: int, value: T) -> None: ...
    @overload
    def __setitem__(self, index: slice, value: Iterable[T]) -> None: ...
    def __setitem__(self, index: Any, value: Any) -> None:
        values = list(value) if isinstance(index, slice) else [value]
        for one in values:
            self._codec.check_names(one, [])
        writable_list(self)[index] = plain(values if isinstance(index, slice) else value)

    def __delitem__(self, index: int | slice) -> None:
        del writable_list(self)[index]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (ListView, list, tuple)):
            return NotImplemented
        return bool(plain(self) == plain(list(other)))

    def __repr__(self) -> str:
        values = self.to_list()
        return _inspect.show_array(values, self._codec.show) if type(values) is list else _inspect.show(values)

    def __reduce__(self) -> tuple[Any, ...]:
        return ListView, (self.to_list(), self._codec)

    def _read(self) -> list[Any]:
        return self._list if type(self._list) is list else []


class MapView(MutableMapping[str, T]):
    """View over an object of a JSON document whose members have one type."""

    __slots__ = ("_codec", "_document")

    def __init__(self, document: dict[str, Any], codec: Codec) -> None:
        self._document: Any = document
        self._codec = codec

    def to_dict(self) -> dict[str, Any]:
        """The object of the document itself, not a copy."""
        document: dict[str, Any] = _whole(self._document, {})
        return document

    def __getitem__(self, name: str) -> T:
        value: T = self._codec.read(self._document[name])
        return value

    def __setitem__(self, name: str, value: T | None) -> None:
        if value is UNSET:
            self._document.pop(name, None)
            return
        self._codec.check_names(value, [])
        writable(self)[name] = plain(value)

    def __delitem__(self, name: str) -> None:
        del self._document[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._document)

    def __len__(self) -> int:
        return len(self._document)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (MapView, dict)):
            return NotImplemented
        return bool(plain(self) == plain(dict(other)))

    def __repr__(self) -> str:
        document = self.to_dict()
        return _inspect.show_map(document, self._codec.show) if type(document) is dict else _inspect.show(document)

    def __reduce__(self) -> tuple[Any, ...]:
        return MapView, (self.to_dict(), self._codec)


def _whole(held: Any, empty: Any) -> Any:
    """The value of a view, as the document has it."""
    if type(held) is Mismatch:
        return held.value
    return empty if type(held) is Missing else held


def maker(cls: type[Model]) -> Any:
    """The function that makes a view of a class over a value; for a union, of the class that the tag selects."""
    make = _makers.get(cls)
    if make is None:
        make = _makers[cls] = (_chooser if "_variants" in cls.__dict__ else _viewer)(cls)
    return make


_makers: dict[type[Model], Any] = {}


def _viewer(cls: type[Model]) -> Any:
    new = object.__new__

    def make(value: Any) -> Any:
        view = new(cls)
        put_document(view, value if type(value) is dict or type(value) is Missing else Mismatch(value))
        return view

    return make


def _chooser(union: Any) -> Any:
    from . import models

    tag: str = union._tag
    makers: dict[str, Any] = {value: maker(getattr(models, name)) for value, name in union._variants.items()}
    other = maker(getattr(models, union._common))

    def make(value: Any) -> Any:
        chosen = value.get(tag) if type(value) is dict else None
        return makers.get(chosen, other)(value) if isinstance(chosen, str) else other(value)

    return make


def _restored(cls: type[M], value: Any) -> M:
    view: M = maker(cls)(value)
    return view


def fields_of(cls: type[Model]) -> dict[str, Field]:
    """The fields of a class, with those that it inherits, by the names of their attributes."""
    fields = _fields.get(cls)
    if fields is None:
        declared = [_declared.get(base, {}) for base in reversed(cls.__mro__)]
        fields = _fields[cls] = {name: field for fields_of_base in declared for name, field in fields_of_base.items()}
    return fields


def register_field(cls: type[Model], name: str, field: Field) -> None:
    """Makes a descriptor a field of the class that has it as an attribute."""
    _declared.setdefault(cls, {})[name] = field


@cache
def fields_by_wire(cls: type[Model]) -> dict[str, Field]:
    """The fields of a class by their names on the wire."""
    return {field.wire: field for field in fields_of(cls).values()}


@cache
def aliases_of(cls: type[Model]) -> dict[str, str]:
    """The names of attributes that are no names on the wire, with the names that are."""
    return {name: field.wire for name, field in fields_of(cls).items() if name not in fields_by_wire(cls)}


_fields: dict[type[Model], dict[str, Field]] = {}
_declared: dict[type, dict[str, Field]] = {}
"""Fields by the class that declares them."""


def writable(view: Model | MapView[Any]) -> dict[str, Any]:
    """The object of a view, to write into. An absent one is added to the document."""
    document = view._document
    if type(document) is not dict:
        document = _add(document, {})
        if isinstance(view, Model):
            put_document(view, document)
        else:
            view._document = document
    made: dict[str, Any] = document
    return made


def writable_list(view: ListView[Any]) -> list[Any]:
    """The list of a view, to write into. An absent one is added to the document."""
    if type(view._list) is not list:
        view._list = _add(view._list, [])
    made: list[Any] = view._list
    return made


def _add(held: Missing | Mismatch, new: Any) -> Any:
    if type(held) is Mismatch:
        raise TypeError(
            f"the document has a value of type {type(held.value).__name__} here, which writing would lose: set it as a whole"
        )
    assert type(held) is Missing
    parent = writable(held.parent)
    if type(parent.get(held.name)) is not type(new):
        parent[held.name] = new
    return parent[held.name]


def plain(value: Any) -> Any:
    """The JSON value of a Python value: a view becomes its document, an enum and a datetime their text."""
    if type(value) in SCALARS:
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int.__int__(value)
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, (Model, MapView)):
        return value.to_dict()
    if isinstance(value, ListView):
        return value.to_list()
    if isinstance(value, Mapping):
        return {name: plain(member) for name, member in value.items() if member is not UNSET}
    if isinstance(value, (list, tuple)):
        return [plain(element) for element in value if element is not UNSET]
    if "datetime" in sys.modules and isinstance(value, sys.modules["datetime"].datetime):
        from ._times import from_datetime

        return from_datetime(value)
    return value


SCALARS = (str, int, float, bool, type(None))
"""Types whose values are JSON values."""


def _variants(union: Any) -> list[str]:
    return [*dict.fromkeys(union._variants.values()), union._common]


def _tags(cls: type[Model]) -> Iterator[tuple[str, str]]:
    """The tag of each union of a class, if one value alone selects the class."""
    for union in cls.__mro__:
        variants: dict[str, str] = union.__dict__.get("_variants", {})
        values = [value for value, name in variants.items() if name == cls.__name__]
        if len(values) == 1:
            yield union.__dict__["_tag"], values[0]


def _unknown(view: Model, name: str) -> str:
    hint = _profile_hint(view, name) or did_you_mean(name, fields_of(type(view))) or "set an undocumented member by model[name] = value"
    return f"{type(view).__name__} has no field {name!r}: {hint}"


def _profile_hint(view: Model, name: str) -> str:
    """A hint to the member of a user's or group's profile that has this name; empty if there is none."""
    profile = getattr(view, "profile", None) if "profile" in fields_of(type(view)) else None
    if not isinstance(profile, Model):
        return ""
    return f"use .profile.{name}" if name in fields_of(type(profile)) else f"use .profile[{name!r}]" if name in profile else ""
