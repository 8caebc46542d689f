"""The crawl must name things that exist, send what a body needs, and see what a list has."""

from __future__ import annotations

import sys
import unittest
from email.message import Message
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "flows"), str(HERE.parent / "replay")]

from crawl import UNKNOWN, next_page  # noqa: E402
from document import JSON, Document  # noqa: E402
from exact import Json  # noqa: E402
from simulator import Answer  # noqa: E402
from wanted import Request, Requests  # noqa: E402

DOCUMENT = Document.corrected()
BASE = "http://127.0.0.1:1"


class Org:
    """An org that makes whatever it is asked for, and shows what it is told to."""

    def __init__(self, **shown: Json) -> None:
        self._shown = {f"/api/v1/{name}": body for name, body in shown.items()}
        self.sent: list[tuple[str, str, Json]] = []

    def send(self, method: str, target: str, body: Json = None, accept: str = JSON, media: str = JSON) -> Answer:
        """Answers as an org does."""
        self.sent.append((method, target, body))
        if method == "POST":
            return Answer(200, Message(), {"id": f"made {len(self.sent)}"})  # type: ignore[arg-type]
        shown = self._shown.get(target.partition("?")[0])
        return Answer(404 if shown is None else 200, Message(), shown)  # type: ignore[arg-type]


class Paths(unittest.TestCase):
    """What a path names."""

    def valid(self, name: str, org: Org) -> Request | str:
        return Requests(DOCUMENT, org).valid(DOCUMENT.operations[name])  # type: ignore[arg-type]

    def test_of_things_that_are_made(self) -> None:
        org = Org()
        self.assertEqual(self.valid("getGroup", org), Request("/api/v1/groups/made%201"))
        self.assertEqual([(method, target) for method, target, _ in org.sent], [("POST", "/api/v1/groups")])

    def test_of_things_below_things(self) -> None:
        org = Org()
        request = self.valid("getAuthorizationServerPolicyRule", org)
        assert isinstance(request, Request)
        self.assertEqual(request.target, "/api/v1/authorizationServers/made%201/policies/made%202/rules/made%203")
        self.assertEqual(org.sent[1][1], "/api/v1/authorizationServers/made%201/policies")

    def test_of_things_that_an_org_has(self) -> None:
        org = Org(devices=[{"id": "one"}, {"id": "two"}])
        self.assertEqual(self.valid("getDevice", org), Request("/api/v1/devices/two"))
        self.assertEqual(self.valid("getDevice", Org(devices=[])), "nothing to call it with")

    def test_of_what_a_step_names(self) -> None:
        org = Org()
        request = self.valid("assignUserToGroup", org)
        assert isinstance(request, Request)
        self.assertEqual(request.target, "/api/v1/groups/made%202/users/made%201")

    def test_a_step_that_fails_is_told(self) -> None:
        told = self.valid("unlockUser", Org())
        self.assertIn("/api/v1/users?filter=status+eq+%22LOCKED_OUT%22 before it: 404", str(told))
        told = self.valid("unlockUser", Org(users=[]))
        self.assertIn("shows no 0/id", str(told))


class Sent(unittest.TestCase):
    """Bodies and queries."""

    def test_the_least_that_the_document_requires(self) -> None:
        request = Requests(DOCUMENT, Org()).valid(DOCUMENT.operations["createAuthorizationServer"])  # type: ignore[arg-type]
        assert isinstance(request, Request)
        self.assertIsInstance(request.body, dict)

    def test_numbers_are_new(self) -> None:
        requests = Requests(DOCUMENT, Org())  # type: ignore[arg-type]
        bodies = [requests.valid(DOCUMENT.operations["createRealm"]) for _ in range(2)]
        self.assertNotEqual(*bodies)
        self.assertNotIn("{n}", str(bodies))

    def test_a_put_sends_what_its_get_shows(self) -> None:
        shown = {"id": "made 1", "name": "shown"}
        request = Requests(DOCUMENT, Org(**{"brands/made%201": shown})).valid(DOCUMENT.operations["replaceBrand"])  # type: ignore[arg-type]
        self.assertEqual(request, Request("/api/v1/brands/made%201", shown))

    def test_required_queries(self) -> None:
        request = Requests(DOCUMENT, Org()).valid(DOCUMENT.operations["generateApplicationKey"])  # type: ignore[arg-type]
        assert isinstance(request, Request)
        self.assertEqual(request.target, "/api/v1/apps/made%201/credentials/keys/generate?validityYears=2")

    def test_what_no_org_takes(self) -> None:
        found = list(Requests(DOCUMENT, Org()).invalid(DOCUMENT.operations["replaceGroup"], UNKNOWN))  # type: ignore[arg-type]
        self.assertEqual([what for what, *_ in found], ["an unknown id", "a body that is no JSON"])
        self.assertEqual(found[0][2], f"/api/v1/groups/{UNKNOWN}")
        self.assertEqual(found[1][3], b"{")
        found = list(Requests(DOCUMENT, Org()).invalid(DOCUMENT.operations["deleteUISchemas"], UNKNOWN))  # type: ignore[arg-type]
        self.assertEqual([what for what, *_ in found], ["another method"])

    def test_special_requests_are_of_operations(self) -> None:
        special = Requests(DOCUMENT, Org())._special  # type: ignore[arg-type]
        self.assertEqual([name for name in special if name not in DOCUMENT.operations], [])


class Lists(unittest.TestCase):
    """Where the next page is."""

    def page(self, body: Json, *links: str) -> Answer:
        headers = Message()
        for link in links:
            headers["link"] = link
        return Answer(200, headers, body)  # type: ignore[arg-type]

    def test_in_a_header(self) -> None:
        links = [f'<{BASE}/api/v1/users>; rel="self"', f'<{BASE}/api/v1/users?after=1&limit=2>; rel="next"']
        self.assertEqual(next_page(self.page([], *links), BASE), "/api/v1/users?after=1&limit=2")
        self.assertIsNone(next_page(self.page([], links[0]), BASE))

    def test_in_the_body(self) -> None:
        href = {"href": f"{BASE}/api/v1/iam/roles?after=1"}
        self.assertEqual(next_page(self.page({"roles": [], "_links": {"next": href}}), BASE), "/api/v1/iam/roles?after=1")
        self.assertIsNone(next_page(self.page({"_links": {}}), BASE))


if __name__ == "__main__":
    unittest.main()
