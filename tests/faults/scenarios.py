"""Scenarios: reads scenario files and refuses what has not the form of a scenario. What each key means is said where it is used."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Iterable

import yaml

Json = Any
LANGUAGES = ("rust", "python", "node", "browser", "kotlin", "swift")
KINDS = {"api", "auth", "rate_limited", "timeout", "transport", "decode", "config", "invalid_argument", "cancelled", "page"}
TOKENS = {"ssws": "00Marked-ssws-token-0123456789abcdefghijklm", "bearer": "marked-bearer-token-0123456789"}
CLIENT: dict[str, Json] = {
    "auth": "ssws",
    "alg": "ES256",
    "token": None,
    "client_id": "0oa7serv0000Jk1Lm9x8",
    "scopes": ["okta.users.read"],
    "org": "{origin}",
    "max_retries": 2,
    "request_timeout_ms": 10_000,
    "connect_timeout_ms": 10_000,
    "deadline_ms": None,
    "max_wait_ms": 60_000,
    "max_body_mb": 256,
    "renewal_offset_s": 300,
    "pacing": False,
}
ALGORITHMS = ("RS256", "RS384", "RS512", "ES256", "ES384", "ES512")
DEFAULT_HEADERS = ("Date", "Content-Type", "X-Okta-Request-Id", "X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset")
FAULTS = {"close": "at bytes ms", "reset": "at bytes ms", "hang": "at bytes ms", "drip": "bytes ms", "bad_chunk": "bytes ms"}
ACTIONS = ("call", "items", "pages", "concurrent", "pause_ms")
_SCENARIO = {"name", "what", "client", "do", "serve", "token", "keep_alive", "clock", "cors", "not", "only", "expect"}
_CALL = {"op", "path", "query", "header", "body", "parse"}
_ANSWER = set("when times status headers without json text base64 type creates framing version before fault".split())
_WHEN = {"method", "path", "query", "header", "nonce"}
_EXPECT = set("outcome outcomes error value parsed items ids pages requests created waited headers nonces abandoned taken never".split())
_ERROR = {"kind", "status", "code", "id", "request_id", "causes", "contains", "lacks", "phase"}


class ScenarioError(ValueError):
    """A scenario that has not the form of one."""


@dataclass(frozen=True)
class Scenario:
    """One scenario, checked, with its defaults filled in."""

    name: str
    what: str
    client: dict[str, Json]
    actions: list[dict[str, Json]]
    serve: list[dict[str, Json]]
    token: list[dict[str, Json]]
    expect: dict[str, Json]
    keep_alive: bool = False
    simulated: bool = False
    hidden: bool = False
    languages: frozenset[str] = field(default_factory=lambda: frozenset(LANGUAGES))

    @property
    def oauth(self) -> bool:
        """Whether tokens come from the token endpoint."""
        return self.client["auth"] in ("oauth", "dpop")

    @property
    def closing(self) -> bool:
        """Whether every answer ends its connection, so that no HTTP stack repeats by itself."""
        faults = [answer.get("fault", {}).get("do") for answer in [*self.serve, *self.token]]
        return not self.keep_alive and ("close" in faults or "reset" in faults)


def read(files: Iterable[Path]) -> list[Scenario]:
    """The scenarios of scenario files, in order."""
    scenarios: list[Scenario] = []
    for path in files:
        try:
            document = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
        except yaml.YAMLError as error:
            raise ScenarioError(f"{path.name}: {error}") from error
        if not isinstance(document, list):
            raise ScenarioError(f"{path.name} is no list of scenarios")
        own = [scenario(one) for one in document]
        names = [one.name for one in own]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ScenarioError(f"{path.name}: two scenarios have the name {', '.join(sorted(twice))}")
        scenarios.extend(own)
    return scenarios


def scenario(given: Json) -> Scenario:
    """One scenario out of its YAML."""
    name = given.get("name") if isinstance(given, dict) else None
    try:
        _plain(given)
        _keys(given, _SCENARIO, "scenario")
        _want(isinstance(name, str) and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name), "name is not kebab-case")
        for key in ("what", "do", "serve", "expect"):
            _want(key in given, f"{key} is missing")
        return _scenario(given)
    except ScenarioError as error:
        raise ScenarioError(f"{name or given!r:.80}: {error}") from None


def _scenario(given: dict[str, Json]) -> Scenario:
    client = given.get("client", {})
    _keys(client, set(CLIENT), "client")
    client = {**CLIENT, **client}
    _want(client["auth"] in ("ssws", "bearer", "oauth", "dpop"), f"client: auth {client['auth']!r}")
    _want(client["alg"] in ALGORITHMS, f"client: alg {client['alg']!r}")
    oauth = client["auth"] in ("oauth", "dpop")
    _want(oauth or "token" not in given, "a script of the token endpoint without oauth")
    client["token"] = client["token"] or TOKENS.get(client["auth"])
    _want(given.get("clock", "real") in ("real", "simulated"), "clock")
    _want(given.get("cors", "exposed") in ("exposed", "hidden"), "cors")
    no, only = (set(given.get(key, [])) for key in ("not", "only"))
    _want(no | only <= set(LANGUAGES), "not, only: no such language")
    actions = given["do"] if isinstance(given["do"], list) else [given["do"]]
    for action in actions:
        _action(action, several=len(actions) > 1)
    _want("fails" not in actions[-1], "do: the last action has its outcome in expect")
    serve, token = given["serve"], given.get("token", [_good_token(client["auth"])] if oauth else [])
    for script in (serve, token):
        for answer in script:
            _answer(answer)
    _expect(given["expect"], actions[-1])
    return Scenario(
        name=given["name"],
        what=given["what"],
        client=client,
        actions=actions,
        serve=serve,
        token=token,
        expect=given["expect"],
        keep_alive=bool(given.get("keep_alive")),
        simulated=given.get("clock") == "simulated",
        hidden=given.get("cors") == "hidden",
        languages=frozenset((only or set(LANGUAGES)) - no),
    )


def _good_token(auth: str) -> dict[str, Json]:
    scheme = "DPoP" if auth == "dpop" else "Bearer"
    token = {"token_type": scheme, "expires_in": 3600, "access_token": "marked-access-{nth}", "scope": "okta.users.read"}
    return {"times": "any", "json": token}


def _action(action: Json, several: bool) -> None:
    _want(isinstance(action, dict), "do: an action is a mapping")
    kinds = [kind for kind in ACTIONS if kind in action]
    _want(len(kinds) == 1, f"do: one of {', '.join(ACTIONS)}")
    kind = kinds[0]
    further = {"fails"} if several else set()
    if kind in ("call", "items", "pages"):
        further.add("cancel_after_ms")
    _keys(action, {kind} | further, "do")
    _want(action.get("fails", "api") in KINDS, "do: fails")
    if kind == "concurrent":
        _keys(action[kind], {"n", "call", "cancel"}, "concurrent")
        _call(action[kind].get("call"), _CALL)
        _keys(action[kind].get("cancel", {}), {"nth", "after_ms"}, "cancel")
    elif kind != "pause_ms":
        _call(action[kind], _CALL if kind == "call" else _CALL | {"take"})


def _call(call: Json, allowed: set[str]) -> None:
    _keys(call, allowed, "call")
    _want(isinstance(call.get("op"), str), "call: op is missing")
    _want(set(call.get("parse", {}).values()) <= {"date", "enum", "union"}, "call: parse")


def _answer(answer: Json) -> None:
    _keys(answer, _ANSWER, "answer")
    when, times, fault = answer.get("when"), answer.get("times", 1), answer.get("fault")
    if isinstance(when, dict):
        _keys(when, _WHEN, "when")
    else:
        _want(when is None or re.fullmatch(r"[A-Z]+ /\S*", str(when)), f"when: {when!r}")
    _want(times == "any" or type(times) is int and times > 0, f"times: {times!r}")
    _want(len({"json", "text", "base64"} & set(answer)) < 2, "two bodies")
    _want("type" in answer or not {"text", "base64"} & set(answer), "a text needs its type")
    _want(answer.get("framing", "length") in ("length", "chunked", "until_close"), "framing")
    _want(answer.get("version", "1.1") in ("1.0", "1.1"), "version")
    _want(set(answer.get("without", [])) <= set(DEFAULT_HEADERS), "without: no such header")
    for header in answer.get("headers", []):
        _want(isinstance(header, list) and len(header) == 2 and all(isinstance(part, str) for part in header), "headers: pairs of text")
    if fault is not None:
        _want(isinstance(fault, dict) and fault.get("do") in FAULTS, f"fault: {fault!r}")
        kind, at = fault["do"], fault.get("at", "answer")
        _keys(fault, {"do", *FAULTS[kind].split()}, "fault")
        _want(at in ("request", "answer", "body", "end"), "fault: at")
        _want((at == "body" or kind in ("drip", "bad_chunk")) == ("bytes" in fault), "fault: bytes")
        _want(kind != "drip" or "ms" in fault, "fault: a drip needs ms")
        _want(kind != "bad_chunk" or answer.get("framing") == "chunked", "fault: a bad chunk needs framing: chunked")


def _expect(expect: Json, last: dict[str, Json]) -> None:
    _keys(expect, _EXPECT, "expect")
    _want(("outcomes" in expect) == ("concurrent" in last) and ("outcome" in expect) != ("outcomes" in expect), "expect: outcome, or outcomes of a concurrent action")
    _want(expect.get("outcome", "ok") in ("ok", "error"), "expect: outcome")
    _want(("error" in expect) == (expect.get("outcome") == "error"), "expect: outcome and error")
    _want(set(expect.get("outcomes", {})) <= KINDS | {"ok"}, "expect: outcomes")
    if "error" in expect:
        _keys(expect["error"], _ERROR, "error")
        _want(expect["error"].get("kind") in KINDS, "expect: kind of the error")
        _want(expect["error"].get("phase", "body") in ("connect", "answer", "body"), "expect: phase")
    _want("requests" in expect, "expect: requests is missing")
    for header in expect.get("headers", []):
        _keys(header, {"request", "name", "is", "starts", "differs"}, "expect headers")
        _want(len({"is", "starts", "differs"} & set(header)) == 1, "expect headers: one of is, starts, differs")
    if "taken" in expect:
        _keys(expect["taken"], {"request", "max"}, "taken")
    parse = last.get("call", last.get("items", last.get("pages", {}))).get("parse", {})
    _want(set(expect.get("parsed", {})) == set(parse), "parse and parsed name different places")


def _keys(given: Json, allowed: set[str], where: str) -> None:
    _want(isinstance(given, dict), f"{where} is no mapping")
    _want(set(given) <= allowed, f"{where}: unknown key {', '.join(map(repr, set(given) - allowed))}")


def _plain(value: Json) -> None:
    if isinstance(value, dict):
        _want(all(isinstance(key, str) for key in value), f"a key that is no text: {value!r:.60}")
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            _plain(one)
    else:
        _want(value is None or isinstance(value, (str, bool, int, Decimal)), f"{value!r} is no JSON value")


def _want(good: Json, what: str) -> None:
    if not good:
        raise ScenarioError(what)


class _Loader(yaml.SafeLoader):
    """Numbers keep their digits; dates are no JSON, so they are refused later."""


_Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: Decimal(loader.construct_scalar(node)))
