"""What `help()` shows of settings and fields: their docs in the source, read when somebody asks. As strings at run time they would
make every import slower."""

from __future__ import annotations

from functools import cache


class ClientDoc:
    """The docstring of a client: its own, and the settings."""

    def __init__(self, own: str) -> None:
        self._own = own

    def __get__(self, _: object, owner: type) -> str:
        from inspect import cleandoc
        from textwrap import indent

        from .generated import settings

        docs = attribute_docs(settings.__file__, "Settings")
        shown = "\n".join(f"{name}:\n{indent(doc, '    ')}" for name, doc in docs.items())
        return f"{cleandoc(self._own)}\n\nSettings, as keyword arguments:\n\n{indent(shown, '    ')}"


class FieldDoc:
    """The docstring of a field in the class of a model; of the class of fields, its own."""

    def __init__(self, own: str | None) -> None:
        self._own = own

    def __get__(self, field: object, _: type) -> str | None:
        place: tuple[type, str] | None = getattr(field, "place", None)
        if place is None:
            return self._own
        from sys import modules

        from .generated.models import AREAS

        cls, name = place
        module = modules.get(f"oktant.generated.models.{AREAS.get(cls.__name__)}")
        return attribute_docs(str(module.__file__), cls.__name__).get(name, self._own) if module else self._own


@cache
def attribute_docs(path: str, name: str) -> dict[str, str]:
    """The docs of the attributes of a class, each a string below its annotation. Empty without the source."""
    import ast
    from inspect import cleandoc

    try:
        with open(path, encoding="utf-8") as source:
            tree = ast.parse(source.read())
    except OSError:
        return {}
    found: dict[str, str] = {}
    for cls in ast.walk(tree):
        if isinstance(cls, ast.ClassDef) and cls.name == name:
            for attribute, below in zip(cls.body, cls.body[1:]):
                if isinstance(attribute, ast.AnnAssign) and isinstance(attribute.target, ast.Name):
                    if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
                        found[attribute.target.id] = cleandoc(str(below.value.value))
    return found
