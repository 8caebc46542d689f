#!/usr/bin/env python3
"""Every operation of the API document against the simulator: once as the document has it, once wrong.

    crawl.py [--simulator PROGRAM] [--operation ID] [--verbose] [--record FILE] [--table FILE]

A valid request has the members that the schema of its body requires, or those of requests.yaml where an org asks for more. It must
be answered with a declared 2xx and a body in which every documented member has its documented type. What was made must be shown by
its GET and its list. An invalid one must be answered with a 4xx and an Okta error. `--record` writes the exchanges as a replay reads
them, `--table` a table by area.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterator
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "flows"), str(ROOT / "tests" / "replay")]

from document import Document, Operation  # noqa: E402
from exact import Json, encode  # noqa: E402
from flows import built  # noqa: E402
from reader import Reader  # noqa: E402
from wanted import Requests  # noqa: E402
from simulator import Answer, Simulator  # noqa: E402

AT_ONCE = 4
USERS = 250  # of every status, on two pages
UNKNOWN = "nothingHasThisId0000"


@dataclass
class Result:
    """What an operation did."""

    operation: Operation
    faults: list[str] = field(default_factory=list)
    valid: bool = False
    invalid: bool = False


class Crawl:
    """Calls operations of one org."""

    def __init__(self, org: Simulator, document: Document) -> None:
        self._org = org
        self._document = document
        self._reader = Reader(document)
        self._requests = Requests(document, org)
        self.recordings: list[dict[str, Json]] = []

    def valid(self, result: Result) -> None:
        """The operation as the document has it."""
        operation = result.operation
        request = self._requests.valid(operation)
        if isinstance(request, str):
            result.faults.append(request)
            return
        answer = self._org.send(operation.method, request.target, request.body, request.accept, request.media)
        self._record(operation, request.target, request.body, answer)
        result.faults += self._judged(operation, answer)
        if not result.faults and operation.method == "POST":
            result.faults += self._found_again(operation, request.target, answer)
        result.valid = not result.faults

    def invalid(self, result: Result) -> None:
        """The operation with a path, a body or a method that no org takes."""
        operation = result.operation
        for what, method, target, body in self._requests.invalid(operation, UNKNOWN):
            answer = self._org.send(method, target, body)
            code = answer.body.get("errorCode") if isinstance(answer.body, dict) else None
            is_error = code or isinstance(answer.body, dict) and "err" in answer.body
            if not 400 <= answer.status < 500 or not is_error:
                result.faults.append(f"{what}: {answer.status} {encode(answer.body)[:100]}")
                return
        result.invalid = True

    def _judged(self, operation: Operation, answer: Answer) -> list[str]:
        if not answer.ok:
            return [f"{answer.status} {encode(answer.body)[:300]}"]
        if str(answer.status) not in {*operation.replies, operation.wire_status}:
            return [f"{answer.status} is not declared, {', '.join(operation.replies)} is"]
        if operation.text_reply(answer.status):
            return []
        verdict = self._reader.judge(operation, answer.status, answer.body) if answer.body is not None else None
        return [f"of another type: {pointer or 'the body'}" for pointer in verdict.raw] if verdict else []

    def _found_again(self, operation: Operation, target: str, answer: Answer) -> list[str]:
        """Whether what was made is shown by its GET and in its list."""
        made = answer.body
        collection, _, _ = target.partition("?")
        item = next((one for one in self._document.operations.values() if self._shows(one, operation)), None)
        if not isinstance(made, dict) or not isinstance(made.get("id"), str) or item is None:
            return []
        faults = []
        shown = self._org.send("GET", f"{collection}/{quote(made['id'], safe='')}")
        if not shown.ok or not isinstance(shown.body, dict) or shown.body.get("id") != made["id"]:
            faults.append(f"made, but GET of it: {shown.status} {encode(shown.body)[:100]}")
        if any(one.method == "GET" and one.template == operation.template for one in self._document.operations.values()):
            pages = list(self._pages(collection + self._requests.list_query(operation.template)))
            if not any(made["id"] in encode(page.body) for page in pages):
                faults.append(f"made, but its list does not have it: {pages[0].status} {encode(pages[0].body)[:100]}")
        return faults

    def _pages(self, target: str) -> Iterator[Answer]:
        """The pages of a list."""
        following: str | None = target
        while following:
            page = self._org.send("GET", following)
            yield page
            following = next_page(page, self._org.url)

    @staticmethod
    def _shows(one: Operation, made_by: Operation) -> bool:
        prefix, _, rest = one.template.rpartition("/")
        return one.method == "GET" and prefix == made_by.template and rest.startswith("{")

    def _record(self, operation: Operation, target: str, body: Json, answer: Answer) -> None:
        if answer.ok and not isinstance(body, bytes):
            path, _, query = target.partition("?")
            pairs = dict(pair.split("=", 1) for pair in query.split("&")) if query else {}
            headers = {name: value for name, value in answer.headers.items() if name.lower() in ("content-type", "date")}
            recording = {"method": operation.method, "path": path, "query": pairs, "request_body": body}
            reply = {"status": answer.status, "response_headers": headers, "response_body": answer.body}
            self.recordings.append({**recording, **reply, "operation_id": operation.id})


def next_page(page: Answer, base: str) -> str | None:
    """Where the page after one is: a header says it, or the body where a list is wrapped."""
    headers = [link for link in page.headers.get_all("link", []) if 'rel="next"' in link]
    if headers:
        return headers[0].partition("<")[2].partition(">")[0].removeprefix(base)
    links = page.body.get("_links") if isinstance(page.body, dict) else None
    return str(links["next"]["href"]).removeprefix(base) if isinstance(links, dict) and "next" in links else None


def crawl(operation: Operation, program: Path, document: Document) -> tuple[Result, list[dict[str, Json]]]:
    """One operation on an org of its own: what it did, and the exchange."""
    result = Result(operation)
    with Simulator(program, "--users", str(USERS), "--realms") as org:
        calls = Crawl(org, document)
        calls.valid(result)
        calls.invalid(result)
    return result, calls.recordings


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Every operation against the simulator.")
    parser.add_argument("--simulator", type=Path, help="the program, instead of the one built from this tree")
    parser.add_argument("--operation", help="this operation alone")
    parser.add_argument("--verbose", action="store_true", help="show what passed, too")
    parser.add_argument("--record", type=Path, help="write the exchanges as a replay reads them")
    parser.add_argument("--table", type=Path, help="write a table by area")
    options = parser.parse_args()
    document = Document.corrected()
    program = options.simulator or built()
    chosen = [one for one in document.operations.values() if options.operation in (None, one.id)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = list(pool.map(lambda operation: crawl(operation, program, document), chosen))
    results = [result for result, _ in done]
    recordings = [one for _, made in done for one in made]
    if options.record:
        options.record.write_text("".join(encode(one) + "\n" for one in recordings))
    if options.table:
        options.table.write_text(table(results))
    for result in results:
        for fault in result.faults:
            print(f"{result.operation.area} {result.operation.id} {result.operation.method} {result.operation.template}: {fault}")
        if options.verbose and not result.faults:
            print(f"{result.operation.id}: passed")
    failed = sum(bool(result.faults) for result in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


def table(results: list[Result]) -> str:
    """The areas with their operations: how many, how many answer right, and how many refuse what is wrong."""
    areas: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        areas[result.operation.area].append(result)
    lines = [
        "# What the simulator has",
        "",
        "Written by `make crawl`: each operation of the API document is called once as the document has it and once wrong.",
        "",
        "| area | operations | answer as documented | refuse what is wrong |",
        "| - | -: | -: | -: |",
    ]
    for area in [*sorted(areas), "all"]:
        own = results if area == "all" else areas[area]
        lines.append(f"| {area} | {len(own)} | {sum(one.valid for one in own)} | {sum(one.invalid for one in own)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
