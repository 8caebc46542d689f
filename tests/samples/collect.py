"""The samples of the documentation: fenced blocks of Markdown pages, and what is wrong with how they are written."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("rust", "python", "pycon", "ts", "kotlin", "java", "swift", "sh")
# What is parsed where that is possible, and never run.
DATA = ("text", "json", "yaml", "toml", "xml", "kts", "html", "diff", "csv", "http")
# The pages of registries, and README.md. Samples of crates are doctests.
PAGES = (
    "README.md",
    "bindings-python/python/README.md",
    "bindings-wasm/npm/README.md",
    "bindings-uniffi/kotlin/README.md",
    "bindings-uniffi/swift/README.md",
)
OPTIONS = ("no_run", "from", "output")

FENCE = re.compile(r"^(?P<indent> *)(?P<marks>`{3,}|~{3,})\s*(?P<info>.*)$")
OPTION = re.compile(r'(?P<name>[\w-]+)(?:="(?P<value>[^"]*)")?(?:\s+|$)')
SIMULATOR = re.compile(r"^<!-- simulator: (.*) -->$", re.M)
LIST_ITEM = re.compile(r"^ *(?:[-*+]|\d+\.) ")


class PageError(Exception):
    """A page whose blocks cannot be read."""


@dataclass(frozen=True)
class Block:
    """A fenced block: the page, the lines of its two fences, its language, its options and its text."""

    page: Path
    line: int
    end: int
    language: str
    options: dict[str, str]
    text: str
    # What it must print, if the page says so.
    output: str | None = None

    @property
    def name(self) -> str:
        """A name that every language takes: `quickstart_python_12`."""
        parts = [*self.page.with_suffix("").parts[:-1], self.page.stem]
        return "_".join(re.sub(r"\W", "_", part) for part in parts if part != "docs").lower() + f"_{self.line}"

    @property
    def place(self) -> str:
        """The page and the line, as editors open them."""
        return f"{self.page}:{self.line}"

    @property
    def runs(self) -> bool:
        """Whether it is run, not only compiled."""
        return "no_run" not in self.options


@dataclass
class Page:
    """A Markdown page with its blocks in their order, and the flags of its simulated org."""

    path: Path
    text: str
    blocks: list[Block] = field(default_factory=list)

    @property
    def flags(self) -> list[str]:
        """More flags of the simulator, which the page names."""
        found = SIMULATOR.search(self.text)
        return found[1].split() if found else []

    def of(self, language: str) -> list[Block]:
        """The blocks of a language that are programs of their own: not those that are lines of another file."""
        return [block for block in self.blocks if block.language == language and "from" not in block.options]


def pages(root: Path = ROOT) -> list[Page]:
    """The pages of `PAGES` and every page of docs/."""
    paths = [*(root / path for path in PAGES), *sorted((root / "docs").rglob("*.md"))]
    found: list[Page] = []
    wrong: list[str] = []
    for path in paths:
        try:
            found.append(read(path.relative_to(root), root))
        except PageError as error:
            wrong.append(str(error))
    if wrong:
        raise PageError("\n".join(wrong))
    return found


def read(path: Path, root: Path = ROOT) -> Page:
    """Reads a page; one that breaks a rule of tests/samples/README.md is an error."""
    page = Page(path, (root / path).read_text("utf-8"))
    lines = page.text.splitlines()
    at, run = 0, 0  # run: how many samples stand above this line with nothing but blank lines between
    while at < len(lines):
        start = FENCE.match(lines[at])
        if start is None:
            _check_line(page, lines, at)
            if lines[at].strip():
                run = 0
            at += 1
            continue
        end = _end(page, lines, at, start["marks"])
        text = textwrap.dedent("\n".join(lines[at + 1 : end])) + "\n"
        block = _block(page, (at + 1, end + 1), start["info"], text)
        _check_source(block, root)
        if "output" in block.options:
            if run == 0:
                raise PageError(f"{block.place}: output of which block? None stands right above")
            page.blocks[-run:] = [replace(one, output=text) for one in page.blocks[-run:]]
        page.blocks.append(block)
        run = run + 1 if block.language in LANGUAGES else 0
        at = end + 1
    return page


def _end(page: Page, lines: list[str], start: int, marks: str) -> int:
    for at in range(start + 1, len(lines)):
        if re.fullmatch(rf" *{re.escape(marks[0])}{{{len(marks)},}} *", lines[at]):
            return at
    raise PageError(f"{page.path}:{start + 1}: a fence without an end")


def _block(page: Page, lines: tuple[int, int], info: str, text: str) -> Block:
    line, end = lines
    language, _, rest = info.strip().partition(" ")
    options = {found["name"]: found["value"] or "" for found in OPTION.finditer(rest)}
    if language not in LANGUAGES + DATA:
        raise PageError(f"{page.path}:{line}: `{language}` is not one of {' '.join(LANGUAGES + DATA)}; options follow after a space")
    unknown = [name for name in options if name not in OPTIONS]
    if unknown or OPTION.sub("", rest).strip():
        raise PageError(f"{page.path}:{line}: the options are {', '.join(OPTIONS)}: {rest}")
    return Block(page.path, line, end, language, options, text)


def _check_line(page: Page, lines: list[str], at: int) -> None:
    """Code by indentation has no language, so nothing could check it."""
    if not lines[at].startswith("    ") or (at > 0 and lines[at - 1].strip()):
        return
    above = next((line for line in reversed(lines[:at]) if line.strip() and not line.startswith("    ")), "")
    if not LIST_ITEM.match(above) and not above.startswith("  "):
        raise PageError(f"{page.path}:{at + 1}: fence it and name its language")


def _check_source(block: Block, root: Path) -> None:
    """What a page shows of a file is in that file."""
    source = block.options.get("from")
    if source is None:
        return
    if not (root / source).is_file():
        raise PageError(f"{block.place}: there is no {source}")
    there = {line.strip() for line in (root / source).read_text("utf-8").splitlines()}
    for line in filter(None, map(str.strip, block.text.splitlines())):
        if line not in there:
            raise PageError(f"{block.place}: {source} has no line `{line}`")
