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
from oktant._native import LoopWaker, NativeClient, Pages, PendingCall

FOLDER = Path(os.environ["OKTANT_VECTORS"])
FILES = sorted(FOLDER.glob("*/*.json"))
HERE = "python"
LAYERS = "code", "environment", "working_file", "home_file"
STEPS = {"wait": ("at_most_ms", "reason"), "bearer": ("fresh", "timeout_ms"), "sign": ("key", "algorithm", "bytes", "timeout_ms")}
ERROR = (
    *("kind", "operation", "status", "code", "summary", "link", "id", "causes", "request_id"),
    *("phase", "attempts", "is_duplicate", "may_have_been_sent"),
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
        stage.client = NativeClient.scripted(named, "callback" in config, "browser" in config, stage, *keys)
    except oktant.ConfigError as error:
        assert seen_error(error) == vector["error"]
        return
    assert "error" not in vector
    if "explain" in vector:
        assert stage.client.explain().split("\n") == vector["explain"]
    for number, line in enumerate(vector.get("lines", []), 1):
        stage.play(number, *line)


def test_there_are_vectors() -> None:
    assert len(PLAYED) > 100
    print(f"{len(PLAYED)} of {len(FILES)} vectors")


class Actor:
    """A call, or a list whose pages are calls."""

    def __init__(self) -> None:
        self.call: PendingCall | None = None
        self.pages: Pages | None = None
        self.step: Any = None
        self.woken = False

    # A future of an event loop, which the call completes.

    def done(self) -> bool:
        return False

    def set_result(self, _: None) -> None:
        self.woken = True


class Stage:
    """The script of the host of one vector's calls."""

    client: NativeClient

    def __init__(self, vector: Any) -> None:
        self.vector = vector
        self.actors: dict[str, Actor] = {}
        self.clock = (0, 0)
        self.next_seed = 0
        self.waker = LoopWaker()

    def now(self) -> tuple[int, int]:
        return self.clock

    def seed(self) -> int:
        return self.next_seed

    def play(self, number: int, who: str, now: Any, given: Any, expected: Any, woken: list[str] = []) -> None:  # noqa: B006
        """One line: the step is the expected one, and wakes the expected calls."""
        where = f"line {number}, {who} at {now}"
        self.clock = (now, self.vector["epoch"] + now) if isinstance(now, int) else tuple(now)
        if given == "dropped":
            del self.actors[who]
            gc.collect()
            seen = None
        else:
            seen = self.advance(who, given)
        if given == "cancelled":
            # The caller cancels by itself: the call is dropped, and there is no error of this package.
            assert list(expected) == ["done"] and expected["done"]["error"]["kind"] == "cancelled", where
        else:
            assert seen == comparable(expected, seen), where
        self.waker.wake()
        assert sorted(name for name, actor in self.actors.items() if actor.woken) == sorted(woken), where
        for name in woken:
            self.actors[name].woken = False

    def advance(self, who: str, given: Any) -> Any:
        actor = self.actors.setdefault(who, Actor())
        if given == "cancelled":
            if actor.call is not None:
                actor.call.cancel()
            return None
        if isinstance(given, dict) and "started" in given:
            self.next_seed = given["started"]
            try:
                actor.call = self.begin(actor, self.vector["calls"][who])
            except oktant.OktantError as error:
                return {"done": {"error": seen_error(error)}}
            if actor.call is None:
                return "end"
        elif given != "woke":
            assert actor.call is not None
            actor.call.resume(to_input(given))
        elif actor.step[0] == "wait":
            assert actor.call is not None
            actor.call.resume(None)
        return self.poll(actor)

    def poll(self, actor: Actor) -> Any:
        call = actor.call
        assert call is not None
        if not call.poll():
            actor.step = call.awaitable()
            assert actor.step is not None, "the call waits for nothing"
            actor.step = actor.step[0]
            while not call.register(self.waker, actor):  # type: ignore[arg-type]
                pass
            return seen_step(actor.step)
        try:
            raw = call.result()
            done: dict[str, Any] = {"status": raw.status, "request_id": raw.request_id, "rate": rate_of(raw.rate)}
            if actor.pages is not None:
                items, cursor = actor.pages.finish_page(raw, False)
                done |= {"items": len(items), "cursor": cursor, "rest_ms": round(actor.pages.rest() * 1000)}
            return {"done": {"ok": some(done, 0)}}
        except oktant.OktantError as error:
            return {"done": {"error": seen_error(error)}}

    def begin(self, actor: Actor, call: Any) -> PendingCall | None:
        """The call, or that of the next page."""
        given = call.get("options", {})
        options = {name.removesuffix("_ms"): value / 1000 if name.endswith("_ms") else value for name, value in given.items()}
        options["extra_query"] = options.pop("query", None)
        target, arguments = call.get("op", call.get("pages")), [call.get(name) for name in ("path", "query", "header")]
        if "pages" not in call:
            return self.client.call(target, *arguments, body_of(call), options)
        if actor.pages is None:
            actor.pages = self.client.pages(target, *arguments, options, call.get("cursor"))
            if "follow_ms" in call:
                actor.pages.follow(call["follow_ms"] / 1000)
        return actor.pages.next()


def body_of(call: Any) -> object:
    if "file" in call:
        return oktant.File(call["file"]["name"], call["file"]["text"].encode())
    return call["bytes"].encode() if "bytes" in call else call.get("json")


def to_input(given: Any) -> tuple[Any, ...]:
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


def seen_step(step: Any) -> Any:
    """A step as vectors write it."""
    name, *parts = step
    if name == "send":
        seen = dict(parts[0], headers=dict(parts[0]["headers"]), timeout_ms=parts[0]["timeout"])
        seen["next"], seen["items"] = seen.pop("find") or (None, None)
        del seen["timeout"]
        if seen["body"] is not None:
            seen["body"] = seen["body"].decode("utf-8", "replace")
    else:
        seen = dict(zip(STEPS[name], parts, strict=True))
    if name == "sign":
        seen["header"], seen["claims"] = (json.loads(decoded(part)) for part in seen.pop("bytes").decode().split("."))
    return {name: some(seen)}


def comparable(expected: Any, seen: Any) -> Any:
    """The expected step, with what the vector leaves open taken from the step that is seen."""
    if not (isinstance(expected, dict) and isinstance(seen, dict) and "send" in expected and "send" in seen):
        return expected
    headers = expected["send"]["headers"]
    if agent := seen["send"]["headers"].get("User-Agent"):
        value = headers.get("User-Agent", agent).replace("{version}", agent.rpartition("/")[2])
        headers = {**headers, "User-Agent": value}
    return {"send": {**expected["send"], "headers": headers}}


def seen_error(error: oktant.OktantError) -> dict[str, Any]:
    seen = {name: getattr(error, name) for name in ERROR}
    seen |= {"text": str(error), "rate": rate_of(error.rate), "elapsed_ms": round(error.elapsed * 1000), "retryable": error.is_retryable}
    seen["retry_after_ms"] = round(error.retry_after * 1000) if error.retry_after is not None else None
    return some(seen, 0)


def rate_of(rate: oktant.RateLimit) -> dict[str, int]:
    return {name: value for name, value in rate._asdict().items() if value is not None}


def some(members: dict[str, Any], *more: object) -> dict[str, Any]:
    """Null, false and empty members of a step are left out, as `more` are."""
    nothing = [(type(value), value) for value in (None, False, [], {}, *more)]
    return {name: value for name, value in members.items() if (type(value), value) not in nothing}
