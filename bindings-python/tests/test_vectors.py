"""The vectors of tests/vectors, played on the library as it is shipped, with a scripted host."""

from __future__ import annotations

import base64
import gc
import json
import os
from pathlib import Path
from typing import Any

import pytest

import oktant
from oktant._native import Core, Door, Flight, Pages, Raw

FOLDER = Path(os.environ["OKTANT_VECTORS"])
FILES = sorted(FOLDER.glob("*/*.json"))
HERE = "python"
LAYERS = "code", "environment", "working_file", "home_file"
QUESTIONS = {"wait": ("at_most_ms", "reason"), "bearer": ("fresh", "timeout_ms"), "sign": ("key", "algorithm", "bytes", "timeout_ms")}
ERROR = (
    *("kind", "operation", "status", "code", "summary", "link", "id", "causes", "request_id"),
    *("phase", "attempts", "may_have_been_sent"),
)


def load(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


PLAYED = [path for path in FILES if HERE not in load(path).get("not", {})]


@pytest.mark.parametrize("path", PLAYED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_vector(path: Path) -> None:
    vector = load(path)
    config = vector["config"]
    named = [(name, text, layer) for layer in LAYERS for name, text in config.get(layer, {}).items()]
    if "file" in config:
        Path("{file}").write_text("\n".join(config["file"]))  # in the working folder, which a test has for itself
    keys = [json.dumps(config[name]) if name in config else None for name in ("client_key", "proof_key")]
    stage = Stage(vector)
    try:
        stage.core = Core.scripted(named, "callback" in config, "browser" in config, stage, *keys)
    except oktant.ConfigError as error:
        assert seen_error(error) == vector["error"]
        return
    assert "error" not in vector
    if "explain" in vector:
        assert stage.core.explain().split("\n") == vector["explain"]
    for number, line in enumerate(vector.get("lines", []), 1):
        stage.play(number, *line)


def test_there_are_vectors() -> None:
    assert len(PLAYED) > 100
    print(f"{len(PLAYED)} of {len(FILES)} vectors")


class Actor:
    """A call, or a list whose pages are calls."""

    def __init__(self) -> None:
        self.flight: Flight | None = None
        self.pages: Pages | None = None
        self.asked: Any = None
        self.woken = False

    # As a future of an event loop, at whose door the flight rings.

    def done(self) -> bool:
        return False

    def set_result(self, _: None) -> None:
        self.woken = True


class Stage:
    """Where the calls of one vector are: the script of their host."""

    core: Core

    def __init__(self, vector: Any) -> None:
        self.vector = vector
        self.actors: dict[str, Actor] = {}
        self.clock = (0, 0)
        self.next_seed = 0
        self.door = Door()

    def now(self) -> tuple[int, int]:
        return self.clock

    def seed(self) -> int:
        return self.next_seed

    def play(self, number: int, who: str, now: Any, given: Any, due: Any, woken: list[str] = []) -> None:  # noqa: B006
        """One line: what is seen is what is due, and wakes who is to be woken."""
        where = f"line {number}, {who} at {now}"
        self.clock = (now, self.vector["epoch"] + now) if isinstance(now, int) else tuple(now)
        if given == "dropped":
            del self.actors[who]
            gc.collect()
            seen = None
        else:
            seen = self.step(who, given)
        if given == "cancelled":
            # The caller's own way: the call is let go, and no error of ours is seen.
            assert list(due) == ["done"] and due["done"]["error"]["kind"] == "cancelled", where
        else:
            assert seen == comparable(due, seen), where
        self.door.answer()
        assert sorted(name for name, actor in self.actors.items() if actor.woken) == sorted(woken), where
        for name in woken:
            self.actors[name].woken = False

    def step(self, who: str, given: Any) -> Any:
        actor = self.actors.setdefault(who, Actor())
        if given == "cancelled":
            if actor.flight is not None:
                actor.flight.cancel()
            return None
        if isinstance(given, dict) and "started" in given:
            self.next_seed = given["started"]
            try:
                actor.flight = self.begin(actor, self.vector["calls"][who])
            except oktant.OktantError as error:
                return {"done": {"error": seen_error(error)}}
            if actor.flight is None:
                return "end"
        elif given != "woke":
            assert actor.flight is not None
            actor.flight.answer(told(given))
        elif actor.asked[0] == "wait":
            assert actor.flight is not None
            actor.flight.answer(None)
        return self.turn(actor)

    def turn(self, actor: Actor) -> Any:
        flight = actor.flight
        assert flight is not None
        if not flight.turn():
            actor.asked = flight.question()
            assert actor.asked is not None, "the call waits for nothing"
            actor.asked = actor.asked[0]
            while not flight.listen(self.door, actor):  # type: ignore[arg-type]
                pass
            return seen_question(actor.asked)
        try:
            raw = flight.result()
            done: dict[str, Any] = {"status": raw.status, "request_id": raw.request_id, "rate": rate_of(raw.rate)}
            if actor.pages is not None:
                items, cursor = actor.pages.land(raw, False)
                done |= {"items": len(items), "cursor": cursor, "rest_ms": round(actor.pages.rest() * 1000)}
            return {"done": {"ok": some(done, 0)}}
        except oktant.OktantError as error:
            return {"done": {"error": seen_error(error)}}

    def begin(self, actor: Actor, call: Any) -> Flight | None:
        """The call, or that of the next page."""
        given = call.get("options", {})
        options = {name.removesuffix("_ms"): value / 1000 if name.endswith("_ms") else value for name, value in given.items()}
        options["extra_query"] = options.pop("query", None)
        target, arguments = call.get("op", call.get("pages")), [call.get(name) for name in ("path", "query", "header")]
        if "pages" not in call:
            return self.core.call(target, *arguments, body_of(call), options)
        if actor.pages is None:
            actor.pages = self.core.pages(target, *arguments, options, call.get("cursor"))
            if "follow_ms" in call:
                actor.pages.follow(call["follow_ms"] / 1000)
        return actor.pages.next()


def body_of(call: Any) -> object:
    if "file" in call:
        return oktant.File(call["file"]["name"], call["file"]["text"].encode())
    return call["bytes"].encode() if "bytes" in call else call.get("json")


def told(given: Any) -> tuple[Any, ...]:
    """An input as the script hands it in."""
    ((name, value),) = given.items()
    if name == "responded":
        body = decoded(value["base64"]) if "base64" in value else value.get("body", "").encode()
        headers = [tuple(pair) for pair in value.get("headers", [])]
        return name, value["status"], headers, body + b"x" * value.get("fill", 0)
    if name == "failed":
        return name, value["kind"], value["phase"], value["message"]
    return name, decoded(value) if name == "signed" else value


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def seen_question(asked: Any) -> Any:
    """A step as vectors write it."""
    name, *parts = asked
    if name == "send":
        seen = dict(parts[0], headers=dict(parts[0]["headers"]), timeout_ms=parts[0]["timeout"])
        seen["next"], seen["items"] = seen.pop("find") or (None, None)
        del seen["timeout"]
        if seen["body"] is not None:
            seen["body"] = seen["body"].decode("utf-8", "replace")
    else:
        seen = dict(zip(QUESTIONS[name], parts, strict=True))
    if name == "sign":
        seen["header"], seen["claims"] = (json.loads(decoded(part)) for part in seen.pop("bytes").decode().split("."))
    return {name: some(seen)}


def comparable(due: Any, seen: Any) -> Any:
    """The step that is due, with what the vector leaves open taken from what is seen."""
    if not (isinstance(due, dict) and isinstance(seen, dict) and "send" in due and "send" in seen):
        return due
    headers = due["send"]["headers"]
    if agent := seen["send"]["headers"].get("User-Agent"):
        expected = headers.get("User-Agent", agent).replace("{version}", agent.rpartition("/")[2])
        headers = {**headers, "User-Agent": expected}
    return {"send": {**due["send"], "headers": headers}}


def seen_error(error: oktant.OktantError) -> dict[str, Any]:
    seen = {name: getattr(error, name) for name in ERROR}
    seen |= {"text": str(error), "rate": rate_of(error.rate), "elapsed_ms": round(error.elapsed * 1000), "retryable": error.is_retryable}
    return some(seen, 0)


def rate_of(rate: oktant.Rate) -> dict[str, int]:
    return {name: value for name, value in rate._asdict().items() if value is not None}


def some(members: dict[str, Any], *more: object) -> dict[str, Any]:
    """Null, false and empty members of a step are left out, as `more` are."""
    nothing = [(type(value), value) for value in (None, False, [], {}, *more)]
    return {name: value for name, value in members.items() if (type(value), value) not in nothing}
