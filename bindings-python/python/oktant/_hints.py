"""Errors for names that a client or a service does not have."""

from __future__ import annotations

from ._errors import did_you_mean


def unknown_attribute(owner: object, name: str) -> AttributeError:
    """The error for an attribute that an object does not have, with the method that is probably meant."""
    what = f"{type(owner).__name__!r} has no attribute {name!r}"
    if name.startswith("_"):
        return AttributeError(what, name=name, obj=owner)
    if hasattr(type(owner), name):
        # A property that failed with an AttributeError of its own.
        return AttributeError(f"{what}: reading it failed", name=name, obj=None)
    known = [known for known in dir(owner) if not known.startswith("_")]
    hint = method_hint(name) or did_you_mean(name, known, 0.8) or _with_word(name, known)
    # Without the object, the interpreter does not add a suggestion of its own.
    return AttributeError(f"{what}: {hint}" if hint else what, name=name, obj=None)


def method_hint(name: str) -> str:
    """A hint to the method of a service that a name means, in the words of official SDKs too; empty if nothing is like it."""
    from ._native import operation_hint

    hint = operation_hint(name)
    if hint is None:
        return ""
    service, operation, known = hint
    method = f"okta.{service}.{method_of(service, operation)}"
    return f"use {method}" if known else f"did you mean {method}?"


def method_of(service: str, operation: str) -> str:
    """The name of an operation's method: in another spelling than its ID, whose words are known to the generator alone."""
    from importlib import import_module

    module = import_module(f"{__package__}.generated.services.{service}")
    names = (name for of in vars(module).values() if isinstance(of, type) for name in vars(of))
    return next(name for name in names if name.replace("_", "") == operation.lower())


def _with_word(name: str, known: list[str]) -> str:
    """A hint to the shortest known name with a word that begins so: `get_user` for `get`, `applications` for `apps`."""
    word = name.lower().rstrip("s")
    like = [one for one in known if any(part.startswith(word) for part in one.split("_"))] if len(word) > 2 else []
    shortest = min(like, key=len, default=None)
    return f"did you mean {shortest!r}?" if shortest else ""
