"""The simulated org that the tests share, and an environment without the developer's own settings."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import oktant

USERS = 1050
TOKEN = "00simulatorTokenSimulatorTokenSimulatorTokn"


@pytest.fixture(scope="session")
def org() -> Iterator[str]:
    """The URL of a simulated org."""
    command = [os.environ["OKTANT_SIMULATOR"], "--users", str(USERS), "--seed", "42", "--rate-limit", "1000000"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield line.split()[-1]
    finally:
        process.kill()
        process.wait()


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
