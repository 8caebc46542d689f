"""A simulated org: a process of its own, new and with nothing done to it, and the requests that it is sent."""

from __future__ import annotations

import http.client
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from exact import Json, encode, parse

JSON = "application/json"
NO_LIMIT = "1000000"  # recordings are played faster than they were made


@dataclass(frozen=True)
class Answer:
    """What an org responded."""

    status: int
    headers: http.client.HTTPMessage
    body: Json

    @property
    def ok(self) -> bool:
        """Whether the request did what it asked for."""
        return 200 <= self.status < 300


class Simulator:
    """A simulator process while it is a context."""

    def __init__(self, program: Path, *flags: str) -> None:
        self._process = subprocess.Popen(
            [program, "--rate-limit", NO_LIMIT, *flags], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        lines = [self._process.stdout.readline() for _ in range(3)]
        if "listening on " not in lines[0]:
            raise OSError(f"{program} does not start: {lines[0]!r}")
        self.url = lines[0].removeprefix("listening on ").strip()
        self._token = lines[2].partition("=")[2].strip().strip("'")
        self._connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)

    def __enter__(self) -> Simulator:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._process.kill()
        self._process.communicate()

    def send(self, method: str, target: str, body: Json = None, accept: str = JSON, media: str = JSON) -> Answer:
        """Sends a request with a credential that may do all; the answer to one that failed has status 0."""
        headers = {"Authorization": f"SSWS {self._token}", "Accept": accept}
        data = _bytes(body, media)
        if data is not None:
            headers["Content-Type"] = media
        try:
            self._connection.request(method, target, data, headers)
            response = self._connection.getresponse()
            return Answer(response.status, response.headers, _read(response.read()))
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return Answer(0, http.client.HTTPMessage(), None)


def _bytes(body: Json, media: str) -> bytes | None:
    """Text of another media type stands for itself."""
    if body is None or isinstance(body, bytes):
        return body
    return (body if isinstance(body, str) and media != JSON else encode(body)).encode()


def _read(body: bytes) -> Json:
    """A body as a recording has it: none where it is empty, text where it is not JSON."""
    if not body:
        return None
    try:
        return parse(body)
    except ValueError:
        return body.decode(errors="replace")
