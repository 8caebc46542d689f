"""The driver of the fault scenarios for Python; `../driver.py` says what goes in and out.

With the argument `httpx` calls go over httpx instead of the SDK's own HTTP stack.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import threading
import traceback
from datetime import datetime
from pathlib import Path
from typing import Any

import oktant
from oktant import AsyncClient, AsyncList, Model, OktantError, OpenEnum
from oktant._model import fields_of
from oktant._native import dumps

Row = dict[str, Any]
METHODS: dict[str, Row] = json.loads(Path(__file__, "../../../replay/python/generated/methods.json").resolve().read_text())


class Driver:
    """Clients by their names, and the commands that are under way."""

    def __init__(self) -> None:
        self._clients: dict[str, AsyncClient] = {}
        self._running: dict[int, asyncio.Task[None]] = {}

    async def serve(self) -> None:
        """Does what the lines of the standard input say until there are no more."""
        lines: asyncio.Queue[str] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        threading.Thread(target=read, args=(loop, lines), daemon=True).start()
        say({"ready": True, "typed": True})
        while line := await lines.get():
            await self._take(json.loads(line))
        for client in self._clients.values():
            await client.close()

    async def _take(self, command: Row) -> None:
        if "cancel" in command:
            if task := self._running.get(command["cancel"]):
                task.cancel()
        elif "close" in command:
            if client := self._clients.pop(command["close"], None):
                await client.close()
        elif "open" in command:
            say({"id": command["id"], **self._open(command)})
        else:
            self._running[command["id"]] = asyncio.create_task(self._run(command))
            await asyncio.sleep(0)  # a task that is cancelled before it begins says nothing

    def _open(self, command: Row) -> Row:
        settings = {"extra_settings": command["settings"], "on_event": lambda event: say({"log": repr(event)})}
        if "httpx" in sys.argv:
            from oktant.httpx import AsyncHttpxTransport

            settings["transport"] = AsyncHttpxTransport()
        try:
            client = AsyncClient(**settings)
        except OktantError as error:
            return failed(error)
        self._clients[command["open"]] = client
        return {"outcome": "ok", "texts": [repr(client), str(client), client.explain(), repr(vars(client))]}

    async def _run(self, command: Row) -> None:
        row: Row = {}
        try:
            await act(self._clients[command["on"]], command, row)
            row |= {"outcome": "ok"}
        except OktantError as error:
            row |= failed(error)
        except asyncio.CancelledError:
            row |= {"outcome": "error", "kind": "cancelled", "message": ""}
        finally:
            self._running.pop(command["id"], None)
            say({"id": command["id"], **row})


async def act(client: AsyncClient, command: Row, row: Row) -> None:
    """One call, or a list as far as it is asked for."""
    kind = next(kind for kind in ("call", "items", "pages") if kind in command)
    call = command[kind]
    given = {name: call[name] for name in ("path", "query", "header") if name in call}
    if "parse" in call:
        return await act_typed(client, call, row)
    if kind == "call":
        body = {"body": json.loads(call["body"])} if "body" in call else {}
        raw = await client.call(call["op"], **given, **body)
        row |= {"value": dumps(raw.json), "texts": [repr(raw)]}
        return
    take = call.get("take", sys.maxsize)
    items: list[str] = row.setdefault("items", [])
    if kind == "items":
        async for item in client.items(call["op"], **given):
            items.append(dumps(item))
            if len(items) >= take:
                break
        return
    row["pages"] = 0
    async for page in client.items(call["op"], **given).pages():
        row["pages"] += 1
        items += [dumps(item) for item in page.items]
        if row["pages"] >= take:
            break


async def act_typed(client: AsyncClient, call: Row, row: Row) -> None:
    """The same through the typed method that a user would call, and what its attributes say."""
    about = METHODS[call["op"]]
    texts = call.get("path", {}) | call.get("query", {})
    given = {about["arguments"][name][0]: text for name, text in texts.items()}
    made = getattr(getattr(client, about["service"]), about["method"])(**given)
    if isinstance(made, AsyncList):
        value: Any = [item async for item in made]
        row["items"] = [dumps(item) for item in value]
    else:
        value = await made
        row["value"] = dumps(value)
    row["texts"] = [repr(value)]
    row["parsed"] = {pointer: parsed(place(value, pointer)) for pointer in call["parse"]}


def place(value: Any, pointer: str) -> Any:
    """What the attributes at a JSON pointer give."""
    for step in pointer.split("/")[1:]:
        if isinstance(value, Model):
            value = getattr(value, next(name for name, field in fields_of(type(value)).items() if field.wire == step))
        else:
            value = value[int(step)]
    return value


def parsed(value: Any) -> str | None:
    """A time as its instant, an enum as `known` or `unknown`, one of a union's as the tag that chose it."""
    if isinstance(value, OpenEnum):
        return "known" if value.is_known else "unknown"
    if isinstance(value, Model):
        unions = [cls for cls in type(value).__mro__ if "_variants" in vars(cls)]
        tags = [tag for cls in unions for tag, name in vars(cls)["_variants"].items() if name == type(value).__name__]
        return next((tag for tag in tags if tag in value.to_dict().values()), "unknown")
    return value.isoformat() if isinstance(value, datetime) else None


def failed(error: OktantError) -> Row:
    """An error: its fields, and every text of it that a person may see."""
    return {
        "outcome": "error",
        "kind": error.kind,
        "message": str(error),
        "status": error.status,
        "code": error.code,
        "error_id": error.id,
        "request_id": error.request_id,
        "causes": error.causes,
        "phase": error.phase,
        "texts": [repr(error), *traceback.format_exception(error)],
    }


def read(loop: asyncio.AbstractEventLoop, lines: asyncio.Queue[str]) -> None:
    """Hands the lines of the standard input to the loop; an empty one is the end."""
    for line in sys.stdin:
        loop.call_soon_threadsafe(lines.put_nowait, line)
    loop.call_soon_threadsafe(lines.put_nowait, "")


def say(row: Row) -> None:
    """Writes one line."""
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    logging.getLogger("httpcore").setLevel(logging.INFO)  # it logs what comes, secrets that come back too
    logging.getLogger(oktant.__name__).debug("ready")
    asyncio.run(Driver().serve())
