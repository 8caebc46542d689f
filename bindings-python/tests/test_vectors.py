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
from oktant._native import LoopWaker, NativeClient, Pages, PendingCall, RawResponse

FOLDER = Path(os.environ["OKTANT_VECTORS"])
FILES = sorted(FOLDER.glob("*/*.json"))
HERE = "python"
EPOCH = 1_700_000_000_000
DEFAULT = {"ORGURL": "https://example.okta.com", "TOKEN": "00token0123456789"}


def load(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


PLAYED = [path for path in FILES if HERE not in load(path).get("not", {})]


@pytest.mark.parametrize("path", PLAYED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_vector(path: Path) -> None:
    vector = load(path)
    config = vector.get("config", {})
    stage = Stage(vector)
    try:
        keys = [json.dumps(config[name]) if name in config else None for name in ("client_key", "proof_key")]
        stage.client = NativeClient.scripted(settings(config), config.get("callback", False), config.get("browser", False), stage, *keys)
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


def settings(config: Any) -> list[tuple[str, str, str]]:
    """Each with its origin. A named file is in the working folder, which each test has for itself."""
    layers = {"code": DEFAULT, **config}
    named = [(name, text, layer) for layer in ("code", "environment", "here", "home") for name, text in layers.get(layer, {}).items()]
    if config.get("file") is not None:
        Path("{file}").write_text("\n".join(config["file"]))
    return named + ([("CONFIGFILE", "{file}", "code")] if "file" in config else [])


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
        self.clock = (now, self.vector.get("epoch", EPOCH) + now) if isinstance(now, int) else tuple(now)
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
            done: dict[str, Any] = seen_raw(raw)
            if actor.pages is not None:
                items, cursor = actor.pages.finish_page(raw, False)
                done["items"] = len(items)
                if cursor is not None:
                    done["cursor"] = cursor
                if rest := actor.pages.rest():
                    done["rest"] = round(rest * 1000)
            return {"done": {"ok": done}}
        except oktant.OktantError as error:
            return {"done": {"error": seen_error(error)}}

    def begin(self, actor: Actor, call: Any) -> PendingCall | None:
        """The call, or that of the next page."""
        target = f"{call.get('method', 'GET')} {call['path_of']}" if "path_of" in call else call.get("op", call.get("pages"))
        arguments = call.get("path"), call.get("query"), call.get("header")
        options = {name: value for name, value in call.get("options", {}).items() if name != "query"}
        for name in ("timeout", "deadline"):
            if name in options:
                options[name] /= 1000
        options["extra_query"] = call.get("options", {}).get("query")
        if "pages" not in call:
            return self.client.call(target, *arguments, body_of(call), options)
        if actor.pages is None:
            actor.pages = self.client.pages(target, *arguments, options, call.get("cursor"))
            if "follow" in call:
                actor.pages.follow(call["follow"] / 1000)
        return actor.pages.next()


def body_of(call: Any) -> object:
    if "file" in call:
        return oktant.File(call["file"]["name"], call["file"]["text"].encode())
    return call["bytes"].encode() if "bytes" in call else call.get("json")


def to_input(given: Any) -> tuple[Any, ...]:
    """An input as the script takes it."""
    if "responded" in given:
        answer = given["responded"]
        body = decoded(answer["base64"]) if "base64" in answer else answer.get("body", "").encode()
        body += b"x" * answer.get("fill", 0)
        return "responded", answer["status"], [tuple(pair) for pair in answer.get("headers", [])], body
    if "failed" in given:
        failed = given["failed"]
        return "failed", failed["kind"], failed.get("phase", "answer"), failed.get("message", "")
    if "signed" in given:
        return "signed", decoded(given["signed"])
    return "bearer", given["bearer"]


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def seen_step(step: Any) -> Any:
    """A step as vectors write it."""
    match step:
        case ("wait", at_most, reason):
            return {"wait": {"at_most": at_most, "for": reason}}
        case ("bearer", fresh, timeout):
            return {"bearer": {"fresh": fresh, "timeout": timeout}}
        case ("sign", key, algorithm, unsigned, timeout):
            header, claims = (json.loads(decoded(part)) for part in unsigned.decode().split("."))
            return {"sign": {"key": key, "algorithm": algorithm, "header": header, "claims": claims, "timeout": timeout}}
        case ("send", request):
            seen = {**request, "headers": dict(request["headers"])}
            if seen["body"] is None:
                del seen["body"]
            else:
                seen["body"] = seen["body"].decode("utf-8", "replace")
            if seen["find"] is None:
                del seen["find"]
            else:
                seen["find"] = dict(zip(("next", "items"), seen["find"], strict=True))
            return {"send": seen}
    raise AssertionError(step)


def comparable(expected: Any, seen: Any) -> Any:
    """The expected step, with what the vector leaves open taken from the step that is seen."""
    if not (isinstance(expected, dict) and isinstance(seen, dict) and "send" in expected and "send" in seen):
        return expected
    headers = expected["send"]["headers"]
    if agent := seen["send"]["headers"].get("User-Agent"):
        value = headers.get("User-Agent", agent).replace("{version}", agent.rpartition("/")[2])
        headers = {**headers, "User-Agent": value}
    return {"send": {**expected["send"], "headers": headers}}


def seen_raw(raw: RawResponse) -> dict[str, Any]:
    seen: dict[str, Any] = {"status": raw.status}
    put(seen, "request_id", raw.request_id)
    put(seen, "rate", rate_of(raw.rate))
    return seen


def seen_error(error: oktant.OktantError) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    put(seen, "kind", error.kind)
    put(seen, "text", str(error))
    for name in ("operation", "status", "code", "summary", "link", "id", "causes", "request_id"):
        put(seen, name, getattr(error, name))
    put(seen, "rate", rate_of(error.rate))
    put(seen, "phase", error.phase)
    put(seen, "attempts", error.attempts)
    put(seen, "elapsed", round(error.elapsed * 1000))
    put(seen, "retryable", error.is_retryable)
    put(seen, "may_have_been_sent", error.may_have_been_sent)
    return seen


def rate_of(rate: oktant.RateLimit) -> dict[str, int]:
    return {name: value for name, value in rate._asdict().items() if value is not None}


def put(seen: dict[str, Any], name: str, value: Any) -> None:
    """What is null, false, zero or empty is left out."""
    if value not in (None, False, 0, [], {}):
        seen[name] = value
