"""OpenAPI Overlay 1.0, the part that the corrections use; written apart from the codegen's, so that the two can disagree."""

from __future__ import annotations

import copy
import re
from typing import Any

_STEP = re.compile(r"\.(?P<name>[\w$-]+)|\['(?P<quoted>(?:[^'\\]|\\.)*)'\]|\[(?P<index>\d+)\]")


class OverlayError(ValueError):
    """An overlay that this reader does not understand."""


def apply(document: dict[str, Any], overlay: dict[str, Any]) -> list[str]:
    """Changes the document in place and returns the targets that do not fit it: they are skipped.

    A value is replaced by two actions: one removes it, the next puts the new one in its place. Where the first is skipped,
    so is the second.
    """
    missed: list[str] = []
    emptied: tuple[list[str | int], bool] | None = None
    for action in overlay.get("actions") or []:
        steps = parse_target(action["target"])
        if emptied is not None and [*steps, *(action.get("update") or {})] == emptied[0]:
            applied = emptied[1] and _act(document, steps, action)
        else:
            applied = _act(document, steps, action)
        emptied = (steps, applied) if action.get("remove") is True else None
        if not applied:
            missed.append(action["target"])
    return missed


def parse_target(target: str) -> list[str | int]:
    """The steps of a JSONPath of the form `$.a.b['c d'].e[0]`."""
    if not target.startswith("$"):
        raise OverlayError(f"target {target!r} does not start at $")
    steps: list[str | int] = []
    place = 1
    while place < len(target):
        match = _STEP.match(target, place)
        if match is None:
            raise OverlayError(f"target {target!r} is not understood at {target[place:]!r}")
        if match["index"] is not None:
            steps.append(int(match["index"]))
        else:
            steps.append(match["name"] if match["name"] is not None else re.sub(r"\\(.)", r"\1", match["quoted"]))
        place = match.end()
    if not steps:
        raise OverlayError("the whole document is no target")
    return steps


def _act(document: Any, steps: list[str | int], action: dict[str, Any]) -> bool:
    try:
        holder, last = document, steps[-1]
        for step in steps[:-1]:
            holder = holder[step]
        target = holder[last]
    except (KeyError, IndexError, TypeError):
        return False
    if "x-expects" in action and not _holds(target, action["x-expects"]):
        return False
    if action.get("remove") is True:
        del holder[last]
    else:
        holder[last] = _merge(target, copy.deepcopy(action["update"]))
    return True


def _holds(whole: Any, part: Any) -> bool:
    """Whether all that an action expects stands there: members of objects, elements of lists."""
    if isinstance(whole, dict) and isinstance(part, dict):
        return all(key in whole and _holds(whole[key], item) for key, item in part.items())
    if isinstance(whole, list):
        return all(any(_holds(one, item) for one in whole) for item in (part if isinstance(part, list) else [part]))
    return bool(whole == part)


def _merge(target: Any, update: Any) -> Any:
    if isinstance(target, dict) and isinstance(update, dict):
        for key, value in update.items():
            target[key] = _merge(target[key], value) if key in target else value
        return target
    if isinstance(target, list):
        return target + [item for item in (update if isinstance(update, list) else [update]) if item not in target]
    return update
