"""A simulated org for tests, as a program beside them: `oktant-simulator`.

>>> from oktant.simulator import SimulatedOrg
>>> with SimulatedOrg(users=100, seed=7) as org:  # doctest: +SKIP
...     with org.client() as okta:
...         okta.users.get_user("me")

pytest has a fixture for it: `oktant.testing`.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from datetime import timedelta
from types import TracebackType
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

from ._async_client import AsyncClient
from ._client import Client

_PROGRAM = "oktant-simulator"
# The org is on this machine, whatever proxy the environment has.
_OPENER = build_opener(ProxyHandler({}))


class SimulatedOrg:
    """An org on a free port, until it is closed or this process ends.

    Options are the flags of the program: `users=100` is `--users 100`, `rate_limit=1_000_000` is `--rate-limit 1000000`,
    `gzip=True` is `--gzip`, and a list repeats a flag. `oktant-simulator --help` lists them. The program is `program`, or what the
    environment names in `OKTANT_SIMULATOR`, or `oktant-simulator` of the `PATH`.
    """

    url: str
    """The org URL."""
    token: str
    """The API token of its admin."""

    def __init__(self, *, program: str | os.PathLike[str] | None = None, **options: object) -> None:
        found = program or os.environ.get("OKTANT_SIMULATOR") or shutil.which(_PROGRAM)
        if found is None:
            raise FileNotFoundError(f"there is no {_PROGRAM} in the PATH: install it, or name it in OKTANT_SIMULATOR")
        self._process = subprocess.Popen(
            [found, "--attached", *_flags(options)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        lines = [self._process.stdout.readline() for _ in range(3)]
        if not lines[2]:
            self.close()
            raise RuntimeError(f"{found} has ended with {self._process.returncode}; standard error says why")
        self.url, self.token = (shlex.split(line)[1].partition("=")[2] for line in lines[1:])

    def client(self, **settings: Any) -> Client:
        """A client of the org."""
        return Client(org_url=self.url, token=self.token, **settings)

    def async_client(self, **settings: Any) -> AsyncClient:
        """A client of the org for asyncio."""
        return AsyncClient(org_url=self.url, token=self.token, **settings)

    def reset(self) -> None:
        """Begins again: the initial org, real time, no requests and nothing scripted. Snapshots stay."""
        self.control("POST", "/reset")

    def snapshot(self, name: str = "default") -> None:
        """Remembers the org's state under a name."""
        self.control("POST", "/snapshot", {"name": name})

    def restore(self, name: str = "default") -> None:
        """Brings a remembered state back."""
        self.control("POST", "/restore", {"name": name})

    def advance(self, by: timedelta) -> None:
        """Moves the org's clock forward."""
        self.control("POST", "/clock", {"advance": f"{by / timedelta(milliseconds=1):.0f}ms"})

    def requests(self, method: str | None = None, path: str | None = None, *, status: int | None = None) -> list[dict[str, Any]]:
        """The requests that the org got, oldest first; in a path `{}` is one segment, and `*` at the end is anything."""
        select = {"method": method, "path": path, "status": status}
        query = urlencode({name: value for name, value in select.items() if value is not None})
        found: list[dict[str, Any]] = self.control("GET", f"/requests?{query}")
        return found

    def answer_next(self, method: str | None, path: str, **answer: object) -> None:
        """Scripts the answer to the next requests: `status=503`, `times=2`, `fault="reset-after"`, `delay="300ms"`, `body={...}`."""
        self.control("POST", "/answers", {"method": method, "path": path, **answer})

    def control(self, method: str, path: str, body: object = None) -> Any:
        """Calls the program's control API, `/__simulator`."""
        data = None if body is None else json.dumps(body).encode()
        try:
            with _OPENER.open(Request(f"{self.url}/__simulator{path}", data, method=method)) as response:
                return json.load(response)
        except HTTPError as error:
            with error:
                raise ValueError(json.load(error)["error"]) from None

    def close(self) -> None:
        """Ends the program."""
        self._process.kill()
        self._process.communicate()

    def __enter__(self) -> SimulatedOrg:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self.close()


def _flags(options: dict[str, object]) -> list[str]:
    """The options as flags of the program."""
    flags: list[str] = []
    for name, value in options.items():
        flag = "--" + name.replace("_", "-")
        for one in value if isinstance(value, (list, tuple)) else [value]:
            flags += [flag] if one is True else [] if one is False or one is None else [flag, str(one)]
    return flags
