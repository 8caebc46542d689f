"""No module of the package imports another that imports it, by whatever way. What only type checkers see does not count."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import oktant


def imported(node: ast.AST, package: list[str]) -> Iterator[tuple[str, str]]:
    """The relative imports below a node, in functions too: module and name."""
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        children = node.orelse
    else:
        children = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.ImportFrom) and node.level > 0:
        module = ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])
        yield from ((module, alias.name) for alias in node.names)
    for child in children:
        yield from imported(child, package)


def in_rings(sources: dict[str, str]) -> set[str]:
    """The modules that import themselves by way of others; sources by the paths of their files."""
    needs: dict[str, set[str]] = {}
    for path, source in sources.items():
        *package, name = path.removesuffix(".py").split("/")
        own = ".".join(package if name == "__init__" else [*package, name])
        needs[own] = {f"{module}.{name}" for module, name in imported(ast.parse(source), package)}
    for own, names in needs.items():
        # A name is a module, or the module before it has it.
        modules = {name if name in needs else name.rpartition(".")[0] for name in names}
        needs[own] = (modules & needs.keys()) - {own}
    return {module for module in needs if module in reached(module, needs)}


def reached(module: str, needs: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    left = [module]
    while left:
        new = needs[left.pop()] - seen
        seen |= new
        left += new
    return seen


def test_no_module_imports_itself_by_way_of_others() -> None:
    root = Path(oktant.__file__).parent
    sources = {path.relative_to(root.parent).as_posix(): path.read_text("utf-8") for path in root.rglob("*.py")}
    assert len(sources) > 200 and "oktant/_model.py" in sources
    assert in_rings(sources) == set()


def test_a_ring_is_found() -> None:
    sources = {
        "p/__init__.py": "from .a import A",
        "p/a.py": "def f():\n    from . import b",
        "p/b.py": "from .c.d import D\nif TYPE_CHECKING:\n    from .e import E",
        "p/c/__init__.py": "",
        "p/c/d.py": "from ..a import A",
        "p/e.py": "if TYPE_CHECKING:\n    pass\nelse:\n    from .b import B",
    }
    assert in_rings(sources) == {"p.a", "p.b", "p.c.d"}
