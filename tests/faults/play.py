"""One scenario, played: a server, a client, its actions, and what came of them."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from credentials import KEY_ID, ClientKey
from driver import Driver, Outcome
from exact import encode
from org import Org
from scenarios import TOKENS, Scenario

Json = Any
QUIET = 0.3  # seconds after the outcome in which nothing may follow
LEAVING = 1.0  # seconds after the outcome in which an abandoned connection must be closed
LEAD = 0.05  # seconds by which the first of several calls starts before the others
LIMIT = 60  # seconds after which a driver has lost a call


@dataclass
class Seen:
    """What came of a scenario, on both sides of the wire."""

    org: Org
    last: Outcome
    outcomes: list[Outcome] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    waited: float = 0
    ended_at: float = 0
    late: int = 0
    logs: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def settings(scenario: Scenario, org: Org, browser: bool) -> dict[str, str]:
    """The client's settings by their flat names."""
    client = scenario.client
    given = {
        "ORGURL": org.fill(client["org"]),
        "RATELIMIT_MAXRETRIES": str(client["max_retries"]),
        "REQUESTTIMEOUT": f"{client['request_timeout_ms']}ms",
        "CONNECTIONTIMEOUT": f"{client['connect_timeout_ms']}ms",
        "MAXWAIT": f"{client['max_wait_ms']}ms",
        "MAXBODY": str(client["max_body_mb"]),
        "PACING": "true" if client["pacing"] else "false",
    }
    if client["deadline_ms"] is not None:
        given["DEADLINE"] = f"{client['deadline_ms']}ms"
    if scenario.oauth and org.key:
        given |= {
            "AUTHORIZATIONMODE": "PrivateKey",
            "CLIENTID": client["client_id"],
            "SCOPES": " ".join(client["scopes"]),
            "PRIVATEKEY": org.key.setting,
            "KEYID": KEY_ID,
            "DPOPENABLED": "true" if client["auth"] == "dpop" else "false",
            "OAUTHTOKENRENEWALOFFSET": minutes(client["renewal_offset_s"]),
        }
    elif browser or client["auth"] == "bearer":
        given |= {"AUTHORIZATIONMODE": "Bearer", "TOKEN": bearer(scenario)}
    else:
        given |= {"AUTHORIZATIONMODE": "SSWS", "TOKEN": client["token"]}
    return given


def bearer(scenario: Scenario) -> str:
    """The token of a scenario where SSWS is not to be had."""
    return TOKENS["bearer"] if scenario.client["token"] == TOKENS["ssws"] else scenario.client["token"]


def minutes(seconds: int) -> str:
    """As settings write a renewal offset: whole minutes, else milliseconds."""
    return str(seconds // 60) if seconds % 60 == 0 else f"{seconds * 1000}ms"


async def play(scenario: Scenario, driver: Driver, browser: bool) -> Seen:
    """Plays a scenario."""
    org = Org(scenario, key(scenario))
    await org.start()
    first_log = len(driver.logs)
    name = f"{scenario.name}-{id(org)}"
    try:
        player = Player(scenario, driver, org, name)
        begin = time.monotonic()
        opening = {"open": name, "settings": settings(scenario, org, browser), "simulated": scenario.simulated}
        seen = Seen(org, await driver.ask(opening))
        seen.outcomes.append(seen.last)
        if seen.last.kind == "ok":
            await player.actions(seen)
        seen.ended_at = time.monotonic()
        seen.waited = seen.last.given.get("clock") or 0 if scenario.simulated else (seen.ended_at - begin) * 1000
        count = len(org.requests)
        await asyncio.sleep(QUIET)
        seen.late = len(org.requests) - count
        await settled(scenario, seen)
        driver.tell({"close": name})
    finally:
        await org.stop()
    seen.logs = driver.logs[first_log:]
    return seen


def key(scenario: Scenario) -> ClientKey | None:
    """The key of a scenario's service app, one an algorithm in each run: making one takes a while."""
    return _made(scenario.client["alg"]) if scenario.oauth else None


_made = cache(ClientKey)


async def settled(scenario: Scenario, seen: Seen) -> None:
    """Waits, no longer than is allowed, until connections that must be abandoned are."""
    due = [number for number in scenario.expect.get("abandoned", []) if number <= len(seen.org.requests)]
    while any(seen.org.requests[number - 1].abandoned_at is None for number in due):
        if time.monotonic() > seen.ended_at + LEAVING:
            break
        await asyncio.sleep(0.02)


@dataclass
class Player:
    """Does the actions of a scenario."""

    scenario: Scenario
    driver: Driver
    org: Org
    name: str

    async def actions(self, seen: Seen) -> None:
        """One after the other, until one fails that must not."""
        for action in self.scenario.actions:
            if "pause_ms" in action:
                await self._pause(seen, action["pause_ms"])
                continue
            outcomes = await self._action(action)
            seen.outcomes.extend(outcomes)
            seen.last, seen.kinds = outcomes[-1], [outcome.kind for outcome in outcomes]
            due = action.get("fails", "ok")
            wrong = [outcome for outcome in outcomes if outcome.kind != due]
            if action is not self.scenario.actions[-1] and wrong:
                seen.last = wrong[0]
                seen.wrong.append(f"an action before the last ended with {wrong[0].kind}: {wrong[0].given.get('message')}")
                return

    async def _pause(self, seen: Seen, ms: int) -> None:
        if self.scenario.simulated:
            seen.last = await self.driver.ask({"on": self.name, "pause": ms})
        else:
            await asyncio.sleep(ms / 1000)

    async def _action(self, action: dict[str, Json]) -> list[Outcome]:
        if "concurrent" in action:
            return await self._concurrent(**action["concurrent"])
        kind = next(kind for kind in ("call", "items", "pages") if kind in action)
        number, outcome = self._begin(kind, action[kind])
        if "cancel_after_ms" in action:
            self._cancel(number, action["cancel_after_ms"])
        return [await asyncio.wait_for(outcome, LIMIT)]

    async def _concurrent(self, n: int, call: Json, cancel: Json = None) -> list[Outcome]:
        running = []
        for nth in range(1, n + 1):
            running.append(self._begin("call", call))
            if cancel and cancel["nth"] == nth:
                self._cancel(running[-1][0], cancel["after_ms"] - (0 if nth == 1 else LEAD * 1000))
            if nth == 1:
                await asyncio.sleep(LEAD)
        return [await asyncio.wait_for(outcome, LIMIT) for _, outcome in running]

    def _begin(self, kind: str, call: Json) -> tuple[int, asyncio.Future[Outcome]]:
        call = self.org.fill(call)
        if "body" in call:
            call = {**call, "body": encode(call["body"])}
        call.setdefault("query", {})
        if not self.driver.typed:
            call.pop("parse", None)
        return self.driver.begin({"on": self.name, kind: call})

    def _cancel(self, number: int, after_ms: float) -> None:
        asyncio.get_running_loop().call_later(after_ms / 1000, self.driver.tell, {"cancel": number})
