"""Whether a block of data is what it says it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from xml.etree import ElementTree

import yaml
from collect import Block

try:
    import tomllib
except ImportError:  # before Python 3.11
    tomllib = None  # type: ignore[assignment]

PARSERS: dict[str, Callable[[str], object]] = {
    "json": json.loads,
    "yaml": lambda text: list(yaml.safe_load_all(text)),
    "xml": lambda text: ElementTree.fromstring(f"<block>{text}</block>"),
}
if tomllib is not None:
    PARSERS["toml"] = tomllib.loads


def wrong_data(block: Block) -> str:
    """What the parser of its language says against a block, or nothing."""
    try:
        PARSERS.get(block.language, str)(block.text)
    except (ValueError, yaml.YAMLError, ElementTree.ParseError) as error:
        return f"this is not {block.language}: {error}"
    return ""
