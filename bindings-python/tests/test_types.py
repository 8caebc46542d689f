"""Types: the package is strictly typed, right uses pass, wrong ones are found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import oktant

RIGHT = """
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx

import oktant
from oktant import AsyncClient, Client, List, Page, Raw
from oktant.httpx import AsyncHttpxTransport, HttpxTransport


async def token(fresh: bool) -> str:
    return "new" if fresh else "old"


def sync() -> Iterator[str]:
    with Client(org_url="https://example.okta.com", token="00token", timeout=5, others={"PACING": "false"}) as okta:
        raw: Raw = okta.call("getUser", path={"id": "me"}, timeout=3.5, max_retries=0, headers={"X-A": "1"})
        status: int = raw.status
        remaining: int | None = raw.rate.remaining
        request_id: str = raw.headers["x-okta-request-id"]
        users: List[dict[str, Any]] = okta.users.list_users(search="x", limit=200, timeout=2)
        page: Page[dict[str, Any]] = users.first_page()
        yield from (str(user["id"]) for user in users)
        yield f"{status} {remaining} {request_id} {page.cursor} {okta.explain()}"
        okta.call("uploadBrandThemeLogo", path={"brandId": 1}, body=oktant.File("logo.png", b""))


async def asynchronous() -> AsyncIterator[str]:
    async with AsyncClient(bearer=token) as okta:
        raw = await okta.call("getUser", path={"id": "me"})
        async for page in okta.items("listUsers").pages():
            yield f"{raw.status} {len(page)}"
        async for user in okta.users.list_users().follow(5):
            yield str(user["id"])


class Double:
    def send(self, request: oktant.Request) -> oktant.Response:
        return oktant.Response(200, [("Link", request.url)], request.body or b"")


class AsyncDouble:
    async def send(self, request: oktant.Request) -> oktant.Response:
        raise oktant.SendError("nobody there", phase="connect")


def transports(client: httpx.Client) -> list[object]:
    return [
        Client(transport=Double()),
        AsyncClient(transport=AsyncDouble()),
        Client(transport=HttpxTransport(client)),
        AsyncClient(transport=AsyncHttpxTransport()),
    ]


def errors(okta: Client) -> str | None:
    try:
        okta.request("GET", "/api/v1/users/me")
    except oktant.NotFoundError as error:
        return error.code
    except oktant.OktantError as error:
        return error.causes[0]
    return None
"""

WRONG = [
    'Client(orgurl="x")',
    "Client(org_url=1)",
    'Client(token="x", timeout="5")',
    'okta.call("getUser", path={"id": "me"}, tiemout=1)',
    'okta.call("getUser", max_retries="0")',
    "okta.users.list_users(serch=1)",
    'okta.users.list_users(limit="many")',
    "okta.users.list_users().frist_page()",
    'okta.call("getUser").jsn',
    "oktant.NotFound",
    "Client(transport=oktant)",
    'oktant.SendError("x", phase="sent")',
]


def mypy(tmp_path: Path, program: str) -> tuple[int, str]:
    file = tmp_path / "program.py"
    file.write_text(program)
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path.parent / "mypy"), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_the_package_is_strictly_typed(tmp_path: Path) -> None:
    package = Path(oktant.__file__).parent
    assert (package / "py.typed").exists()
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "mypy"), "-p", "oktant"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_stub_has_all_that_the_library_has() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mypy.stubtest", "oktant._native", "--ignore-missing-stub"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_right_uses_pass(tmp_path: Path) -> None:
    code, output = mypy(tmp_path, RIGHT)
    assert code == 0, output


@pytest.mark.parametrize("wrong", WRONG)
def test_wrong_uses_are_found(tmp_path: Path, wrong: str) -> None:
    code, output = mypy(tmp_path, f"import oktant\nfrom oktant import Client\nokta = Client()\n{wrong}\n")
    assert code == 1 and "program.py:4" in output, output
