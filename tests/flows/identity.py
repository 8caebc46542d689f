"""What a value that one org made up is called in another: ids, secrets, cursors and the address of the org."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from exact import Json
from pairs import pairs

# Ids of Okta are 20 letters and digits with a digit among them (`authorizationServers` is none), of sessions 25; keys are known by a
# digest, those of IdPs by a UUID; recordings have masked secrets.
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ID = re.compile(rf"(?<![\w-])(?:(?=[A-Za-z]*\d)[A-Za-z0-9]{{20}}|102[\w-]{{22}}|[\w-]{{43}}|{_UUID}|masked-\d+)(?![\w-])")
MASKED = re.compile(r"masked-\d+")
_ORIGIN = re.compile(r"https?://[^/\s\"'<>]+")
_WORD = re.compile(r"[\w-]{12,}")
_NAMES = ("id", "kid")
_NEXT = re.compile(r'<([^>]*)>;\s*rel="next"')


class Identities:
    """The names that things of a recording have in the org that it is played against."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._origins: set[str] = set()
        self._ours: dict[str, str] = {}
        # Things here that stand for one of the recording: another thing of its kind, with a past of its own.
        self._stand_ins: set[str] = set()

    def __contains__(self, recorded: object) -> bool:
        """Whether a name of the recording is known here."""
        return recorded in self._ours

    def ours(self, value: Json) -> Json:
        """A recorded value with what this org calls the same things."""
        if isinstance(value, dict):
            return {self.ours(name): self.ours(member) for name, member in value.items()}
        if isinstance(value, list):
            return [self.ours(element) for element in value]
        return self._text(value) if isinstance(value, str) else value

    def _text(self, text: str) -> str:
        if text in self._ours:
            return self._ours[text]
        if MASKED.fullmatch(text):
            return f"{text}-that-is-long-enough-for-a-secret"
        text = _ORIGIN.sub(lambda origin: self._url if origin[0] in self._origins else origin[0], text)
        return _WORD.sub(lambda word: self._ours.get(word[0], word[0]), text)

    def is_stand_in(self, ours: Json) -> bool:
        """Whether a thing here only stands for one of the recording."""
        return isinstance(ours, dict) and any(ours.get(name) in self._stand_ins for name in _NAMES)

    def same(self, recorded: Json, ours: Json) -> bool:
        """Whether two things have the same id; the recorded one may be translated already."""
        return any(self._ours.get(name, name) == other for name, other in _own_names(recorded, ours))

    def names(self, ours: Json) -> bool:
        """Whether this is what something of the recording is called here."""
        return ours in self._ours.values()

    def settle(self, recorded: str, ours: str, stand_in: bool = False) -> None:
        """Names one thing; what is known stays."""
        if recorded not in self._ours and ours not in self._ours.values():
            self._name(recorded, ours, stand_in)

    def stand_for(self, recorded: str, ours: str) -> None:
        """Lets a thing stand for one of the recording, even if it stands for another already."""
        self._name(recorded, ours, stand_in=True)

    def _name(self, recorded: str, ours: str, stand_in: bool) -> None:
        if recorded != ours:
            self._ours[recorded] = ours
            if stand_in:
                self._stand_ins.add(ours)

    def origins(self, body: Json) -> None:
        """Notes under which addresses a recorded answer links to its org."""
        if isinstance(body, list):
            for element in body:
                self.origins(element)
        elif isinstance(body, dict):
            for name, member in body.items():
                if name == "href" and isinstance(member, str) and (origin := _ORIGIN.match(member)) and "/api/v1/" in member:
                    self._origins.add(origin[0])
                self.origins(member)

    def learn(self, recorded: Json, ours: Json, stand_in: bool = False, name: bool = False) -> None:
        """Pairs the names at the same places of two answers; `name`: a text there is one."""
        if isinstance(recorded, dict) and isinstance(ours, dict):
            # An id first: a link may name the same thing.
            for member in sorted(recorded.keys() & ours.keys(), key=lambda key: key not in _NAMES):
                self.learn(recorded[member], ours[member], stand_in, member in _NAMES)
        elif isinstance(recorded, list) and isinstance(ours, list):
            found = pairs(recorded, ours, self.same)
            for one, other in found.known:
                self.learn(one, other, stand_in)
            for one, other in found.rest():
                self.learn(one, other, True)
        elif isinstance(recorded, str) and isinstance(ours, str):
            self._learn_text(recorded, ours, stand_in, name)

    def _learn_text(self, recorded: str, ours: str, stand_in: bool, name: bool = False) -> None:
        """`name`: each text is a name as a whole, whatever it looks like."""
        whole = MASKED.fullmatch(recorded) or name and _WORD.fullmatch(recorded)
        theirs, own = ([text] if whole else ID.findall(text) for text in (recorded, ours))
        if len(theirs) == len(own):
            for one, other in zip(theirs, own):
                self.settle(one, other, stand_in)

    def learn_cursor(self, recorded: Any, ours: list[str]) -> None:
        """Pairs the cursors of the next links of two pages."""
        links = recorded if isinstance(recorded, list) else [recorded or ""]
        cursors = [parse_qs(urlsplit(link).query).get("after") for side in (links, ours) for link in _NEXT.findall(", ".join(side))[:1]]
        if len(cursors) == 2 and cursors[0] and cursors[1]:
            self.settle(cursors[0][0], cursors[1][0])


def _own_names(recorded: Json, ours: Json) -> list[tuple[str, Json]]:
    if isinstance(recorded, str):
        return [(recorded, ours)]
    if not isinstance(recorded, dict) or not isinstance(ours, dict):
        return []
    return [(recorded[name], ours.get(name)) for name in _NAMES if isinstance(recorded.get(name), str)]
