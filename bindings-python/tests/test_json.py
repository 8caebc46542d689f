"""JSON in both directions: nothing rounded, nothing lost."""

from __future__ import annotations

import json
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from server import Server, answer

import oktant
from oktant import Client
from oktant._native import dumps, loads


def read(text: str) -> Any:
    """A body as a call returns it."""
    with Server([answer(text)]) as server, Client(org_url=server.url, token="00token") as okta:
        return okta.request("GET", "/x").json


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("-1", -1),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ("1.5", 1.5),
        ("0.1", 0.1),
        ("1e2", 100.0),
        ("-0.0", -0.0),
        ("5e-324", 5e-324),
        ("0.1000000000000000055511151231257827", Decimal("0.1000000000000000055511151231257827")),
        ("3.14159265358979323846", Decimal("3.14159265358979323846")),
        ("12345678901234567.0", Decimal("12345678901234567.0")),
        ("1e400", Decimal("1e400")),
        ("1E-400", Decimal("1E-400")),
        ("37.77492950000001", 37.77492950000001),
        ("true", True),
        ("null", None),
    ],
)
def test_numbers_are_exact(text: str, value: object) -> None:
    document = read(f'{{"at":"2024-01-01T00:00:00.000Z","n":[{text}, {text}]}}')
    assert document["n"] == [value, value]
    assert [type(number) for number in document["n"]] == [type(value)] * 2
    assert str(document["n"][0]) == str(value)
    again = json.loads(dumps(document), parse_float=Decimal)["n"][0]
    assert again == (json.loads(text, parse_float=Decimal)), "what was read goes back as the same number"


def test_an_int_of_any_size_goes_both_ways() -> None:
    digits = "9" * 10_000
    assert dumps(read(f"[{digits}]")) == f"[{digits}]"


def test_half_a_surrogate_pair_goes_both_ways() -> None:
    document = read(r'{"a":"x\ud800y","b":"\ud83d\ude00"}')
    assert document == {"a": "x\ud800y", "b": "😀"}
    assert json.loads(dumps(document)) == document


@pytest.mark.parametrize("text", ["{", "[1,", '"', "[NaN]", "[Infinity]", "[01]", "[1.]", "{'a':1}", "[" * 501 + "]" * 501, '["\x01"]'])
def test_text_that_is_not_json_is_none(text: str) -> None:
    with Server([answer(text)]) as server, Client(org_url=server.url, token="00token") as okta:
        with pytest.raises(oktant.DecodeError):
            okta.call("listUsers")


def test_text_in_other_encodings_is_not_json() -> None:
    for body in [b"\xff\xfe[\x00]\x00", b'["\xff"]']:
        text = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)
        with Server([text]) as server, Client(org_url=server.url, token="00token") as okta:
            with pytest.raises(oktant.DecodeError):
                okta.call("listUsers")


def test_deep_nesting_goes_both_ways() -> None:
    for depth in (199, 201, 500):
        text = "[" * depth + "]" * depth
        assert dumps(read(text)) == text


@pytest.mark.parametrize(("begin", "end", "depth"), [("[", "]", 400), ('{"a":', "}", 400), ('[{"a":1.5,"b":', "}]", 200)])
def test_deep_nesting_needs_no_deep_stack(begin: str, end: str, depth: int) -> None:
    text = begin * depth + "null" + end * depth
    size = threading.stack_size(64 * 1024)
    try:
        with ThreadPoolExecutor(1) as small:
            assert small.submit(lambda: dumps(loads(text.encode()))).result() == text
            assert small.submit(lambda: loads(b"[" * 501 + b"]" * 501)).result() is None
    finally:
        threading.stack_size(size)


def test_a_byte_order_mark_is_skipped() -> None:
    assert read('\ufeff {"a":[]}') == {"a": []}


def random_value(depth: int, dice: random.Random) -> Any:
    kinds = 9 if depth < 4 else 7
    match dice.randrange(kinds):
        case 0:
            return None
        case 1:
            return dice.choice([True, False])
        case 2:
            return dice.randrange(-(2**80), 2**80)
        case 3:
            return dice.uniform(-1e6, 1e6)
        case 4:
            return dice.choice(["", "\n\t\x00\x1f", 'q"\\', "ünïcödé 😀", "\ud800", "a" * 100])
        case 5:
            return Decimal(dice.randrange(10**25)) / 10**7
        case 6:
            return dice.random() * 10.0 ** dice.randrange(-300, 300)
        case 7:
            return [random_value(depth + 1, dice) for _ in range(dice.randrange(4))]
        case _:
            return {f"k{number}\n": random_value(depth + 1, dice) for number in range(dice.randrange(4))}


def test_a_written_value_reads_as_the_same() -> None:
    dice = random.Random(7)
    for _ in range(2000):
        value = random_value(0, dice)
        assert exact(json.loads(dumps(value), parse_float=Decimal)) == exact(value)


def exact(value: Any) -> Any:
    """A document with each float as the Decimal of its text."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, list):
        return [exact(item) for item in value]
    if isinstance(value, dict):
        return {name: exact(item) for name, item in value.items()}
    return value


def random_members(dice: random.Random) -> dict[str, Any]:
    """An object like the others of a list: most have the same members in the same order."""
    names = ["id", "status", "profile", "created", "_links"]
    match dice.randrange(6):
        case 0:
            dice.shuffle(names)
        case 1:
            names = names[: dice.randrange(6)]
        case 2:
            names.insert(dice.randrange(6), f"new {dice.randrange(3)}")
        case 3:
            names.remove(dice.choice(names))
    return {name: random_member(name, dice) for name in names}


def random_member(name: str, dice: random.Random) -> Any:
    match name:
        case "status":
            return dice.choice(["ACTIVE", "STAGED", None, 7])
        case "profile":
            return random_value(2, dice)
        case "_links":
            return dice.choice([{}, [random_members(dice)], random_members(dice)]) if dice.random() < 0.5 else []
    return dice.choice(["a", "b"])


def test_objects_alike_and_unlike_are_read_as_they_are() -> None:
    dice = random.Random(11)
    for _ in range(1000):
        compact = dumps([random_members(dice) for _ in range(dice.randrange(1, 8))])
        for text in (compact, json.dumps(json.loads(compact), indent=1)):
            assert repr(loads(text.encode())) == repr(exactly(text)), "the same values in the same order"


def exactly(text: str) -> Any:
    """A document as Python reads it, with a Decimal for each number that no float holds."""

    def number(text: str) -> float | Decimal:
        return float(text) if Decimal(repr(float(text))) == Decimal(text) else Decimal(text)

    return json.loads(text, parse_float=number)


@pytest.mark.parametrize("count", [3, 63, 64, 65, 200])
def test_maps_of_any_size_are_read(count: int) -> None:
    value = [{f"id {number}": {"n": number} for number in range(first, first + count)} for first in (0, 0, 1, count, 0, 0)]
    assert repr(loads(json.dumps(value).encode())) == repr(value)


def test_of_equal_names_the_last_counts() -> None:
    same = '{"a":1,"b":{"c":1}}'
    text = f'[{same},{same},{{"a":1,"a":2,"b":3}},{same},{same},{{"a":1,"b":2,"a":3}},{{"b":1,"b":2}},{same}]'
    assert repr(loads(text.encode())) == repr(json.loads(text))


def test_objects_of_a_list_share_nothing_that_changes() -> None:
    document = [{"id": "a", "links": [], "profile": {"tags": ["x"]}} for _ in range(5)]
    read = loads(json.dumps(document).encode())
    assert isinstance(read, list)
    read[1]["links"].append(1)
    read[2]["profile"]["tags"].append("y")
    read[3]["new"] = 1
    del read[4]["id"]
    document[1]["links"].append(1)
    document[2]["profile"]["tags"].append("y")
    document[3]["new"] = 1
    del document[4]["id"]
    assert read == document


def test_a_name_with_half_a_surrogate_pair_is_read() -> None:
    text = r'[{"a\ud800:":1},{"a\ud800:" : 2},{"\u0061":3},{"a":4}]'
    assert loads(text.encode()) == json.loads(text)


def test_a_value_without_a_json_form_is_an_error() -> None:
    around: list[Any] = []
    around.append(around)
    for value, error in [
        (float("nan"), ValueError),
        (float("-inf"), ValueError),
        (Decimal("NaN"), ValueError),
        (Decimal("Infinity"), ValueError),
        (around, ValueError),
        ({1: 2}, TypeError),
        ({"a": object()}, TypeError),
        ({"a": {1, 2}}, TypeError),
    ]:
        with pytest.raises(error):
            dumps(value)
    assert dumps(({"a": None}, True, 1)) == '[{"a":null},true,1]'
