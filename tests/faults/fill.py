"""Placeholders: what stands for the servers, the time and the request in the texts of a scenario."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

Json = Any
_PLACE = re.compile(r"\{(?:(origin|other_origin|closed_origin|nth)|(now|date)([+-]\d+)?|(pad|nest):(\d+)|sent:([A-Za-z-]+))\}")


@dataclass(frozen=True)
class Filler:
    """What the placeholders of one answer stand for."""

    names: dict[str, str]
    now: float = 0
    nth: int = 0
    sent: list[tuple[str, str]] = field(default_factory=list)

    def fill(self, value: Json) -> Json:
        """A value with its placeholders filled, at every depth."""
        if isinstance(value, str):
            return _PLACE.sub(self._one, value) if "{" in value else value
        if isinstance(value, list):
            return [self.fill(one) for one in value]
        if isinstance(value, dict):
            return {key: self.fill(one) for key, one in value.items()}
        return value

    def _one(self, match: re.Match[str]) -> str:
        name, clock, shift, many, count, header = match.groups()
        if name:
            return str(self.nth) if name == "nth" else self.names[name]
        if clock:
            moment = int(self.now) + int(shift or 0)
            return str(moment) if clock == "now" else formatdate(moment, usegmt=True)
        if many:
            return "x" * int(count) if many == "pad" else "[" * int(count) + "]" * int(count)
        return ", ".join(value for key, value in self.sent if key.lower() == header.lower())
