"""The machinery of the faults: each fault happens on the wire, and each deviation of a client is caught."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
import time
import unittest
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.append(str(Path(__file__).resolve().parents[1] / "replay"))  # exact.py

from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from compare import Comparison
from credentials import ASSERTION, CURVES, HASHES, ClientKey, Inspector, Unfit, base64url, nonce
from driver import Outcome
from fill import Filler
from org import Org, Request
from play import Seen, minutes, settings
from scenarios import ALGORITHMS, CLIENT, Scenario, ScenarioError, read, scenario

Json = Any
CALL = {"call": {"op": "getUser", "path": {"id": "00u1"}}}


def made(expect: Json | None = None, **changes: Json) -> Scenario:
    """A scenario with this expectation."""
    plain = {"name": "a-scenario", "what": "x", "do": CALL, "serve": [{"json": {"id": "00u1"}}]}
    return scenario({**plain, "expect": {"outcome": "ok", "requests": 1, **(expect or {})}, **changes})


class Form(unittest.TestCase):
    """Invalid scenarios are refused."""

    def test_unknown_keys_anywhere(self) -> None:
        good: dict[str, Json] = {"name": "a", "what": "x", "do": CALL, "serve": [], "expect": {"outcome": "ok", "requests": 0}}
        scenario(good)
        for changes in (
            {"extra": 1},
            {"client": {"retries": 1}},
            {"do": {"call": {"op": "x", "paths": {}}}},
            {"do": {**CALL, "cancel": 1}},
            {"serve": [{"staus": 1}]},
            {"serve": [{"when": {"verb": "GET"}}]},
            {"serve": [{"fault": {"do": "drip", "at": "body", "bytes": 1, "ms": 1}}]},
            {"expect": {"outcome": "ok", "requests": 1, "item": 1}},
            {"expect": {"outcome": "error", "error": {"kind": "api", "text": 1}, "requests": 1}},
            {"expect": {"outcome": "ok", "requests": 1, "headers": [{"request": 1, "name": "x", "is": "y", "starts": "z"}]}},
            {"name": "Not Kebab"},
            {"only": ["ruby"]},
            {"token": []},
            {"serve": [{"text": "x"}]},
            {"serve": [{"fault": {"do": "bad_chunk", "bytes": 1}}]},
            {"what": 1.5},
        ):
            with self.assertRaises(ScenarioError, msg=str(changes)):
                scenario({**good, **changes})

    def test_the_rows_of_this_folder_are_rows(self) -> None:
        self.assertGreater(len(read(sorted(Path(__file__).parent.glob("*.yaml")))), 50)

    def test_settings_by_flat_names(self) -> None:
        bound = made(client={"auth": "dpop", "renewal_offset_s": 90})
        org = Org(bound, ClientKey("ES256"))
        org.names = {"origin": "http://127.0.0.1:1"}
        given = settings(bound, org, browser=False)
        self.assertEqual((given["ORGURL"], given["DPOPENABLED"], given["PACING"]), ("http://127.0.0.1:1", "true", "false"))
        self.assertTrue(given["PRIVATEKEY"].startswith("-----BEGIN PRIVATE KEY-----"))
        self.assertEqual((given["OAUTHTOKENRENEWALOFFSET"], minutes(300)), ("90000ms", "5"))
        plain = settings(made(), org, browser=True)
        self.assertEqual((plain["AUTHORIZATIONMODE"], plain["TOKEN"]), ("Bearer", "marked-bearer-token-0123456789"))

    def test_placeholders(self) -> None:
        filler = Filler({"origin": "http://o"}, 1_700_000_000, 3, [("Authorization", "SSWS x")])
        given = {"a": ["{origin}/{nth}", "{now+2} {now-60}", "{date-3600}"], "b": "{pad:3}{nest:2}{sent:authorization}{other}"}
        due = {"a": ["http://o/3", "1700000002 1699999940", "Tue, 14 Nov 2023 21:13:20 GMT"], "b": "xxx[[]]SSWS x{other}"}
        self.assertEqual(filler.fill(given), due)


class OnTheWire(unittest.IsolatedAsyncioTestCase):
    """Each fault happens."""

    async def ask(self, given: Scenario, *heads: str, body: bytes = b"") -> tuple[list[bytes], Org]:
        """What one connection gives to requests, each read to the end of what comes; `b"RST"` for a reset."""
        org = Org(given)
        await org.start()
        self.addAsyncCleanup(org.stop)
        got = []
        for head in heads or ("GET /a HTTP/1.1",):
            reader, writer = await asyncio.open_connection("127.0.0.1", int(org.names["origin"].rpartition(":")[2]))
            writer.write(f"{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
            data = b""
            try:
                while piece := await asyncio.wait_for(reader.read(1 << 20), 0.4):
                    data += piece
            except asyncio.TimeoutError:
                data += b"SILENCE"
            except ConnectionResetError:
                data += b"RST"
            got.append(data)
            writer.close()
        await asyncio.sleep(0.05)
        return got, org

    async def one(self, **answer: Json) -> bytes:
        """What an answer is on the wire."""
        return (await self.ask(made(serve=[answer])))[0][0]

    async def test_defaults_and_framings(self) -> None:
        got = await self.one(json={"a": "é"}, headers=[["X-Rate-Limit-Reset", "1"], ["X-Rate-Limit-Reset", "2"]], without=["Date"])
        head, _, body = got.partition(b"\r\n\r\n")
        self.assertIn(b"X-Okta-Request-Id: req00001\r\nX-Rate-Limit-Limit: 600", head)
        self.assertEqual((head.count(b"X-Rate-Limit-Reset"), head.count(b"Date:")), (2, 0))
        self.assertEqual(body, '{"a":"é"}'.encode() + b"SILENCE")
        self.assertNotIn(b"Content-Length", await self.one(status=204))
        self.assertTrue((await self.one(json=[1], framing="until_close")).endswith(b"Connection: close\r\n\r\n[1]"))
        self.assertIn(b"\r\n\r\n3\r\n[1]\r\n0\r\n\r\n", await self.one(json=[1], framing="chunked"))
        old = await self.one(json=[1], version="1.0", before=[100, 103])
        self.assertTrue(old.startswith(b"HTTP/1.1 100 Interim\r\n\r\nHTTP/1.1 103 Interim\r\nLink: ") and b"HTTP/1.0 200 " in old)

    async def test_ends_of_connections(self) -> None:
        self.assertEqual(await self.one(fault={"do": "close"}), b"")
        self.assertEqual(await self.one(fault={"do": "reset"}), b"RST")
        self.assertEqual(await self.one(fault={"do": "reset", "at": "request"}), b"RST")
        cut = await self.one(json=[1, 2, 3], fault={"do": "close", "at": "body", "bytes": 2})
        self.assertTrue(b"Content-Length: 7" in cut and cut.endswith(b"\r\n\r\n[1"))
        broken = await self.one(json=[1, 2, 3], fault={"do": "reset", "at": "body", "bytes": 2})
        self.assertTrue(broken.endswith(b"\r\n\r\n[1RST"))
        self.assertTrue((await self.one(json=[1], fault={"do": "reset", "at": "end"})).endswith(b"[1]RST"))
        self.assertIn(b"\r\nzz\r\n", await self.one(json=[1, 2], framing="chunked", fault={"do": "bad_chunk", "bytes": 2}))

    async def test_hangs_and_drips(self) -> None:
        got, org = await self.ask(made(serve=[{"fault": {"do": "hang"}}]))
        self.assertEqual(got, [b"SILENCE"])
        self.assertIsNotNone(org.requests[0].abandoned_at)
        began = time.monotonic()
        got, org = await self.ask(made(serve=[{"json": [1, 2, 3], "fault": {"do": "drip", "bytes": 2, "ms": 60}}]))
        self.assertTrue(got[0].endswith(b"[1,2,3]SILENCE") and time.monotonic() - began > 0.18)
        self.assertIsNone(org.requests[0].abandoned_at)
        late, _ = await self.ask(made(serve=[{"json": [1], "fault": {"do": "hang", "ms": 100}}]))
        self.assertTrue(late[0].endswith(b"[1]SILENCE"))

    async def test_scripts_and_counts(self) -> None:
        answers = [
            {"when": "POST /a", "json": 1},
            {"when": {"path": "/a", "query": {"x": "1", "y": None}, "header": {"A": None}}, "creates": True, "json": 2},
            {"times": "any", "json": "{nth}"},
        ]
        got, org = await self.ask(made(serve=answers), "GET /a?x=1&y=2 HTTP/1.1", "GET /a?x=1 HTTP/1.1", "POST /a HTTP/1.1", "GET /a HTTP/1.1")
        self.assertEqual([one.rpartition(b"\r\n\r\n")[2] for one in got], [b'"1"SILENCE', b"2SILENCE", b"1SILENCE", b'"4"SILENCE'])
        self.assertEqual((org.created, org.wrong, len(org.requests)), (1, [], 4))
        got, org = await self.ask(made(serve=[]))
        self.assertTrue(got[0].startswith(b"HTTP/1.1 418") and org.wrong)

    async def test_browsers(self) -> None:
        asks = ("OPTIONS /a HTTP/1.1\r\nOrigin: http://p\r\nAccess-Control-Request-Method: PUT", "GET /a HTTP/1.1\r\nOrigin: http://p")
        (preflight, answer), org = await self.ask(made(), *asks)
        self.assertIn(b"Access-Control-Allow-Origin: http://p\r\nAccess-Control-Allow-Methods: PUT", preflight)
        self.assertTrue(b"Access-Control-Expose-Headers: Date, " in answer and len(org.requests) == 1)
        _, (_, hidden), _ = (None, *await self.ask(made(cors="hidden"), *asks))
        self.assertTrue(b"Access-Control-Allow-Origin" in hidden and b"Expose" not in hidden)

    async def test_no_more_is_taken_than_is_drawn(self) -> None:
        org = Org(made(serve=[{"type": "text/plain", "text": "{pad:60000000}"}]))
        await org.start()
        self.addAsyncCleanup(org.stop)
        reader, writer = await asyncio.open_connection("127.0.0.1", int(org.names["origin"].rpartition(":")[2]), limit=1024)
        writer.write(b"GET /a HTTP/1.1\r\n\r\n")
        await reader.readexactly(1000)
        await asyncio.sleep(0.1)
        writer.transport.abort()
        await asyncio.sleep(0.1)
        self.assertTrue(0 < org.requests[0].taken < 25_000_000 and org.requests[0].abandoned_at is not None)


class Deviations(unittest.TestCase):
    """A comparison reports every difference and nothing else."""

    def seen(self, given: Scenario, outcome: Json, *requests: Request) -> Seen:
        org = Org(given)
        org.names = {"origin": "http://o", "other_origin": "http://p"}
        org.requests = list(requests) or [Request(1, "GET", "/a?x=1", [("X-A", "b")])]
        last = Outcome({"outcome": "ok", **outcome})
        return Seen(org, last, [last], [last.kind], 500, time.monotonic())

    def check(self, given: Scenario, outcome: Json, *requests: Request, **changes: Json) -> list[str]:
        seen = self.seen(given, outcome, *requests)
        for name, value in changes.items():
            target = seen if hasattr(seen, name) else seen.org
            setattr(target, name, value)
        return Comparison(given, seen).faults()

    def test_right_is_silent(self) -> None:
        expect = {"value": {"/id": "00u1", "/n": 1}, "requests": ["GET /a?x=1"], "waited": [400, 600], "headers": [{"request": 1, "name": "x-a", "is": "b"}]}
        self.assertEqual(self.check(made(expect), {"value": '{"id":"00u1","n":1.0}'}), [])

    def test_outcomes(self) -> None:
        error = {"outcome": "error", "kind": "api", "message": "404 not found", "status": 404, "causes": ["a"], "phase": "body"}
        due: Json = {"outcome": "error", "error": {"kind": "api", "status": 404, "causes": ["a"], "phase": "body", "contains": ["404"], "lacks": ["xx"]}}
        self.assertEqual(self.check(made(due), error), [])
        self.assertTrue(self.check(made(due), {}))
        for changes in ({"kind": "page"}, {"status": 403}, {"causes": []}, {"phase": "answer"}, {"message": "not found"}, {"message": "404 xx"}):
            self.assertTrue(self.check(made(due), {**error, **changes}), changes)

    def test_outcomes_of_several(self) -> None:
        expect = {"outcomes": {"ok": 2, "cancelled": 1}, "requests": 1}
        given = scenario({"name": "a", "what": "x", "do": {"concurrent": {"n": 3, **CALL}}, "serve": [], "expect": expect})
        self.assertEqual(self.check(given, {}, kinds=["ok", "cancelled", "ok"]), [])
        self.assertTrue(self.check(given, {}, kinds=["ok", "ok", "ok"]))

    def test_values_and_lists(self) -> None:
        for expect, good, bad in (
            ({"value": {"/a": 1}}, {"value": '{"a":1}'}, {"value": '{"a":true}'}),
            ({"value": {"/a": 9007199254740993}}, {"value": '{"a":9007199254740993}'}, {"value": '{"a":9007199254740992}'}),
            ({"value": {"/a": None}}, {"value": '{"a":null}'}, {"value": "{}"}),
            ({"items": 1}, {"items": ["1"]}, {"items": []}),
            ({"ids": ["x", None]}, {"items": ['{"id":"x"}', "2"]}, {"items": ['{"id":"x"}']}),
            ({"pages": 2}, {"pages": 2}, {"pages": 1}),
        ):
            self.assertEqual(self.check(made(expect), good), [])
            self.assertEqual(len(self.check(made(expect), bad)), 1, expect)

    def test_parsed(self) -> None:
        call = {"call": {**CALL["call"], "parse": {"/d": "date", "/e": "enum"}}}
        given = made({"parsed": {"/d": "2025-01-01T00:00:00.5Z", "/e": "known"}}, do=call)
        good = {"parsed": {"/d": "2025-01-01T00:00:00.500Z", "/e": "known"}}
        self.assertEqual(self.check(given, good), [])
        for bad in ({}, {"/d": None, "/e": "known"}, {"/d": "2025-01-01T00:00:00Z", "/e": "known"}, {**good["parsed"], "/e": "unknown"}):
            self.assertTrue(self.check(given, {"parsed": bad}))

    def test_requests(self) -> None:
        get = Request(1, "GET", "/a?x=1", [])
        for due in (2, ["GET /b"], ["GET /a?x=2"], ["GET /a", "GET /a"], {"GET /b": 1}, {"GET /a": 2}, {"GET /a": [2, 3]}):
            self.assertTrue(self.check(made({"requests": due}), {}, get), due)
        for due in (1, ["GET /a"], ["GET /a?x=1"], {"GET /a": 1}, {"GET /a": [0, 2]}):
            self.assertEqual(self.check(made({"requests": due}), {}, get), [], due)

    def test_what_holds_in_every_row(self) -> None:
        for changes in ({"created": 1}, {"strays": 1}, {"late": 1}, {"wrong": ["x"]}, {"logs": ["... " + CLIENT_TOKEN]}):
            self.assertEqual(len(self.check(made(), {}, **changes)), 1, changes)
        self.assertTrue(self.check(made({"waited": [0, 400]}), {}))
        self.assertTrue(self.check(made({"abandoned": [1]}), {}))
        self.assertTrue(self.check(made({"taken": {"request": 1, "max": 9}}), {}))
        first, again = Request(1, "POST", "/a", [], b"1"), Request(2, "POST", "/a", [("X-Okta-Retry-Count", "1")], b"2")
        self.assertTrue(self.check(made({"requests": 2}), {}, first, again))
        again.body = b"1"
        self.assertEqual(self.check(made({"requests": 2}), {}, first, again), [])
        first.body = None  # reset before it was read
        self.assertEqual(self.check(made({"requests": 2}), {}, first, again), [])
        first.target = "/b"
        self.assertTrue(self.check(made({"requests": 2}), {}, first, again))
        # One that was not read does not stand for one that was.
        unread = Request(2, "POST", "/a", [("X-Okta-Retry-Count", "1")], None)
        third = Request(3, "POST", "/a", [("X-Okta-Retry-Count", "2")], b"1")
        first.target, first.body = "/a", b"1"
        self.assertEqual(self.check(made({"requests": 3}), {}, first, unread, third), [])
        third.body = b"2"
        self.assertEqual(len(self.check(made({"requests": 3}), {}, first, unread, third)), 1)

    def test_headers(self) -> None:
        requests = [Request(1, "GET", "/a", [("A", "xy")]), Request(2, "GET", "/b", [("A", "xy")])]
        for due, good in (({"is": "xy"}, True), ({"is": None}, False), ({"starts": "x"}, True), ({"starts": "y"}, False), ({"differs": True}, False)):
            given = made({"requests": 2, "headers": [{"request": "all", "name": "a", **due}]})
            self.assertEqual(not self.check(given, {}, *requests), good, due)
        self.assertTrue(self.check(made({"requests": 2, "headers": [{"request": 3, "name": "a", "is": None}]}), {}, *requests))

    def test_secrets(self) -> None:
        for text in (CLIENT_TOKEN, f"x%20{CLIENT_TOKEN}", f'"{CLIENT_TOKEN}"'):
            for outcome in ({"texts": [text]}, {"message": text}, {"causes": [text]}):
                self.assertEqual(len(self.check(made(), outcome)), 1)
        self.assertTrue(self.check(made({"never": ["pa/ss"]}), {"texts": ["pa%2Fss"]}))

    def test_a_browser_has_a_bearer_for_ssws(self) -> None:
        given = made({"headers": [{"request": 1, "name": "Authorization", "is": "SSWS " + CLIENT_TOKEN}, {"request": 1, "name": "X-Okta-Retry-Count", "is": "1"}]})
        seen = self.seen(given, {}, Request(1, "GET", "/a", [("Authorization", "Bearer marked-bearer-token-0123456789")]))
        self.assertEqual(Comparison(given, seen, browser=True).faults(), [])


CLIENT_TOKEN = "00Marked-ssws-token-0123456789abcdefghijklm"
URL = "http://o/oauth2/v1/token"


class Credentials(unittest.TestCase):
    """What a token endpoint or a resource would refuse is noticed."""

    def jwt(self, key: ClientKey, claims: Json, head: Json | None = None, spoil: bool = False) -> str:
        signed = ".".join(base64url(json.dumps(part).encode()) for part in ({"alg": key.algorithm, **(head or {})}, claims))
        return signed + "." + base64url(sign(key, signed.encode() + (b"x" if spoil else b"")))

    def body(self, key: ClientKey, spoil: bool = False, form: Json | None = None, **changes: Json) -> bytes:
        claims = {"iss": CLIENT["client_id"], "sub": CLIENT["client_id"], "aud": URL, "exp": int(time.time()) + 300, "jti": str(time.monotonic_ns()), **changes}
        plain = {"grant_type": "client_credentials", "scope": "okta.users.read", "client_assertion_type": ASSERTION}
        return urlencode({**plain, "client_assertion": self.jwt(key, claims, spoil=spoil), **(form or {})}).encode()

    def test_assertions_of_every_algorithm(self) -> None:
        for algorithm in ALGORITHMS:
            key = ClientKey(algorithm)
            inspector = Inspector({**CLIENT, "alg": algorithm}, key)
            inspector.token_request(URL, "application/x-www-form-urlencoded", self.body(key), time.time())
            with self.assertRaises(Unfit):
                inspector.token_request(URL, "application/x-www-form-urlencoded", self.body(key, spoil=True), time.time())

    def test_assertions_that_are_unfit(self) -> None:
        key = ClientKey("ES256")
        inspector = Inspector(CLIENT, key)
        inspect = lambda body, media="application/x-www-form-urlencoded": inspector.token_request(URL, media, body, time.time())
        inspect(self.body(key, jti="once"))
        for changes in ({"jti": "once"}, {"jti": None}, {"aud": "http://p"}, {"iss": "x"}, {"exp": int(time.time()) + 7200}, {"exp": 1}, {"form": {"scope": "x"}}, {"form": {"grant_type": "x"}}, {"form": {"client_assertion_type": "x"}}, {"form": {"client_assertion": "x"}}):
            with self.assertRaises(Unfit, msg=str(changes)):
                inspect(self.body(key, **changes))
        with self.assertRaises(Unfit):
            inspect(self.body(key), "application/json")

    def test_proofs(self) -> None:
        key, token = ClientKey("ES256"), "marked-access-1"
        public = key.public.public_numbers()
        jwk = {"kty": "EC", "crv": "P-256", "x": base64url(public.x.to_bytes(32, "big")), "y": base64url(public.y.to_bytes(32, "big"))}
        ath = base64url(hashlib.sha256(token.encode()).digest())
        number = iter(range(99))

        def proof(head: Json | None = None, spoil: bool = False, **changes: Json) -> str:
            claims = {"htm": "GET", "htu": "http://o/a", "iat": int(time.time()), "jti": str(next(number)), "ath": ath, "nonce": "n", **changes}
            return self.jwt(key, claims, {"typ": "dpop+jwt", "jwk": jwk, **(head or {})}, spoil)

        inspector = Inspector(CLIENT, None)
        good = proof()
        inspector.proof(good, "GET", "http://o/a", token, time.time())
        self.assertEqual((nonce(good), nonce("x"), nonce(None)), ("n", None, None))
        with self.assertRaises(Unfit):
            inspector.proof(good, "GET", "http://o/a", token, time.time())
        for changes in ({"htm": "PUT"}, {"htu": "http://o/a?x"}, {"iat": 1}, {"ath": None}, {"ath": "x"}, {"spoil": True}, {"head": {"typ": "jwt"}}, {"head": {"jwk": {**jwk, "d": "x"}}}, {"head": {"alg": "none"}}):
            with self.assertRaises(Unfit, msg=str(changes)):
                inspector.proof(proof(**changes), "GET", "http://o/a", token, time.time())


def sign(key: ClientKey, data: bytes) -> bytes:
    """A signature as JWTs have it."""
    digest = HASHES[key.algorithm[2:]]
    if key.algorithm.startswith("RS"):
        return key.private.sign(data, padding.PKCS1v15(), digest)
    size = CURVES[key.algorithm][2]
    return b"".join(half.to_bytes(size, "big") for half in decode_dss_signature(key.private.sign(data, ec.ECDSA(digest))))


if __name__ == "__main__":
    unittest.main()
