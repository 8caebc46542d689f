"""The replay's runner for Python: `runner.py URL CASES ANSWERS`; ../replay.py says what stands in the files.

Each case goes through the typed method that a user would call, found by `generated/methods.json`, its body built as a typed
model where it is one, and what comes back is read through public attributes alone.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from oktant import Client, ListView, MapView, Model, OktantError, RawResponse
from oktant._fields import Time
from oktant._codecs import Codec, codec, reader
from oktant._model import fields_of
from oktant._native import dumps, loads

METHODS: dict[str, dict[str, Any]] = json.loads(Path(__file__, "../generated/methods.json").resolve().read_text())
Row = dict[str, Any]


class Unfit(Exception):
    """A recorded argument that the typed API cannot take."""


def main(url: str, cases: str, answers: str) -> None:
    """Plays all cases, one after the other."""
    warnings.simplefilter("ignore", DeprecationWarning)
    with Client(org_url=url, token="00replay", max_retries=0, pacing=False) as okta, Path(answers).open("w") as out:
        for line in Path(cases).read_text().splitlines():
            case = json.loads(line)
            out.write(json.dumps({"n": case["n"], **play(okta, case)}) + "\n")


def play(okta: Client, case: Row) -> Row:
    """The outcome of one case."""
    try:
        raw = called(okta, case)
    except Unfit as error:
        return {"outcome": "error", "kind": "unfit", "message": str(error)}
    except OktantError as error:
        names = ("kind", "status", "code", "summary", "id", "causes")
        return {"outcome": "error", "message": str(error), **{name: getattr(error, name) for name in names}}
    return {"outcome": "ok", **answer(raw, METHODS[case["operation"]].get("item"))}


def called(okta: Client, case: Row) -> RawResponse[Any]:
    """The typed call of a case."""
    about = METHODS[case["operation"]]
    given: dict[str, Any] = {}
    for name, (argument, of, required) in about["arguments"].items():
        texts = [case["path"][name]] if name in case["path"] else case["query"].get(name)
        if texts is None and required:
            texts = [""]
        if texts is not None:
            given[argument] = value(of, texts)
    if "body" in about and (case["body"] is not None or about["body"]["required"]):
        given["body"] = body(about["body"]["of"], case["body"])
    service = getattr(okta, about["service"]).with_raw_response
    options = {"headers": {"X-Replay-Case": str(case["n"])}, "extra_query": case["extra_query"]}
    raw: RawResponse[Any] = getattr(service, about["method"])(**given, **options)
    return raw


def value(of: str, texts: list[str]) -> Any:
    """An argument as the method takes it."""
    if of in ("Integer", "Number"):
        return (int if of == "Integer" else float)(texts[0] or "0")
    if of == "Boolean":
        return texts[0].lower() == "true"
    return texts if of[0] == "[" else texts[0]


def body(of: str | None, text: str | None) -> Any:
    """A body: typed where it is JSON; an empty one, or one byte of a file, where the recording lost it."""
    if of is None:
        return b"x" if text is None else text.encode()
    document = loads(text.encode()) if text is not None else [] if of[0] == "[" else {}
    typed = reader(of)(document)
    if dumps(typed) != dumps(document):
        raise Unfit(f"the body is not held by {type(typed).__name__}")
    return typed


def answer(raw: RawResponse[Any], item: str | None) -> Row:
    """What a typed result holds, and how it goes back on the wire; `item` is what a list holds."""
    typed = raw.value
    if isinstance(typed, (str, bytes)) and raw.json is None:
        return {"document": None, "text": raw.text}
    if typed is None:
        document = None if raw.json is None else dumps(raw.json)
        text = raw.text if raw.json is None and raw.content else None
        return {"document": document, "text": text, "extras": list(untyped(raw.json)), "typed": [], "raw": []}
    found: Row = {"document": dumps(typed), "text": None, "typed": [], "extras": [], "raw": []}
    if isinstance(typed, list) and item:
        look_through(typed, codec(item), raw.json, "", found)
    else:
        look(typed, raw.json, "", found)
    return found


def look(typed: Any, document: Any, at: str, found: Row) -> None:
    """Says of all members of a document which public attributes read them."""
    if isinstance(typed, Model):
        look_into(typed, document, at, found)
    elif isinstance(typed, ListView):
        look_through(typed, typed._codec, document, at, found)
    elif isinstance(typed, MapView):
        for name, one in typed.items():
            place = below(at, name)
            if typed._codec.text() == "Any":
                found["extras"].append(place)
            elif typed._codec.fits(document[name]):
                found["typed"].append(place)
                look(one, document[name], place, found)
            else:
                found["raw"].append(place)
    else:
        found["extras"] += [at + place for place in inside(document)]


def look_through(typed: Iterable[Any], of: Codec, document: Any, at: str, found: Row) -> None:
    """The elements of a list."""
    for index, (one, element) in enumerate(zip(typed, document, strict=True)):
        place = f"{at}/{index}"
        if of.fits(element):
            look(one, element, place, found)
        else:
            found["raw"].append(place)


def look_into(view: Model, document: Any, at: str, found: Row) -> None:
    """The members of an object: those with attributes, and all others."""
    if not isinstance(document, dict):
        found["raw"].append(at)
        return
    attributes = {field.wire: (name, field) for name, field in fields_of(type(view)).items()}
    for name, member in document.items():
        place = below(at, name)
        if name not in attributes or member is None:
            found["extras"].append(place)
            continue
        attribute, field = attributes[name]
        seen = getattr(view, attribute)
        # The text of a time that cannot be read stays; its type is right.
        right = isinstance(member, str) if isinstance(field, Time) else field.codec().fits(member)
        if not right or (seen is None and not isinstance(field, Time)):
            found["raw"].append(place)
        else:
            found["typed"].append(place)
            look(seen, member, place, found)


def inside(document: Any) -> Iterator[str]:
    """The members of a value without a documented type."""
    if isinstance(document, dict):
        yield from (below("", name) for name in document)
    elif isinstance(document, list):
        yield from (f"/{index}" for index in range(len(document)))


def untyped(document: Any) -> Iterator[str]:
    """All of a document that no typed result could hold."""
    if isinstance(document, dict):
        yield from inside(document)
    elif document is not None:
        yield ""


def below(pointer: str, name: str) -> str:
    """The pointer of a member."""
    return f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"


if __name__ == "__main__":
    main(*sys.argv[1:])
