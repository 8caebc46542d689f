"""Walks over documents: how values show, with secrets masked, and where a value differs from its documented type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._native import is_secret
from ._values import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ._codecs import Codec
    from ._fields import Field

MASK = "***"
"""What shows in place of a secret."""


def show(value: Any) -> str:
    """Any JSON value."""
    if type(value) is dict:
        return show_map(value, show)
    return show_array(value, show) if type(value) is list else repr(value)


def show_array(values: Iterable[Any], element: Callable[[Any], str]) -> str:
    """A list, with `element` for its elements."""
    return f"[{', '.join(map(element, values))}]"


def show_map(members: Mapping[str, Any], member: Callable[[Any], str]) -> str:
    """An object whose members have one type, with `member` for its members."""
    parts = (f"{name!r}: {_masked(is_secret(name), value, member)}" for name, value in members.items())
    return f"{{{', '.join(parts)}}}"


def show_object(cls: type, fields: Mapping[str, Field], value: Any) -> str:
    """An object of a model, as the call that makes it again: undocumented members come first, in a dict."""
    if type(value) is not dict:
        return f"<{cls.__name__} over {type_name(value)}>"
    documented, rest = split(fields, value)
    parts = [show(rest)] if rest else []
    parts += [f"{name}={_masked(secret, member, codec.show)}" for name, member, codec, secret in documented]
    return f"{cls.__name__}({', '.join(parts)})"


def masked(value: Any) -> Any:
    """A JSON value with its secrets masked."""
    if type(value) is dict:
        return {
            name: MASK if is_secret(name) and member is not None else masked(member) for name, member in value.items()
        }
    return list(map(masked, value)) if type(value) is list else value


def split(
    fields: Mapping[str, Field], document: dict[str, Any]
) -> tuple[list[tuple[str, Any, Codec, bool]], dict[str, Any]]:
    """The documented members of a document, each with its attribute, codec and whether it is a secret; and the other members."""
    documented, rest = [], dict(document)
    for name, field in fields.items():
        if field.wire in rest:
            member, codec = rest.pop(field.wire), field.codec()
            # Whether a documented value is a secret is known; any other is judged by its name.
            documented.append((name, member, codec, field.secret or (not codec.fits(member) and is_secret(field.wire))))
    return documented, rest


def check(codec: Codec, value: Any, pointer: str, found: list[Problem]) -> None:
    """Adds to `found` the value itself or the values inside it, at any depth, that are not of the documented type."""
    if codec.fits(value):
        codec.check_inside(value, pointer, found)
    else:
        found.append(Problem(pointer, codec.expected, type_name(value)))


def check_array(codec: Codec, values: Iterable[Any], pointer: str, found: list[Problem]) -> None:
    """The elements of a list."""
    for index, element in enumerate(values):
        check(codec, element, f"{pointer}/{index}", found)


def check_map(codec: Codec, members: Mapping[str, Any], pointer: str, found: list[Problem]) -> None:
    """The members of an object that have one type."""
    for name, member in members.items():
        check(codec, member, _below(pointer, name), found)


def check_object(fields: Iterable[Field], value: Any, pointer: str, found: list[Problem]) -> None:
    """The members of an object of a model; a problem if `value` is not an object."""
    if type(value) is not dict:
        found.append(Problem(pointer, "an object", type_name(value)))
        return
    for field in fields:
        if (member := value.get(field.wire)) is not None:
            check(field.codec(), member, _below(pointer, field.wire), found)


def _masked(secret: bool, value: Any, shown: Callable[[Any], str]) -> str:
    return repr(MASK) if secret and value is not None else shown(value)


def type_name(value: object) -> str:
    """The type of a JSON value, in words. The value itself may be a secret."""
    names = {"NoneType": "null", "bool": "a boolean", "str": "a string", "list": "a list", "dict": "an object"}
    return names.get(type(value).__name__, "a number")


def _below(pointer: str, name: str) -> str:
    return f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
