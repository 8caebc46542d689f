"""Models: light views over a JSON document. The document is the truth; what is not in a view's fields stays in it.

A view has one slot. Where a part of a document is absent its view stands over an `Absent`, which becomes a part with the first
write; where something else stands in its place the view holds that whole, as an `Odd`, and shows nothing of it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, MutableSequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, overload

from ._errors import meant
from ._values import UNSET, Problem, place

if TYPE_CHECKING:
    from typing_extensions import Self, dataclass_transform

    from ._fields import Field
    from ._kinds import Kind
else:

    def dataclass_transform(**_: object) -> Any:
        return lambda cls: cls


T = TypeVar("T")
M = TypeVar("M", bound="Model")


class Absent(dict[str, Any]):
    """An object that is not there yet."""

    __slots__ = ("holder", "name")

    def __init__(self, holder: Model, name: str) -> None:
        self.holder = holder
        self.name = name


class Odd(dict[str, Any]):
    """Something else than an object in the place of one."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


@dataclass_transform(kw_only_default=True, eq_default=False)
class Model:
    """A view over an object of a JSON document.

    Fields are attributes: None where a value is absent, null or of another type than documented; parts that are absent read as
    empty ones. `model["name"]` is the document's own member, documented or not. Setting None sends null, `UNSET` and `del` remove.
    """

    __slots__ = ("__weakref__", "_document")

    _document: ClassVar[Any]  # a slot; ClassVar keeps it out of the constructor

    if not TYPE_CHECKING:
        __hash__ = None

        def __init__(self, /, **fields: object) -> None:
            if "_kinds" in type(self).__dict__:
                raise TypeError(f"{type(self).__name__} is of several kinds: make a {', a '.join(_kinds(type(self)))}")
            put_document(self, {})
            documented = fields_of(type(self))
            for name, value in fields.items():
                if name not in documented:
                    raise TypeError(_unknown(self, name))
                documented[name].__set__(self, value)
            for tag, value in _tags(type(self)):
                self._document.setdefault(tag, value)

        def __getattr__(self, name: str) -> Any:
            # Python itself adds what may have been meant, once the error is shown.
            hint = f": it is read as model[{name!r}]" if not name.startswith("_") and name in self else ""
            raise AttributeError(f"{type(self).__name__} has no field {name!r}{hint}", name=name, obj=self)

        def __setattr__(self, name: str, value: object) -> None:
            try:
                object.__setattr__(self, name, value)
            except AttributeError:
                raise AttributeError(_unknown(self, name), name=name, obj=self) from None

    @classmethod
    def from_dict(cls, document: dict[str, Any]) -> Self:
        """A view over a document, which is not copied. Of a union it is the class that the document's tag tells."""
        if type(document) is not dict:
            raise TypeError(f"a document is a dict, not {type(document).__name__}")
        view: Self = maker(cls)(document)
        return view

    def to_dict(self) -> dict[str, Any]:
        """The document itself: what it holds now and goes on to hold."""
        document: dict[str, Any] = _whole(self._document, {})
        return document

    def problems(self) -> list[Problem]:
        """Where the document holds something else than is documented. It is kept as it is; its fields read as None."""
        from ._kinds import Part

        found: list[Problem] = []
        Part(type(self)).look(self.to_dict(), "", found)
        return found

    def __getitem__(self, name: str) -> Any:
        return self._document[name]

    def __setitem__(self, name: str, value: object) -> None:
        written(self)[name] = plain(value)

    def __delitem__(self, name: str) -> None:
        del self._document[name]

    def __contains__(self, name: object) -> bool:
        return name in self._document

    def __iter__(self) -> Iterator[str]:
        return iter(self._document)

    def __len__(self) -> int:
        return len(self._document)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return bool(self.to_dict() == other.to_dict())

    def __repr__(self) -> str:
        from ._kinds import Part

        return Part(type(self)).shown(self.to_dict())

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


class ListView(MutableSequence[T]):
    """A view over a list of a JSON document. Elements of another type than documented stand in it as they came."""

    __slots__ = ("_kind", "_list")

    def __init__(self, values: list[Any] | Absent | Odd, kind: Kind) -> None:
        self._list: Any = values
        self._kind = kind

    def to_list(self) -> list[Any]:
        """The document's list itself."""
        values: list[Any] = _whole(self._list, [])
        return values

    def insert(self, index: int, value: T) -> None:
        """Puts a value before the one at this index."""
        written_list(self).insert(index, plain(value))

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        if isinstance(index, slice):
            return list(map(self._kind.read, self.to_list()[index]))
        value: T = self._kind.read(self._read()[index])
        return value

    def __iter__(self) -> Iterator[T]:
        return map(self._kind.read, self._read())

    def __len__(self) -> int:
        return len(self._list)

    @overload
    def __setitem__(self, index: int, value: T) -> None: ...
    @overload
    def __setitem__(self, index: slice, value: Iterable[T]) -> None: ...
    def __setitem__(self, index: Any, value: Any) -> None:
        written_list(self)[index] = plain(list(value) if isinstance(index, slice) else value)

    def __delitem__(self, index: int | slice) -> None:
        del written_list(self)[index]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (ListView, list, tuple)):
            return NotImplemented
        return bool(plain(self) == plain(list(other)))

    def __repr__(self) -> str:
        from ._kinds import Many

        return Many(self._kind).shown(self.to_list())

    def __reduce__(self) -> tuple[Any, ...]:
        return ListView, (self.to_list(), self._kind)

    def _read(self) -> list[Any]:
        return self._list if type(self._list) is list else []


class MapView(MutableMapping[str, T]):
    """A view over an object of a JSON document whose members are all of one type."""

    __slots__ = ("_document", "_kind")

    def __init__(self, document: dict[str, Any], kind: Kind) -> None:
        self._document: Any = document
        self._kind = kind

    def to_dict(self) -> dict[str, Any]:
        """The document's object itself."""
        document: dict[str, Any] = _whole(self._document, {})
        return document

    def __getitem__(self, name: str) -> T:
        value: T = self._kind.read(self._document[name])
        return value

    def __setitem__(self, name: str, value: T) -> None:
        written(self)[name] = plain(value)

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
        from ._kinds import Table

        return Table(self._kind).shown(self.to_dict())

    def __reduce__(self) -> tuple[Any, ...]:
        return MapView, (self.to_dict(), self._kind)


def _whole(held: Any, empty: Any) -> Any:
    """What a view stands over, as the document has it."""
    if type(held) is Odd:
        return held.value
    return empty if type(held) is Absent else held


def maker(cls: type[Model]) -> Any:
    """What makes a view of a class over a value; of a union, of the class that the tag tells."""
    make = _makers.get(cls)
    if make is None:
        make = _makers[cls] = (_chooser if "_kinds" in cls.__dict__ else _viewer)(cls)
    return make


_makers: dict[type[Model], Any] = {}


def _viewer(cls: type[Model]) -> Any:
    new = object.__new__

    def make(value: Any) -> Any:
        view = new(cls)
        put_document(view, value if type(value) is dict or type(value) is Absent else Odd(value))
        return view

    return make


def _chooser(union: Any) -> Any:
    from . import models

    tag: str = union._tag
    makers: dict[str, Any] = {value: maker(getattr(models, name)) for value, name in union._kinds.items()}
    other = maker(getattr(models, union._other))

    def make(value: Any) -> Any:
        chosen = value.get(tag) if type(value) is dict else None
        return makers.get(chosen, other)(value) if type(chosen) is str else other(value)

    return make


def _restored(cls: type[M], value: Any) -> M:
    view: M = maker(cls)(value)
    return view


def fields_of(cls: type[Model]) -> dict[str, Field]:
    """The fields of a class by the names of their attributes."""
    fields: dict[str, Field] | None = _fields.get(cls)
    if fields is None:
        from ._fields import Field

        every = [item for one in reversed(cls.__mro__) for item in vars(one).items()]
        fields = _fields[cls] = {name: field for name, field in every if isinstance(field, Field)}
    return fields


_fields: dict[type[Model], dict[str, Field]] = {}


def written(view: Model | MapView[Any]) -> dict[str, Any]:
    """The object of a view, to be written into: what was absent comes to be."""
    document = view._document
    if type(document) is not dict:
        document = _placed(document, {})
        if isinstance(view, Model):
            put_document(view, document)
        else:
            view._document = document
    made: dict[str, Any] = document
    return made


def written_list(view: ListView[Any]) -> list[Any]:
    """The list of a view, to be written into: what was absent comes to be."""
    if type(view._list) is not list:
        view._list = _placed(view._list, [])
    made: list[Any] = view._list
    return made


def _placed(place: Absent | Odd, new: Any) -> Any:
    if type(place) is Odd:
        raise TypeError(
            f"there is {type(place.value).__name__} in its place, which writing would lose: set it as a whole"
        )
    assert type(place) is Absent
    holder = written(place.holder)
    if type(holder.get(place.name)) is not type(new):
        holder[place.name] = new
    return holder[place.name]


def plain(value: Any) -> Any:
    """The JSON value of what a program gives: views give their documents, times their texts."""
    if isinstance(value, (Model, MapView)):
        return value.to_dict()
    if isinstance(value, ListView):
        return value.to_list()
    if isinstance(value, Mapping):
        return {name: plain(member) for name, member in value.items() if member is not UNSET}
    if isinstance(value, (list, tuple)):
        return [plain(element) for element in value]
    if "datetime" in sys.modules and isinstance(value, sys.modules["datetime"].datetime):
        from ._times import from_datetime

        return from_datetime(value)
    return value


def _kinds(union: Any) -> list[str]:
    return [*dict.fromkeys(union._kinds.values()), union._other]


def _tags(cls: type[Model]) -> Iterator[tuple[str, str]]:
    """What tells the class of its unions, where that is one value."""
    for union in cls.__mro__:
        kinds: dict[str, str] = union.__dict__.get("_kinds", {})
        values = [value for value, name in kinds.items() if name == cls.__name__]
        if len(values) == 1:
            yield union.__dict__["_tag"], values[0]


def _unknown(view: Model, name: str) -> str:
    hint = meant(name, fields_of(type(view))) or "what is not documented is set as model[name] = value"
    return f"{type(view).__name__} has no field {name!r}: {hint}"
