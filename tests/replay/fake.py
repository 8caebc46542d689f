"""A correct runner, for the tests: each method is a step that a wrong runner gets wrong."""

from __future__ import annotations

import http.client
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from document import JSON, Document, Operation
from exact import Json, encode, parse
from reader import Reader, Verdict

Row = dict[str, Any]


class FakeRunner:
    """Sends what a case asks for and answers by the document itself."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.reader = Reader(document)

    def __call__(self, url: str, cases: Path, answers: Path) -> None:
        connection = http.client.HTTPConnection(url.removeprefix("http://"))
        with answers.open("w") as out:
            for line in cases.read_text().splitlines():
                row = self.answer(connection, json.loads(line))
                if row is not None:
                    out.write(json.dumps(row) + "\n")
        connection.close()

    def answer(self, connection: http.client.HTTPConnection, case: Row) -> Row | None:
        """Makes one call."""
        operation = self.document.operations[case["operation"]]
        body = self.body(case, operation)
        headers = self.headers(case, operation, body)
        connection.request(self.method(operation), self.target(case, operation), body, headers)
        response = connection.getresponse()
        content = response.read()
        if 200 <= response.status < 300:
            return {"n": case["n"], **self.success(operation, response.status, content)}
        return {"n": case["n"], **self.failure(response.status, content)}

    def method(self, operation: Operation) -> str:
        return operation.method

    def target(self, case: Row, operation: Operation) -> str:
        path = operation.template
        for name, value in case["path"].items():
            path = path.replace("{" + name + "}", quote(value, safe=""))
        query = self.query(case, operation)
        return f"{path}?{urlencode(query)}" if query else path

    def query(self, case: Row, operation: Operation) -> list[tuple[str, str]]:
        declared = operation.named("query")
        pairs = [(name, value) for name, values in case["extra_query"].items() for value in values]
        for name, values in case["query"].items():
            parts = values if declared[name].exploded else [",".join(values)]
            pairs.extend((name, part) for part in parts)
        return pairs

    def headers(self, case: Row, operation: Operation, body: str | None) -> dict[str, str]:
        headers = {"X-Replay-Case": str(case["n"])}
        if operation.security != "none":
            headers["Authorization"] = "SSWS sample"
        if body is not None:
            headers["Content-Type"] = operation.body_media[0]
        return headers

    def body(self, case: Row, operation: Operation) -> str | None:
        if case["body"] is None and operation.body_required:
            return "{}" if JSON in operation.body_media else "x"
        return str(case["body"]) if case["body"] is not None else None

    def success(self, operation: Operation, status: int, content: bytes) -> Row:
        if operation.text_reply(status):
            return {"outcome": "ok", "document": None, "text": content.decode()}
        document = parse(content) if content else None
        verdict = self.reader.judge(operation, status, document) if content else Verdict()
        return {
            "outcome": "ok",
            "document": encode(self.document_of(document)) if content else None,
            "typed": self.typed(verdict),
            "extras": self.extras(verdict),
            "raw": verdict.raw,
        }

    def document_of(self, document: Json) -> Json:
        return document

    def typed(self, verdict: Verdict) -> list[str]:
        return verdict.typed

    def extras(self, verdict: Verdict) -> list[str]:
        return [*verdict.extras, *verdict.nulls]

    def failure(self, status: int, content: bytes) -> Row:
        try:
            body = parse(content)
        except ValueError:
            body = None
        body = body if isinstance(body, dict) else {}
        return {
            "outcome": "error",
            "kind": "api",
            "message": "as recorded",
            "status": status,
            "code": body.get("errorCode"),
            "summary": body.get("errorSummary"),
            "id": body.get("errorId"),
            "causes": [cause["errorSummary"] for cause in body.get("errorCauses", [])],
        }
