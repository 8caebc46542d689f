"""Pages of docs/ as the site has them: several languages as tabs, links to other files of the repository, and its first sentence."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "tests" / "samples"))

from collect import LANGUAGES, Block, Page  # noqa: E402

REPOSITORY = "https://github.com/oktant/oktant"
DOCS = Path("docs")
LABELS = {"rust": "Rust", "python": "Python", "ts": "TypeScript", "kotlin": "Kotlin", "swift": "Swift", "java": "Java", "sh": "Command line"}
LINK = re.compile(r"(\]\()([^)\s#:]+)((?:#[^)\s]*)?\))")
LIST_ITEM = re.compile(r"(?:[-*+]|\d+\.) ")


class LinkError(Exception):
    """A link to a file that is not there."""


def site_text(page: Page) -> str:
    """The text of a page for the site."""
    lines = page.text.splitlines()
    text: list[str] = []
    at = 0
    for blocks in _runs(page):
        text += _prose(page, lines[at : blocks[0].line - 1])
        for block in blocks:
            text += _tab(block) if len(blocks) > 1 else _fence(block)
        at = blocks[-1].end
    return "\n".join([*text, *_prose(page, lines[at:])]) + "\n"


def summary(page: Page) -> str:
    """The first sentence of a page, without the marks of Markdown."""
    paragraph = next((part for part in page.text.split("\n\n")[1:] if part[:1].isalnum() or part[:1] in "`*["), "")
    plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", " ".join(paragraph.split())).replace("**", "")
    return re.split(r"(?<=[.:]) (?=[A-Z`])", plain)[0].rstrip(":")


def _runs(page: Page) -> list[list[Block]]:
    """Blocks of different languages, one right after the other, are one run; every other block is a run of its own."""
    lines = page.text.splitlines()
    runs: list[list[Block]] = []
    for block in page.blocks:
        last = runs[-1] if runs else []
        near = last and not "".join(lines[last[-1].end : block.line - 1]).strip()
        if near and block.language in LANGUAGES and {one.language for one in last} <= set(LANGUAGES) - {block.language}:
            last.append(block)
        else:
            runs.append([block])
    return runs


def _fence(block: Block, indent: str = "") -> list[str]:
    marks = "`" * max([3, *(len(found) + 1 for found in re.findall("`{3,}", block.text))])
    lines = [f"{marks}{block.language}", *block.text.splitlines(), marks]
    return [f"{indent}{line}".rstrip() for line in lines]


def _tab(block: Block) -> list[str]:
    return [f'=== "{LABELS[block.language]}"', "", *_fence(block, "    "), ""]


def _prose(page: Page, lines: list[str]) -> list[str]:
    """Links lead to the repository where they leave docs/. A list has an empty line above, which the site's Markdown needs."""
    text: list[str] = []
    for line in lines:
        if LIST_ITEM.match(line) and text and text[-1].strip() and not LIST_ITEM.match(text[-1]) and not text[-1].startswith(" "):
            text.append("")
        text.append(LINK.sub(lambda link: link[1] + _target(page, link[2]) + link[3], line))
    return text


def _target(page: Page, target: str) -> str:
    path = Path(os.path.normpath(page.path.parent / target))
    if path.is_relative_to(DOCS):
        return target
    if not (ROOT / path).exists():
        raise LinkError(f"{page.path}: there is no {path}")
    return f"{REPOSITORY}/{'tree' if (ROOT / path).is_dir() else 'blob'}/main/{path}"
