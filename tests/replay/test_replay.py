"""The replay must catch every wrong runner, and pass a right one."""

from __future__ import annotations

import http.client
import json
import os
import unittest
from decimal import Decimal
from pathlib import Path
from typing import Any, Callable

from cases import CaseError, Recording, path_values, read
from document import JSON, Document, Operation, Schema
from exact import Json, difference, doubles, encode, join, parse, same
from fake import FakeRunner, Row
from invent import invent
from overlay import OverlayError, apply, parse_target
from reader import Reader, fits
from replay import Tally, replay
from undeclared import TABLE, undeclared

HERE = Path(__file__).resolve().parent
RECORDED = Path(os.environ.get("OKTANT_RECORDED", HERE.parents[2] / "shared" / "recorded" / "interactions.jsonl.gz"))


def lose_nulls(document: Json) -> Json:
    """A document without the members that are null."""
    if isinstance(document, dict):
        return {key: lose_nulls(value) for key, value in document.items() if value is not None}
    return list(map(lose_nulls, document)) if isinstance(document, list) else document


def each(change: Callable[[Json], Json]) -> Callable[..., Json]:
    """A change of every value of a document that is neither an object nor a list."""

    def changed(document: Json, *_: Json) -> Json:
        if isinstance(document, dict):
            return {key: changed(value) for key, value in document.items()}
        return list(map(changed, document)) if isinstance(document, list) else change(document)

    return changed


def of(kind: type, change: Callable[[Any], Json]) -> Callable[..., Json]:
    """A change of a document of this type alone."""
    return lambda document, _: change(document) if isinstance(document, kind) else document


def is_number(value: Json) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


# Ways of being wrong: the step of the right runner, and what becomes of its result (its arguments follow).
WRONG: dict[str, tuple[str, Callable[..., Any]]] = {
    "wrong method": ("method", lambda method, _: "PUT" if method == "POST" else method),
    "path encoded twice": ("target", lambda target, *_: target.replace("%", "%25")),
    "query argument lost": ("query", lambda query, *_: query[1:]),
    "query argument added": ("query", lambda query, *_: [*query, ("limit", "200")]),
    "nulls of the request body lost": ("body", lambda body, *_: body and body.replace(":null", ":0")),
    "numbers of the request body rounded": (
        "body",
        lambda body, _, operation: json.dumps(json.loads(body)) if body and operation.body_media == (JSON,) else body,
    ),
    "wrong content type": ("headers", lambda headers, _, __, body: {**headers, "Content-Type": "text/plain"} if body else headers),
    "no case header": ("headers", lambda headers, *_: {key: value for key, value in headers.items() if key != "X-Replay-Case"}),
    "credential where none is taken": ("headers", lambda headers, *_: {**headers, "Authorization": "SSWS sample"}),
    "no answer": ("answer", lambda *_: None),
    "member lost": ("document_of", of(dict, lambda document: dict([*document.items()][1:]))),
    "nulls lost": ("document_of", lambda document, _: lose_nulls(document)),
    "list reversed": ("document_of", of(list, lambda document: document[::-1])),
    "odd elements dropped": ("document_of", of(list, lambda document: [one for one in document if isinstance(one, dict)])),
    "text for numbers": ("document_of", each(lambda value: str(value) if isinstance(value, int) and is_number(value) else value)),
    "1 for true": ("document_of", each(lambda value: int(value) if isinstance(value, bool) else value)),
    "numbers rounded": ("document_of", each(lambda value: parse(repr(float(value))) if is_number(value) else value)),
    "nothing typed": ("typed", lambda *_: []),
    "one member not typed": ("typed", lambda typed, _: typed[:-1]),
    "nulls typed": ("typed", lambda typed, verdict: [*typed, *verdict.nulls]),
    "wrong types typed": ("typed", lambda typed, verdict: [*typed, *verdict.raw]),
    "extras hidden": ("extras", lambda extras, _: extras[:-1]),
    "places invented": ("extras", lambda extras, _: [*extras, "/nowhere"]),
    "errors are successes": ("failure", lambda _, status, content: {"outcome": "ok", "document": content.decode() or None}),
    "successes are errors": ("success", lambda *_: {"outcome": "error", "kind": "decode", "message": "an odd field"}),
    "wrong status": ("failure", lambda row, *_: {**row, "status": 500}),
    "error code lost": ("failure", lambda row, *_: {**row, "code": None}),
    "error ID lost": ("failure", lambda row, *_: {**row, "id": ""}),
    "causes lost": ("failure", lambda row, *_: {**row, "causes": []}),
    "text lost": ("success", lambda row, *_: {**row, "text": None}),
}


def wrong(step: str, change: Callable[..., Any]) -> type[FakeRunner]:
    """A runner with one wrong step."""
    right = getattr(FakeRunner, step)
    return type("Wrong", (FakeRunner,), {step: lambda self, *given: change(right(self, *given), *given)})


class SendsTwice(FakeRunner):
    """Makes each call once too often."""

    def answer(self, connection: http.client.HTTPConnection, case: Row) -> Row | None:
        super().answer(connection, case)
        return super().answer(connection, case)


class Runners(unittest.TestCase):
    """The sample, by the real document, through right and wrong runners."""

    document: Document

    @classmethod
    def setUpClass(cls) -> None:
        cls.document = Document.corrected()

    def play(self, runner: type[FakeRunner]) -> Tally:
        return replay(read([HERE / "sample.jsonl"]), self.document, runner(self.document))

    def test_a_right_runner_passes(self) -> None:
        tally = self.play(FakeRunner)
        self.assertEqual(tally.failures, [])
        self.assertEqual((tally.passed, tally.skipped), (51, 1))
        self.assertGreater(tally.typed, 250)
        self.assertGreater(tally.extras, 50)
        self.assertGreater(tally.raw, 10)
        self.assertRegex(tally.lines()[-1], r"^51 passed, 0 failed$")
        self.assertRegex(tally.lines()[-2], r"^typed \d+, extras \d+, raw \d+$")

    def test_a_right_runner_passes_what_is_invented(self) -> None:
        tally = replay(invent(self.document, 1, 2), self.document, FakeRunner(self.document))
        self.assertEqual(tally.failures, [])
        self.assertEqual(tally.passed, 2 * len(self.document.operations))

    def test_no_answer_at_all_is_one_line_and_all_failed(self) -> None:
        tally = self.play(wrong(*WRONG["no answer"]))
        self.assertEqual(len(tally.failures), 1)
        self.assertEqual(tally.lines()[-1], "0 passed, 51 failed")

    def test_every_wrong_runner_is_caught(self) -> None:
        runners = {"sends twice": SendsTwice, **{name: wrong(*way) for name, way in WRONG.items()}}
        for name, runner in runners.items():
            with self.subTest(name):
                tally = self.play(runner)
                self.assertNotEqual(tally.failures, [])
                self.assertTrue(all(len(line) <= 200 for line in tally.lines()))


class Corrected(unittest.TestCase):
    """What the corrections promise, on invented answers; and what they leave, over the recordings."""

    def test_what_is_corrected_has_a_field_and_fits(self) -> None:
        document = Document.corrected()
        for operation, extras in {
            "expirePasswordWithTempPassword": [],
            "getUserSchema": [],
            "updateUserProfile": [],
            "getNetworkZone": [],
            "getApplication": ["/settings/app/siteUrl"],
        }.items():
            with self.subTest(operation):
                answers = [one for one in read([HERE / "sample.jsonl"]) if (one.operation_id, one.status) == (operation, 200)]
                verdict = Reader(document).judge(document.operations[operation], 200, answers[-1].body)
                self.assertNotEqual(verdict.typed, [])
                self.assertEqual((verdict.extras, verdict.raw), (extras, []))

    def test_the_table_tells_cause_and_place(self) -> None:
        link = {"type": "object", "properties": {"href": {"type": "string"}}}
        custom = {**_object(name={"type": "string"}), "x-okta-extensible": True}
        unit = _object(n={"type": "integer"}, free={"type": "object"}, links={"type": "array", "items": {"$ref": "#/components/schemas/Link"}})
        unit["properties"].update(profile={"$ref": "#/components/schemas/Custom"}, either={"oneOf": [_object(a={}), _object(b={})]})
        operation = {"operationId": "getUnit", "responses": {"200": {"content": {JSON: {"schema": {"$ref": "#/components/schemas/Unit"}}}}}}
        other = {"operationId": "endUnit", "responses": {"204": {}}}
        schemas = {"Unit": unit, "Link": link, "Custom": custom}
        document = Document({"paths": {"/u": {"get": operation, "delete": other}}, "components": {"schemas": schemas}})
        body = {"n": "1", "free": {"x": 1}, "links": [{"rel": "a"}, {"rel": "b", "none": None}], "profile": {"badge": 1}, "either": {"a": 1, "c": 2}}
        rows = [Recording("GET", "/u", {}, None, 200, {}, body, "getUnit"), Recording("DELETE", "/u", {}, None, 200, {}, {"x": 1}, "endUnit")]
        self.assertEqual(
            undeclared(rows, document),
            [
                "2\tno field\tLink.rel\tgetUnit",
                "1\tno body\t<endUnit>.x\tendUnit",
                "1\tcustom\tCustom.*\tgetUnit",
                "1\tonly null\tLink.none\tgetUnit",
                "1\tunion\tUnit.either.a\tgetUnit",
                "1\tno field\tUnit.either.c\tgetUnit",
                "1\tcustom\tUnit.free.*\tgetUnit",
                "1\tanother type: string for integer\tUnit.n\tgetUnit",
            ],
        )

    def test_the_table_is_up_to_date(self) -> None:
        if not RECORDED.exists():
            self.skipTest("there are no recordings (OKTANT_RECORDED): the table is not compared")
        document = Document.corrected()
        self.assertEqual(undeclared(read([RECORDED]), document), TABLE.read_text().splitlines())


class Judgements(unittest.TestCase):
    """The reader's rules, on small documents."""

    def judge(self, schema: Schema, body: Json, **named: Schema) -> tuple[set[str], set[str], set[str], set[str]]:
        document = Document({"paths": {}, "components": {"schemas": named}})
        operation = Operation("op", "GET", "/", (), (), False, {"200": {"application/json": schema}})
        verdict = Reader(document).judge(operation, 200, body)
        return set(verdict.typed), set(verdict.extras), set(verdict.raw), set(verdict.nulls)

    def test_kinds(self) -> None:
        half, whole = Decimal("0.5"), Decimal("1.0")
        right: dict[str, list[Json]] = {"string": ["x", ""], "integer": [1, 2**63 - 1], "number": [1, half], "boolean": [True]}
        wrong: dict[str, list[Json]] = {"string": [1], "integer": [True, whole, 2**63], "number": ["1", True], "boolean": [1]}
        right.update(object=[{}], array=[[]])
        wrong.update(object=[[]], array=[{}])
        for kind in right:
            self.assertTrue(all(fits(kind, value) for value in right[kind]), kind)
            self.assertFalse(any(fits(kind, value) for value in [None, *wrong[kind]]), kind)

    def test_undeclared_null_and_odd_members(self) -> None:
        schema = _object(a={"type": "string"}, b={"type": "string"}, c={"type": "string"})
        body = {"a": "x", "b": 1, "c": None, "d": {"e": 1}, "f": None}
        self.assertEqual(self.judge(schema, body), ({"/a"}, {"/d", "/f"}, {"/b"}, {"/c"}))

    def test_all_parts_of_all_of_count(self) -> None:
        own = _object(self=_object(hints={"type": "object"}))
        link = {"allOf": [_object(self={"$ref": "#/components/schemas/Link"}), own]}
        body = {"self": {"href": "x", "hints": {"allow": []}}}
        self.assertEqual(
            self.judge(link, body, Link=_object(href={"type": "string"})),
            ({"/self", "/self/href", "/self/hints"}, {"/self/hints/allow"}, set(), set()),
        )

    def test_lists_and_maps(self) -> None:
        schema = _object(
            list={"type": "array", "items": {"type": "string"}},
            map={"type": "object", "additionalProperties": _object(a={"type": "integer"})},
            free={"type": "object", "additionalProperties": True},
        )
        body = {"list": ["a", 1, None], "map": {"x": {"a": 1}, "y": 5, "z/": None}, "free": {"a": 1}}
        self.assertEqual(
            self.judge(schema, body),
            ({"/list", "/map", "/map/x", "/map/x/a", "/free"}, {"/free/a"}, {"/list/1", "/list/2", "/map/y"}, {"/map/z~1"}),
        )

    def test_a_tag_chooses_wherever_it_stands(self) -> None:
        tag = {"propertyName": "type", "mapping": {"A": "#/components/schemas/A"}}
        base = {**_object(type={"type": "string"}), "discriminator": tag}
        kinds = {"Base": base, "A": {"allOf": [{"$ref": "#/components/schemas/Base"}, _object(a={"type": "string"})]}}
        schema = {"type": "array", "items": {"$ref": "#/components/schemas/Base"}}
        body = [{"a": "x", "type": "A"}, {"a": "x", "type": "B"}, {"a": "x", "type": None}, {"a": "x"}, 5]
        self.assertEqual(
            self.judge(schema, body, **kinds),
            ({"/0/a", "/0/type", "/1/type"}, {"/1/a", "/2/a", "/3/a"}, {"/4"}, {"/2/type"}),
        )
        wrapped = _object(one={"allOf": [{"$ref": "#/components/schemas/Base"}, {}]})
        self.assertEqual(self.judge(wrapped, {"one": body[0]}, **kinds)[0], {"/one", "/one/a", "/one/type"})

    def test_a_union_without_a_tag_is_one_value(self) -> None:
        schema = _object(one={"oneOf": [_object(a={"type": "string"}), {"type": "string"}]})
        self.assertEqual(self.judge(schema, {"one": {"a": "x"}}), ({"/one"}, set(), set(), set()))
        self.assertEqual(self.judge(schema, {"one": "x"}), ({"/one"}, set(), set(), set()))
        self.assertEqual(self.judge(schema, {"one": 5}), (set(), set(), set(), set()))

    def test_a_schema_may_hold_itself(self) -> None:
        tree = _object(kids={"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}, description={"type": "string"})
        body = {"kids": [{"kids": [], "description": "x"}]}
        typed = {"/kids", "/kids/0/kids", "/kids/0/description"}
        self.assertEqual(self.judge({"$ref": "#/components/schemas/Tree"}, body, Tree=tree)[0], typed)

    def test_an_undeclared_body_is_extras(self) -> None:
        document = Document({"paths": {}})
        operation = Operation("op", "POST", "/", (), (), False, {"204": {}})
        self.assertEqual(Reader(document).judge(operation, 200, {"a": 1}).extras, ["/a"])
        self.assertEqual(Reader(document).judge(operation, 200, [1]).extras, [""])


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties}


class Parts(unittest.TestCase):
    """Numbers, pointers, paths, the overlay."""

    def test_doubles_are_written_as_javascript_writes_them(self) -> None:
        given = parse('{"a":[12345678901234567890,9007199254740993,-3,true,null],"b":0.1000000000000000055,"c":1.50,"d":"1"}')
        held = parse('{"a":[12345678901234567000,9007199254740992,-3,true,null],"b":0.1,"c":1.5,"d":"1"}')
        self.assertTrue(same(doubles(given), held))
        self.assertFalse(same(given, held))

    def test_numbers_compare_by_value(self) -> None:
        self.assertTrue(same(parse("1.50"), parse("15e-1")))
        self.assertTrue(same(parse('{"a":1,"b":2}'), parse('{"b":2,"a":1.0}')))
        self.assertFalse(same(parse("0.1000000000000000055511"), parse("0.1")))
        self.assertFalse(same(True, 1))
        self.assertFalse(same(parse("[1,2]"), parse("[2,1]")))
        self.assertEqual(difference({"a": [1, {"b": None}]}, {"a": [1, {}]}), "/a/1/b")
        text = '{"x":[1.10,123456789012345678901,"\\u00e9"]}'
        self.assertEqual(encode(parse(text)), text)
        with self.assertRaises(ValueError):
            parse("NaN")

    def test_pointers_escape(self) -> None:
        self.assertEqual(join(join("", "a/b~c"), 0), "/a~1b~0c/0")

    def test_path_values(self) -> None:
        self.assertEqual(path_values("/a/{x}/b/{y}", "/a/1%2F2/b/é/"), {"x": "1/2", "y": "é"})
        with self.assertRaises(CaseError):
            path_values("/a/{x}", "/a/1/2")

    def test_overlay_targets(self) -> None:
        self.assertEqual(parse_target("$.paths['/a/{b}'].get.tags[0]"), ["paths", "/a/{b}", "get", "tags", 0])
        self.assertEqual(parse_target("$.x-webhooks['it\\'s']"), ["x-webhooks", "it's"])
        for bad in ["paths", "$", "$.a[*]", "$..a", "$.a[?(@.b)]"]:
            with self.assertRaises(OverlayError):
                parse_target(bad)

    def test_overlay_actions(self) -> None:
        root: dict[str, Any] = {"a": {"b": {"type": "object"}, "c": [1], "d": 1, "e": {"f": 1}}}
        actions = [
            {"target": "$.a.b", "x-expects": {"type": "object"}, "update": {"type": "array", "items": {"type": "string"}}},
            {"target": "$.a.c", "x-expects": 1, "update": 2},
            {"target": "$.a.d", "remove": True},
            {"target": "$.a.e", "x-expects": {"f": 1}, "remove": True},
            {"target": "$.a", "update": {"e": "new"}},
            {"target": "$.a.b", "x-expects": {"type": "object"}, "remove": True},
            {"target": "$.a", "update": {"b": {"type": "string"}}},
            {"target": "$.a.gone.x", "remove": True},
        ]
        self.assertEqual(apply(root, {"actions": actions}), ["$.a.b", "$.a", "$.a.gone.x"])
        self.assertEqual(root, {"a": {"b": {"type": "array", "items": {"type": "string"}}, "c": [1, 2], "e": "new"}})


if __name__ == "__main__":
    unittest.main()
