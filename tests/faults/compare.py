"""Whether what came of a scenario is what it expects, and what holds in every scenario."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Iterator
from urllib.parse import unquote

from credentials import nonce
from exact import Json, look, parse, same
from org import TOKEN_PATH, Request
from play import LEAVING, Seen, bearer
from scenarios import Scenario

_SHORT = 200


@dataclass(frozen=True)
class Comparison:
    """A scenario, what came of it, and who was asked."""

    scenario: Scenario
    seen: Seen
    browser: bool = False
    typed: bool = True

    def faults(self) -> list[str]:
        """Everything that is otherwise than it must be."""
        parts = (self._outcome, self._value, self._list, self._requests, self._waited, self._headers, self._connections, self._always, self._secrets)
        return [*self.seen.wrong, *(fault for part in parts for fault in part())]

    @property
    def _expect(self) -> dict[str, Json]:
        return self.scenario.expect

    @property
    def _all(self) -> list[Request]:
        return self.seen.org.requests

    def _outcome(self) -> Iterator[str]:
        given, kind = self.seen.last.given, self.seen.last.kind
        message = given.get("message") or ""
        if "outcomes" in self._expect:
            found = Counter(self.seen.kinds)
            if found != self._expect["outcomes"]:
                reasons = {outcome.given.get("message") for outcome in self.seen.outcomes if outcome.kind != "ok"}
                yield f"outcomes {dict(found)}: {reasons}"
            return
        due = self._expect.get("error", {})
        if kind != due.get("kind", "ok"):
            yield f"{kind} instead of {due.get('kind', 'ok')}: {message:.{_SHORT}}"
            return
        for name, value in due.items():
            if name in ("kind", "contains", "lacks") or name == "phase" and self._same_phase(value, given.get("phase")):
                continue
            found = given.get("error_id" if name == "id" else name)
            if not same(found, self.seen.org.fill(value)):
                yield f"{name} of the error is {found!r}, not {value!r}"
        for part in self.seen.org.fill(due.get("contains", [])):
            if part not in message:
                yield f"the message lacks {part!r}: {message:.{_SHORT}}"
        for part in self.seen.org.fill(due.get("lacks", [])):
            if part in message:
                yield f"the message has {part!r}"

    def _same_phase(self, due: str, found: str | None) -> bool:
        return self.browser and {due, found} <= {"connect", "answer"}

    def _value(self) -> Iterator[str]:
        given = self.seen.last.given
        if self._expect.get("value"):
            texts = given.get("items")
            document = [parse(text) for text in texts] if texts is not None else parse(given.get("value") or "null")
            for pointer, due in self._expect["value"].items():
                try:
                    found = look(document, pointer)
                except LookupError:
                    yield f"value: nothing at {pointer}"
                    continue
                if not same(found, self.seen.org.fill(due)):
                    yield f"value at {pointer} is {found!r:.{_SHORT}}, not {due!r:.{_SHORT}}"
        for pointer, due in self._expect.get("parsed", {}).items() if self.typed else ():
            parsed = given.get("parsed", {})
            found = parsed.get(pointer)
            kind = self.scenario.actions[-1][next(iter(self.scenario.actions[-1].keys() & {"call", "items", "pages"}))]["parse"][pointer]
            if pointer not in parsed or not (instant(found) == instant(due) if kind == "date" else found == due):
                yield f"parsed at {pointer} is {found!r}, not {due!r}"

    def _list(self) -> Iterator[str]:
        given = self.seen.last.given
        items = [parse(text) for text in given.get("items") or []]
        if "items" in self._expect and len(items) != self._expect["items"]:
            yield f"{len(items)} items, not {self._expect['items']}"
        if "ids" in self._expect:
            ids = [item.get("id") if isinstance(item, dict) else None for item in items]
            if ids != self._expect["ids"]:
                yield f"ids {ids}"
        if "pages" in self._expect and given.get("pages") != self._expect["pages"]:
            yield f"{given.get('pages')} pages, not {self._expect['pages']}"

    def _requests(self) -> Iterator[str]:
        due, requests = self._expect["requests"], self._all
        plain = [f"{request.method} {request.path}" for request in requests]
        if isinstance(due, int):
            if len(requests) != due:
                yield f"{len(requests)} requests, not {due}: {plain}"
        elif isinstance(due, list):
            due = self.seen.org.fill(due)
            full = [f"{request.method} {request.target}" for request in requests]
            if len(due) != len(requests) or any(one != (whole if "?" in one else bare) for one, whole, bare in zip(due, full, plain)):
                yield f"requests {full}"
        else:
            if foreign := set(plain) - set(due):
                yield f"requests that are not due: {sorted(foreign)}"
            for name, count in due.items():
                least, most = count if isinstance(count, list) else (count, count)
                if not least <= plain.count(name) <= most:
                    yield f"{plain.count(name)} x {name}, not {count}"
        if self.seen.org.created != self._expect.get("created", 0):
            yield f"created {self.seen.org.created}, not {self._expect.get('created', 0)}"

    def _waited(self) -> Iterator[str]:
        least, most = self._expect.get("waited", (0, float("inf")))
        if not least <= self.seen.waited <= most:
            yield f"waited {self.seen.waited:.0f} ms, not {least} to {most}"

    def _headers(self) -> Iterator[str]:
        for due in self._expect.get("headers", []):
            name = due["name"]
            if self.browser and name.lower().startswith("x-okta-retry-"):
                continue
            values = [request.header(name) for request in self._chosen(due["request"])]
            if due.get("differs"):
                good = len(set(values)) == len(values)
            elif "starts" in due:
                good = all((value or "").startswith(self._credential(due["starts"])) for value in values)
            else:
                good = all(value == self._credential(due["is"]) for value in values)
            if not values or not good:
                yield f"{name} of request {due['request']}: {values!r:.{_SHORT}}"
        for number, due in self._expect.get("nonces", []):
            proof = self._all[number - 1].header("DPoP") if number <= len(self._all) else None
            if proof is None or nonce(proof) != due:
                yield f"nonce of request {number} is {nonce(proof)!r}, not {due!r}"

    def _chosen(self, which: Json) -> list[Request]:
        if isinstance(which, int):
            return self._all[which - 1 : which]
        return [request for request in self._all if which in ("all", f"{request.method} {request.path}")]

    def _credential(self, text: Json) -> Json:
        """In a browser a bearer token stands where a scenario has SSWS."""
        if self.browser and text and text.startswith("SSWS"):
            return text.replace("SSWS", "Bearer").replace(self.scenario.client["token"], bearer(self.scenario))
        return self.seen.org.fill(text)

    def _connections(self) -> Iterator[str]:
        for number in self._expect.get("abandoned", []):
            left = self._all[number - 1].abandoned_at if number <= len(self._all) else None
            if left is None or left > self.seen.ended_at + LEAVING:
                yield f"request {number} was not abandoned"
        if taken := self._expect.get("taken"):
            request = next(iter(self._all[taken["request"] - 1 : taken["request"]]), None)
            if request is None or not 0 < request.taken <= taken["max"]:
                yield f"of answer {taken['request']} {request and request.taken} bytes were taken"

    def _always(self) -> Iterator[str]:
        yield from self.seen.org.wrong
        if self.seen.org.strays:
            yield f"{self.seen.org.strays} requests reached the second server"
        if self.seen.late:
            yield f"{self.seen.late} requests came after the outcome"
        for request in self._all:
            if request.header("X-Okta-Retry-Count") is not None and not repeats(request, self._all[: request.number - 1]):
                yield f"request {request.number} says that it repeats an earlier one, and does not"

    def _secrets(self) -> Iterator[str]:
        org = self.seen.org
        token = [] if self.scenario.oauth else [bearer(self.scenario) if self.browser else self.scenario.client["token"]]
        secrets = [*token, *org.secrets, *(org.key.secrets if org.key else []), *org.fill(self._expect.get("never", []))]
        seen = [text for outcome in self.seen.outcomes for text in outcome.seen] + self.seen.logs
        for secret in dict.fromkeys(secrets):
            for text in seen:
                # Escapes and encodings must not hide one.
                if secret in text or secret in unquote(text) or json.dumps(secret)[1:-1] in text:
                    at = max(text.find(secret) - 60, 0)
                    yield f"a secret was shown: {text[at : at + 60]!r}"
                    break


def repeats(request: Request, earlier: list[Request]) -> bool:
    """Whether a request has method, target and body of an earlier one; a token request has a new assertion. Of requests that ended
    before their bodies were read, method and target are all that can be compared."""
    alike = [one for one in earlier if (one.method, one.target) == (request.method, request.target)]
    bodies = [one.body for one in alike if one.body is not None]
    if request.body is None or not bodies:
        return bool(alike)
    return any((request.body == body) != (request.path == TOKEN_PATH) for body in bodies)


def instant(text: str | None) -> Any:
    """A date of RFC 3339 as an instant."""
    return text if text is None else datetime.fromisoformat(text.replace("Z", "+00:00"))
