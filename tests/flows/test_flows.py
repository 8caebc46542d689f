"""The runner must see every difference, and bring what a recording lacks."""

from __future__ import annotations

import sys
import unittest
from email.message import Message
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[1] / "replay"))  # the reader of the document, exact JSON

import attributes
from bodies import ANSWER, Bodies
from cases import recording
from document import JSON, Document
from exact import Json, parse
from flow import Flow, flows, step
from identity import Identities
from kind import flags
from player import Outcome, is_answer_of_org
from prior import Prior
from report import Report
from shape import differences
from simulator import Answer

URL = "http://127.0.0.1:1"
HERE = Path(__file__).resolve().parent
DOCUMENT = Document.corrected()
USER = "00uRecorded000000001"
OURS = "00uOurs0000000000001"
GROUP = "00gRecorded000000001"


def row(method: str, path: str, operation: str, answer: Json = None, status: int = 200, sent: Json = None) -> dict[str, Any]:
    """A row as a file has it."""
    return {"method": method, "path": path, "operation_id": operation, "status": status, "response_body": answer, "request_body": sent}


def flow(*rows: dict[str, Any]) -> Flow:
    """A flow of such rows."""
    return Flow("test", tuple(step(n, recording(one), DOCUMENT) for n, one in enumerate(rows)))


class Org:
    """Collections in memory, by path; it refuses what it has no collection for."""

    url = URL

    def __init__(self, **collections: list[dict[str, Any]]) -> None:
        self.collections = {f"/api/v1/{name}": things for name, things in collections.items()}
        self.sent: list[tuple[str, str, Json]] = []

    def send(self, method: str, target: str, body: Json = None, accept: str = JSON, media: str = JSON) -> Answer:
        """Answers as an org does."""
        self.sent.append((method, target, body))
        path = target.partition("?")[0]
        things = self.collections.get(path)
        if method == "POST" and things is not None:
            things.append({**(body or {}), "id": f"00xMade{len(self.sent):013}"})
            return Answer(200, Message(), things[-1])  # type: ignore[arg-type]
        if method == "GET" and things is not None:
            return Answer(200, Message(), list(things))  # type: ignore[arg-type]
        parent, _, name = path.rpartition("/")
        found = next((thing for thing in self.collections.get(parent, []) if thing.get("id") == name), None)
        return Answer(200 if found else 404, Message(), found)  # type: ignore[arg-type]


class Shapes(unittest.TestCase):
    """What counts as a difference."""

    def differ(self, recorded: str, ours: str, *expected: str) -> None:
        self.assertEqual(differences(parse(recorded), parse(ours), Identities(URL)), list(expected))

    def test_names_and_types_count_and_values_do_not(self) -> None:
        self.differ('{"a":1,"b":{"c":"x"},"d":[]}', '{"a":2.5,"b":{"c":"y"},"d":[1]}')
        self.differ('{"a":1}', '{"b":1}', "missing /a", "extra /b")
        self.differ('{"a":{"b":1}}', '{"a":{"b":"1"}}', "type of /a/b: number recorded, string")
        self.differ('{"a":true}', '{"a":0}', "type of /a: boolean recorded, number")
        self.differ('{"a":null}', '{"a":"x"}', "type of /a: null recorded, string")
        self.differ("null", "{}", "type of /: null recorded, object")
        self.differ("[]", "{}", "type of /: array recorded, object")

    def test_an_empty_list_says_nothing_of_elements(self) -> None:
        self.differ("[]", '[{"a":1}]')
        self.differ('[{"a":1}]', "[]")

    def test_elements_of_one_name_are_one_thing(self) -> None:
        self.differ('[{"name":"x","a":1},{"name":"y"}]', '[{"name":"z","b":1},{"name":"x"}]', "missing /[]/a", "extra /[]/b")
        self.differ('[{"name":"x","a":null}]', '[{"name":"x","a":1}]', "type of /[]/a: null recorded, number")

    def test_other_elements_are_compared_kind_by_kind(self) -> None:
        self.differ('[{"type":"A","a":1}]', '[{"type":"B","b":1}]')
        self.differ('[{"profile":{"platform":"A","a":1}}]', '[{"profile":{"platform":"B","b":1}}]')
        self.differ('[{"id":"1","a":1},{"id":"2"}]', '[{"id":"3"},{"id":"4","a":1}]')
        self.differ('[{"id":"1","a":1},{"id":"2","a":1}]', '[{"id":"3"},{"id":"4","a":1}]')
        self.differ('[{"id":"1","a":1},{"id":"2","a":1}]', '[{"id":"3"},{"id":"4"}]', "missing /[]/a")
        self.differ('[{"id":"1"},{"id":"2"}]', '[{"id":"3"},{"id":"4","a":1}]', "extra /[]/a")
        self.differ('[{"id":"1"}]', '[{"id":"3","a":1}]', "extra /[]/a")
        self.differ('[{"id":"1","a":null}]', '[{"id":"3","a":1}]')
        self.differ('[{"id":"1","a":"x"}]', '[{"id":"3","a":1}]', "type of /[]/a: string recorded, number")
        self.differ("[1]", '["x"]')

    def test_a_stand_in_may_lack_a_value(self) -> None:
        identities = Identities(URL)
        identities.settle(USER, OURS, stand_in=True)
        self.assertEqual(differences({"id": USER, "a": None}, {"id": OURS, "a": "x"}, identities), [])
        self.assertEqual(differences({"id": USER, "a": 1}, {"id": OURS}, identities), ["missing /a"])


class Names(unittest.TestCase):
    """Names of one org in another."""

    def test_ids_are_learned_from_the_same_places(self) -> None:
        identities = Identities(URL)
        identities.origins({"_links": {"self": {"href": "https://a.okta.com/api/v1/x"}}})
        link, group = "{}/api/v1/groups/{}/roles", "00gOurs0000000000001"
        recorded = {"id": USER, "href": link.format("https://a.okta.com", GROUP)}
        identities.learn(recorded, {"id": OURS, "href": link.format(URL, group)})
        self.assertEqual(identities.ours({GROUP: [USER, f'x eq "{USER}"']}), {group: [OURS, f'x eq "{OURS}"']})
        self.assertEqual(identities.ours("https://a.okta.com/x https://b.okta.com/x"), f"{URL}/x https://b.okta.com/x")
        self.assertEqual(identities.ours(f"{USER}x"), f"{USER}x")
        identities.learn("x/authorizationServers", "x/applicationInstances")
        self.assertEqual(identities.ours("authorizationServers"), "authorizationServers")

    def test_what_is_known_stays(self) -> None:
        identities = Identities(URL)
        identities.learn({"id": USER}, {"id": OURS})
        identities.learn([{"id": USER}, {"id": GROUP}], [{"id": "00gOurs0000000000001"}, {"id": OURS}])
        self.assertEqual(identities.ours([USER, GROUP]), [OURS, "00gOurs0000000000001"])

    def test_secrets_and_cursors(self) -> None:
        identities = Identities(URL)
        identities.learn({"client_secret": "masked-7"}, {"client_secret": "s3cret"})
        links = ['<x>; rel="self"', f'<{URL}/x?after=200&limit=1>; rel="next"']
        identities.learn_cursor('<https://a.okta.com/x?after=100u1&limit=1>; rel="next"', links)
        self.assertEqual(identities.ours(["masked-7", "100u1"]), ["s3cret", "200"])
        self.assertGreater(len(identities.ours("masked-8")), 32)


class Lost(unittest.TestCase):
    """Bodies that a recording lacks."""

    def lost(self, operation: str, answer: Json) -> Json:
        return Bodies(DOCUMENT).lost(DOCUMENT.operations[operation], answer, "")

    def test_it_has_what_may_be_written(self) -> None:
        answer = {"id": GROUP, "created": "x", "type": "OKTA_GROUP", "profile": {"name": "x", "description": None, "own": 1}, "_links": {}}
        self.assertEqual(self.lost("addGroup", answer), {"profile": {"name": "x", "own": 1}})
        self.assertEqual(self.lost("assignUserToApplication", {"id": USER, "scope": "USER"}), {"id": USER, "scope": "USER"})
        self.assertIsNone(self.lost("deactivateUser", {}))

    def test_where_an_answer_says_nothing_all_members_are_made_up(self) -> None:
        body = self.lost("generateCsrForApplication", {"kty": "RSA"})
        self.assertEqual(set(body), {"subject", "subjectAltNames"})
        self.assertEqual(body["subject"]["countryName"], "US")

    def test_passwords_change(self) -> None:
        bodies, change = Bodies(DOCUMENT), DOCUMENT.operations["changePassword"]
        first = bodies.lost(change, {"password": {}}, USER)
        second = bodies.sent({"oldPassword": {}, "newPassword": {"value": "****"}}, USER)
        self.assertEqual(first["newPassword"], second["oldPassword"])
        self.assertNotEqual(first["newPassword"], second["newPassword"])
        self.assertEqual(bodies.sent({"password": {"value": "given"}}, USER), {"password": {"value": "given"}})

    def test_masked_values(self) -> None:
        body = Bodies(DOCUMENT).sent({"credentials": {"password": {}, "recovery_question": {"question": "?", "answer": "****"}}}, "")
        self.assertTrue(body["credentials"]["password"]["value"])
        self.assertEqual(body["credentials"]["recovery_question"]["answer"], ANSWER)


class Before(unittest.TestCase):
    """What an org had before a flow."""

    def begin(self, org: Org, *rows: dict[str, Any]) -> tuple[Prior, Identities, Flow]:
        played, identities = flow(*rows), Identities(URL)
        prior = Prior(played, DOCUMENT, org, identities, Bodies(DOCUMENT))  # type: ignore[arg-type]
        prior.begin()
        return prior, identities, played

    def test_what_only_was_read_is_made(self) -> None:
        org = Org(groups=[])
        group = {"id": GROUP, "type": "OKTA_GROUP", "profile": {"name": "Staff"}}
        _, identities, _ = self.begin(org, row("GET", f"/api/v1/groups/{GROUP}", "getGroup", group))
        self.assertEqual(org.collections["/api/v1/groups"][0]["profile"], {"name": "Staff"})
        self.assertEqual(identities.ours(GROUP), org.collections["/api/v1/groups"][0]["id"])

    def test_what_a_new_org_has_stands_for_it(self) -> None:
        everyone = {"id": "00gOurs0000000000001", "type": "BUILT_IN", "profile": {"name": "Everyone"}}
        _, identities, _ = self.begin(Org(groups=[everyone]), row("GET", f"/api/v1/groups/{GROUP}", "getGroup", {**everyone, "id": GROUP}))
        self.assertEqual(identities.ours(GROUP), everyone["id"])

    def test_what_the_flow_makes_is_not_made_before(self) -> None:
        org, group = Org(groups=[]), {"id": GROUP, "profile": {"name": "Staff"}}
        self.begin(org, row("POST", "/api/v1/groups", "addGroup", group), row("GET", f"/api/v1/groups/{GROUP}", "getGroup", group))
        self.assertEqual(org.sent, [])

    def test_what_a_404_names_stays_unknown(self) -> None:
        error = {"errorCode": "E0000007", "errorSummary": f"Not found: Resource not found: {USER} (User)"}
        org = Org(groups=[], users=[])
        _, identities, _ = self.begin(org, row("PUT", f"/api/v1/groups/{GROUP}/users/{USER}", "assignUserToGroup", error, 404))
        self.assertIn(GROUP, identities)
        self.assertNotIn(USER, identities)

    def test_what_cannot_be_made_has_a_stand_in(self) -> None:
        token, org = "00TRecorded000000001", Org(**{"api-tokens": [{"id": "00TOurs0000000000001"}]})
        _, identities, _ = self.begin(org, row("GET", f"/api/v1/api-tokens/{token}", "getApiToken", {}))
        self.assertEqual(identities.ours(token), "00TOurs0000000000001")

    def test_a_stand_in_is_of_the_same_kind_and_gets_the_status(self) -> None:
        name, shown = "guoRecorded000000001", {"status": "SUSPENDED", "profile": {"platform": "IOS"}}
        things = [{"id": "guoOurs0000000000001", "status": "DEACTIVATED"}, {"id": "guoOurs0000000000002", "status": "SUSPENDED"}]
        steps = [row("GET", f"/api/v1/devices/{name}", "getDevice", {"id": name, **shown})]
        _, identities, _ = self.begin(Org(devices=things), *steps)
        self.assertEqual(identities.ours(name), "guoOurs0000000000002")
        org = Org(devices=things[:1])
        _, identities, _ = self.begin(org, *steps)
        self.assertEqual(org.sent[-1][:2], ("POST", "/api/v1/devices/guoOurs0000000000001/lifecycle/suspend"))

    def test_a_thing_known_by_its_name_has_a_stand_in(self) -> None:
        path = "/api/v1/brands/bndRecorded000000001/templates/email"
        brands: dict[str, Any] = {"brands": [{"id": "bndOurs0000000000001", "isDefault": True}]}
        template = {"name": "recorded", "_links": {}}
        listed = row("GET", path, "listEmailTemplates", [template])
        org = Org(**brands, **{"brands/bndOurs0000000000001/templates/email": [{"name": "ours"}]})
        prior, identities, played = self.begin(org, listed, row("GET", f"{path}/recorded", "getEmailTemplate", template))
        prior.before(played.steps[1], None)
        self.assertEqual(identities.ours("recorded"), "ours")

    def test_what_a_404_names_is_not_made_for_a_body(self) -> None:
        error = {"errorCode": "E0000007", "errorSummary": f"Not found: Resource not found: {GROUP} (UserGroup)"}
        org = Org(groups=[])
        prior, identities, played = self.begin(org, row("POST", "/api/v1/users", "createUser", error, 404))
        prior.before(played.steps[0], {"groupIds": [GROUP]})
        self.assertNotIn(GROUP, identities)

    def test_settings_get_the_values_that_are_read_first(self) -> None:
        org = Org()
        played = flow(row("GET", "/api/v1/org", "getOrgSettings", {"id": "00oRecorded000000001", "website": "x", "city": None}))
        Prior(played, DOCUMENT, org, Identities(URL), Bodies(DOCUMENT)).settings()  # type: ignore[arg-type]
        self.assertEqual(org.sent, [("PUT", "/api/v1/org", {"website": "x"})])

    def test_a_member_is_put_where_it_is_found(self) -> None:
        org = Org(groups=[], users=[])
        prior, _, played = self.begin(org, row("DELETE", f"/api/v1/groups/{GROUP}/users/{USER}", "unassignUserFromGroup", None, 204))
        prior.before(played.steps[0], None)
        group, user = (org.collections[f"/api/v1/{name}"][0]["id"] for name in ("groups", "users"))
        self.assertEqual(org.sent[-1][:2], ("PUT", f"/api/v1/groups/{group}/users/{user}"))

    def test_what_a_body_names_is_made(self) -> None:
        org = Org(groups=[])
        prior, identities, played = self.begin(org, row("POST", "/api/v1/users", "createUser", {}))
        prior.before(played.steps[0], {"groupIds": [GROUP]})
        self.assertIn(GROUP, identities)

    def test_attributes(self) -> None:
        org, shown = Org(**{"meta/schemas/user/default": []}), {"id": USER, "profile": {"login": "a", "shoe": 42, "hat": None}}
        attributes.define(flow(row("GET", f"/api/v1/users/{USER}", "getUser", shown)), DOCUMENT, org)  # type: ignore[arg-type]
        self.assertEqual(org.sent[0][2]["definitions"]["custom"]["properties"], {"shoe": {"title": "shoe", "type": "number"}})


class Kinds(unittest.TestCase):
    """What kind of org a flow was recorded against."""

    def test_flags(self) -> None:
        path, links = f"/api/v1/users/{USER}", {"schema": {}, "resetFactors": {}}
        user = {"profile": {"login": "a"}, "credentials": {"emails": []}, "_links": links}
        dated = {"response_headers": {"Date": "Tue, 02 Apr 2024 08:15:00 GMT"}}
        modern = {**row("GET", path, "getUser", user), **dated}
        self.assertEqual(flags(flow(modern)), ["--year", "2024"])
        for shown in ({**user, "realmId": "x"}, {**user, "credentials": {}}, [{"user": {**user, "credentials": {}}}]):
            self.assertEqual(flags(flow({**modern, "response_body": shown}))[0], "--realms")
        self.assertEqual(flags(flow({**modern, "response_body": {**user, "_links": {"schema": {}}}}))[0], "--classic")
        old = {"response_headers": {"Date": "Thu, 02 Apr 2020 08:15:00 GMT"}}
        self.assertEqual(flags(flow({**modern, **old})), ["--classic", "--year", "2020"])
        lacking = {**row("GET", f"{path}/blocks", "listUserBlocks", {"errorCode": "E0000015"}, 401), **dated}
        self.assertEqual(flags(flow(lacking)), ["--year", "2024", "--lacks=/api/v1/users/{}/blocks"])


class Whole(unittest.TestCase):
    """Files and reports."""

    def test_rows_without_an_operation_are_left_out(self) -> None:
        steps = [one for each in flows([HERE / "sample.jsonl"], DOCUMENT) for one in each.steps]
        rows = (HERE / "sample.jsonl").read_text().splitlines()
        self.assertEqual(len(steps), sum('"operation_id": null' not in one for one in rows))
        self.assertLess(len(steps), len(rows))

    def test_answers_that_no_rule_gives(self) -> None:
        refused = {"errorCode": "E0000007"}
        rules = {(200, None): True, (404, "x"): False, (429, "E"): False, (500, "E"): False, (404, "E"): True, (401, None): True}
        for (status, body), expected in rules.items():
            answer = refused if body == "E" else body and {"message": body}
            (one,) = flow(row("GET", f"/api/v1/users/{USER}", "getUser", answer, status)).steps
            self.assertEqual(is_answer_of_org(one), expected, (status, body))

    def test_the_count_is_last_and_19_of_20_are_enough(self) -> None:
        (one,) = flow(row("GET", f"/api/v1/users/{USER}", "getUser")).steps
        outcomes = [Outcome("1", one, "", None, None, faults) for faults in [(), *[()] * 18, ("missing /a",)]]
        report = Report(outcomes)
        self.assertEqual(report.lines()[-1], "19 passed, 1 failed")
        self.assertEqual(report.causes(), ["1\tUser\tgetUser\tmissing /a\tflow 1"])
        self.assertTrue(report.good)
        self.assertFalse(Report(outcomes[1:]).good)
        self.assertFalse(Report([]).good)


if __name__ == "__main__":
    unittest.main()
