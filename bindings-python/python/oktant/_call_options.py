"""Options of one call, beside the arguments of its operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from ._errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class CallOptions(TypedDict, total=False):
    """Options of one call, beside its arguments. Durations are seconds; 0 means no limit."""

    timeout: float
    """Timeout of one attempt. Default: the client's `timeout`."""
    deadline: float
    """Timeout of the whole call with its retries and pauses; each page of a list is a call. Default: the client's `deadline`."""
    max_retries: int
    """Most retries. Default: the client's `max_retries`."""
    headers: Mapping[str, str]
    """Further headers."""
    extra_query: Mapping[str, object]
    """Further query parameters."""


def unknown_argument(name: str, known: Iterable[Iterable[str]]) -> TypeError:
    """The error for a name that is no argument of a call. `known` holds the arguments' names on the wire."""
    from re import sub

    arguments = [sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", wire).lower() for names in known for wire in names]
    if name == "after" and "cursor" in arguments:
        return TypeError("there is no argument 'after': pass cursor=page.cursor to continue after a page")
    hint = did_you_mean(name, [*CallOptions.__annotations__, *arguments])
    what = f"there is no argument or call option {name[:50]!r}"
    return TypeError(f"{what}: {hint and hint + ' '}pass undocumented query parameters in extra_query={{...}}")


def check_options(options: CallOptions) -> None:
    """Raises `TypeError` if a call by name or path has anything else among its options: an argument of the operation, perhaps."""
    for name in options:
        if name not in CallOptions.__annotations__:
            hint = did_you_mean(name, CallOptions.__annotations__)
            rest = "pass the arguments of an operation by their names on the wire: path={...}, query={...}"
            raise TypeError(f"there is no call option {name[:50]!r}: {hint and hint + ' '}{rest}")
