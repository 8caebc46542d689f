"""The kind of org that a flow was recorded against, as the flags that make the simulator one like it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from exact import Json
from flow import Flow, Step
from pairs import at

IDENTITY_ENGINE = 2022  # the year in which new orgs began to have it
REALMS = 2023  # the year in which orgs began to have them
LACKING = "E0000015"  # what an org says that lacks a feature
NEWEST = 2026  # the year of a flow that does not tell one


def flags(flow: Flow) -> list[str]:
    """What the recording tells of its org.

    The Classic Engine: its time, or users that cannot reset factors; realms: users that are in one or show no addresses of theirs, as
    users of such orgs do, or apps that have entitlements, which come with the same product; missing features: the org itself.
    """
    users = [user for step in flow.steps if step.ok for user in _users(step.recording.body)]
    apps = [app for step in flow.steps if step.ok for app in _apps(step.recording.body)]
    links = [user["_links"] for user in users if "schema" in user.get("_links", {})]
    classic = _year(flow) < IDENTITY_ENGINE or any("resetFactors" not in own for own in links)
    bare = _year(flow) >= REALMS and any("emails" not in own for user in users if isinstance(own := user["credentials"], dict))
    realms = bare or any("realmId" in user for user in users) or any("emOptInStatus" in app["settings"] for app in apps)
    lacks = [f"--lacks={_feature(step)}" for step in flow.steps if at(step.recording.body, ("errorCode",)) == LACKING]
    return ["--classic"] * classic + ["--realms"] * realms + ["--year", f"{_year(flow)}"] + lacks


def _feature(step: Step) -> str:
    """The path of the feature that an operation belongs to, as the simulator takes it."""
    return re.sub(r"\{[^}]*\}", "{}", step.operation.template)


def _year(flow: Flow) -> int:
    dates = [step.recording.headers.get("Date") for step in flow.steps]
    return max((parsedate_to_datetime(date).year for date in dates if date), default=NEWEST)


def _users(body: Json) -> Iterator[dict[str, Json]]:
    if isinstance(body, list):
        for item in body:
            yield from _users(item)
    elif isinstance(body, dict) and "credentials" in body and "login" in (body.get("profile") or {}):
        yield body
    elif isinstance(body, dict):
        yield from _users(body.get("user"))


def _apps(body: Json) -> Iterator[dict[str, Json]]:
    if isinstance(body, list):
        for item in body:
            yield from _apps(item)
    elif isinstance(body, dict) and "signOnMode" in body and isinstance(body.get("settings"), dict):
        yield body
