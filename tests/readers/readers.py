"""Reads the files of an export with the readers that people use, and compares each value with the org's documents.

In every file: nulls, times in UTC, lists, attributes that few users have and the first ones lack, and in an org whose schemas may
not be read, a map. Ends with `N passed, N failed`.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

import duckdb
import polars
import pyarrow
import pyarrow.csv
import pyarrow.json
import pyarrow.parquet

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
TOKEN = "00simulatorTokenSimulatorTokenSimulatorTokn"
CUSTOM = ["years:integer", "sites:array", "remote:boolean", "height:number"]
USERS = 450
FORMATS = ["parquet", "arrow", "csv", "ndjson"]

Row = dict[str, Any]
OPENER = build_opener(ProxyHandler({}))


class Org:
    """A simulated org, in which one user has every custom attribute."""

    def __init__(self, url: str) -> None:
        self.url = url
        users = self.list("/api/v1/users?limit=200")
        late = max(users, key=lambda user: user["created"])
        late["profile"] |= {"years": 9007199254740993, "sites": ["Bern", 'a,"b"\n', ""], "remote": True, "height": 0.1}
        late["profile"] |= {"nickName": "Zoë, \"Z\"\r\n😀"}
        self.call("POST", f"/api/v1/users/{late['id']}", {"profile": late["profile"]})
        self.users = {user["id"]: user for user in self.list("/api/v1/users?limit=200")}
        assert len(self.users) == USERS and self.users[late["id"]]["profile"]["years"] == 9007199254740993

    def call(self, method: str, path: str, body: object = None) -> Any:
        return self.send(method, path, body)[0]

    def list(self, path: str | None) -> list[Any]:
        items: list[Any] = []
        while path:
            page, links = self.send("GET", path)
            items += page
            following = [link for link in links if 'rel="next"' in link]
            path = following[0].partition("<")[2].partition(">")[0].removeprefix(self.url) if following else None
        return items

    def send(self, method: str, path: str, body: object = None) -> tuple[Any, list[str]]:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"SSWS {TOKEN}", "Content-Type": "application/json"}
        with OPENER.open(Request(self.url + path, data, headers, method=method)) as response:
            return json.loads(response.read() or b"null"), response.headers.get_all("Link") or []

    def export(self, folder: Path, dataset: str) -> None:
        """Writes a file of each format."""
        program = TARGET / "debug" / "examples" / "export"
        environment = {**os.environ, "OKTA_CLIENT_ORGURL": self.url, "OKTA_CLIENT_TOKEN": TOKEN}
        files = [str(folder / f"{dataset}.{ending}") for ending in FORMATS]
        subprocess.run([program, dataset, *files], check=True, env=environment, stdout=subprocess.DEVNULL)


@contextmanager
def orgs() -> Iterator[Org]:
    program = [TARGET / "debug" / "oktant-simulator", "--users", str(USERS), "--seed", "42", "--rate-limit", "1000000"]
    flags = [part for name in CUSTOM for part in ("--custom", name)]
    with subprocess.Popen([*program, *flags], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Org(process.stdout.readline().split()[-1])
        finally:
            process.kill()


# What the documents say.


def expected(document: Any, columns: dict[str, str]) -> Row:
    return {name: cell(document, name, kind, columns) for name, kind in columns.items()}


def cell(document: Any, name: str, kind: str, columns: dict[str, str]) -> Any:
    if name == "_extras":
        return None
    value = document
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if kind == "map":
        rest = {part: json.dumps(item) for part, item in value.items() if f"{name}.{part}" not in columns}
        return {part: json.loads(text) for part, text in rest.items()} or None
    if kind == "timestamp" and value is not None:
        return datetime.fromisoformat(value.replace("Z", "+00:00"))
    return float(value) if kind == "number" and value is not None else value


def compare(rows: list[Row], org: Org, columns: dict[str, str], empty_is_null: bool = False) -> None:
    """Compares rows of a reader, whose JSON is still text, with the documents."""
    assert len(rows) == USERS, len(rows)
    assert {row["id"] for row in rows} == org.users.keys()
    for row in rows:
        assert list(row) == list(columns), [*row]
        wanted = expected(org.users[row["id"]], columns)
        for name, kind in columns.items():
            found = normal(row[name], kind)
            want = None if empty_is_null and wanted[name] == "" else wanted[name]
            assert found == want and type(found) is type(want), f"{name}: {found!r} is not {want!r}"


def normal(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "map":
        # Readers give a map as a dict, as pairs, or as a list of structs.
        pairs = value.items() if isinstance(value, dict) else (tuple(pair.values()) if isinstance(pair, dict) else pair for pair in value)
        return {name: json.loads(text) for name, text in pairs}
    if kind == "json":
        return json.loads(value)
    if kind == "timestamp":
        assert value.utcoffset() is not None, value
        return value.astimezone(timezone.utc)
    return value


def from_text(text: str, kind: str) -> Any:
    """A value of a column of CSV."""
    if text == "":
        return None
    match kind:
        case "text" | "json":
            return text
        case "timestamp":
            return datetime.fromisoformat(text.replace("Z", "+00:00"))
        case "map":
            return {name: json.dumps(value) for name, value in json.loads(text).items()}
        case _:
            return json.loads(text)


# The readers.


def by_pyarrow(path: Path, columns: dict[str, str]) -> list[Row]:
    if path.suffix == ".parquet":
        table = pyarrow.parquet.read_table(path)
    elif path.suffix == ".arrow":
        with pyarrow.ipc.open_file(path) as file:
            table = file.read_all()
    else:
        texts = dict.fromkeys(columns, pyarrow.string())
        convert = pyarrow.csv.ConvertOptions(column_types=texts, strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""])
        table = pyarrow.csv.read_csv(path, convert_options=convert, parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True))
        return [{name: from_text(text or "", columns[name]) for name, text in row.items()} for row in table.to_pylist()]
    assert pyarrow.types.is_timestamp(table.schema.field("created").type) and table.schema.field("created").type.tz == "UTC"
    return table.to_pylist()


def by_polars(path: Path, columns: dict[str, str]) -> list[Row]:
    match path.suffix:
        case ".parquet":
            return polars.read_parquet(path).to_dicts()
        case ".arrow":
            return polars.read_ipc(path).to_dicts()
        case _:
            rows = polars.read_csv(path, schema=dict.fromkeys(columns, polars.String)).to_dicts()
            return [{name: from_text(text or "", columns[name]) for name, text in row.items()} for row in rows]


def by_duckdb(path: Path, columns: dict[str, str]) -> list[Row]:
    if path.suffix == ".parquet":
        relation = duckdb.read_parquet(str(path))
    else:
        kinds = {"bool": "BOOLEAN", "integer": "BIGINT", "number": "DOUBLE", "timestamp": "TIMESTAMPTZ"}
        relation = duckdb.read_csv(str(path), dtype={name: kinds.get(kind, "VARCHAR") for name, kind in columns.items()})
    rows = [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]
    if path.suffix == ".csv":
        parsed = [name for name, kind in columns.items() if kind == "map" or kind.startswith("list")]
        for row in rows:
            row |= {name: from_text(row[name] or "", columns[name]) for name in parsed}
    return rows


def by_csv(path: Path, columns: dict[str, str]) -> list[Row]:
    with path.open(newline="", encoding="utf-8") as file:
        return [{name: from_text(text, columns[name]) for name, text in row.items()} for row in csv.DictReader(file)]


def by_json(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


# The tests.


def files(org: Org, folder: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    columns: dict[str, str] = json.loads((folder / "users.schema.json").read_text())
    for suffix, readers in {
        "parquet": [by_pyarrow, by_polars, by_duckdb],
        "arrow": [by_pyarrow, by_polars],
        "csv": [by_csv, by_pyarrow, by_polars, by_duckdb],
    }.items():
        for reader in readers:

            def test(reader: Any = reader, suffix: str = suffix) -> None:
                compare(reader(folder / f"users.{suffix}", columns), org, columns, empty_is_null=suffix == "csv")

            yield f"{suffix} {reader.__name__}", test

    path = folder / "users.ndjson"

    def ndjson() -> None:
        assert {user["id"]: user for user in by_json(path)} == org.users

    def late_attributes() -> None:
        """polars and DuckDB infer the columns from all lines only if they are told to."""
        sites = {user: document["profile"].get("sites") for user, document in org.users.items()}
        frame = polars.read_ndjson(path, infer_schema_length=None)
        assert dict(zip(frame["id"], frame["profile"].struct.field("sites").to_list(), strict=True)) == sites
        relation = duckdb.sql(f"SELECT id, profile.sites FROM read_json('{path}', format = 'newline_delimited', sample_size = -1)")
        assert dict(relation.fetchall()) == sites
        table = pyarrow.json.read_json(path)
        assert {row["id"]: row["profile"]["sites"] for row in table.to_pylist()} == sites

    yield "ndjson json", ndjson
    yield "ndjson late attributes", late_attributes


def main() -> int:
    subprocess.run(["cargo", "build", "-q", "-p", "oktant-simulator"], check=True, cwd=ROOT)
    subprocess.run(["cargo", "build", "-q", "-p", "oktant-export", "--all-features", "--example", "export"], check=True, cwd=ROOT)
    passed = failed = 0
    with orgs() as org, tempfile.TemporaryDirectory() as known, tempfile.TemporaryDirectory() as unknown:
        org.export(Path(known), "users")
        refused = {"method": "GET", "path": "/api/v1/meta/types/user", "status": 403, "times": len(FORMATS)}
        org.call("POST", "/__simulator/answers", refused)
        org.export(Path(unknown), "users")
        for title, folder in {"typed": known, "map": unknown}.items():
            for name, test in files(org, Path(folder)):
                try:
                    test()
                    passed += 1
                except Exception:
                    failed += 1
                    print(f"{title} {name}:")
                    traceback.print_exc(limit=3, file=sys.stdout)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
