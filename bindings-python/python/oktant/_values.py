"""Values that JSON has no form for: a member that is left out, strings of a set that may grow, numbers of any precision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar, Union, final

if TYPE_CHECKING:
    from decimal import Decimal

    from typing_extensions import Self

    Number = Union[int, float, Decimal]

E = TypeVar("E", bound="OpenEnum")


@final
class Unset:
    """The type of `UNSET`."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        return "UNSET"


UNSET = Unset()
"""Leaves a member out, where None is sent as null."""


class Problem(NamedTuple):
    """A value of another type than Okta documents. It is kept as it is."""

    pointer: str
    """Its place, as a JSON pointer."""
    expected: str
    """The documented type, in words."""
    found: str
    """The type of the value, in words; never the value itself."""


class Known:
    """A documented value, in the body of an `OpenEnum`."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __get__(self, _: object, owner: type[E]) -> E:
        return owner(self.text)


class OpenEnum(str):
    """String of a set that may grow: a str, equal to its text. Any text is allowed; the documented ones are attributes."""

    __slots__ = ()

    _known: ClassVar[dict[str, Any]] = {}
    _or_bool: ClassVar[bool] = False
    """True if booleans are values too."""

    if TYPE_CHECKING:

        def __init__(self, text: str) -> None: ...

    def __new__(cls, text: str) -> Self:
        known: Self | None = cls._known.get(text)
        return str.__new__(cls, text) if known is None else known

    def __init_subclass__(cls) -> None:
        place(cls)
        documented = {name: value.text for name, value in cls.__dict__.items() if type(value) is Known}
        members = {name: str.__new__(cls, text) for name, text in documented.items()}
        for name, member in members.items():
            setattr(cls, name, member)
        cls._known = dict(zip(documented.values(), members.values()))

    @property
    def is_known(self) -> bool:
        """True if the value is a documented one."""
        return self in self._known

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    @classmethod
    def values(cls) -> list[Self]:
        """The documented values."""
        return list(cls._known.values())


def place(cls: type) -> None:
    """Moves a generated class to `oktant.models`, where users import it: the generated modules change with the version of the API,
    and pickled objects must not refer to them."""
    if cls.__module__.startswith("oktant.generated."):
        cls.__module__ = "oktant.models"
