"""The simulated org that the tests share, and an environment without the developer's own settings."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from simulator import TOKEN, simulator

import oktant

USERS = 1050


@pytest.fixture(scope="session")
def org() -> Iterator[str]:
    """The URL of a simulated org."""
    with simulator(USERS) as url:
        yield url


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The cache folder of mypy."""
    return str(tmp_path_factory.mktemp("mypy"))


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No okta.yaml and no environment variables but those of the test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in [name for name in os.environ if name.upper().startswith("OKTA_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def okta(org: str) -> Iterator[oktant.Client]:
    """A client of the simulated org."""
    with oktant.Client(org_url=org, token=TOKEN) as okta:
        yield okta


@pytest.fixture
def others(okta: oktant.Client) -> list[str]:
    """IDs of users."""
    return [user["id"] for user in okta.users.list_users(limit=20).first_page()]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Prints the counts, with which every test run of the project ends."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        count = {name: len(reporter.stats.get(name, [])) for name in ("passed", "failed", "error", "skipped")}
        skipped = f", {count['skipped']} skipped" if count["skipped"] else ""
        print(f"{count['passed']} passed, {count['failed'] + count['error']} failed{skipped}")
