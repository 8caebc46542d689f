"""A fixture of pytest: each test gets a simulated org of its own. Install it with `oktant[pytest]`.

In `conftest.py`:

>>> from oktant.testing import okta_org, org_fixture  # doctest: +SKIP
>>> crowd = org_fixture(users=100)  # flags of the program  # doctest: +SKIP

In a test, `oktant.Client()` finds the org in the environment:

>>> def test_deactivates_leavers(okta_org):
...     okta_org.answer_next("GET", "/api/v1/users", status=503)
...     deactivate_leavers()
...     assert len(okta_org.requests("POST", "/api/v1/users/{}/lifecycle/deactivate")) == 3
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .simulator import SimulatedOrg

__all__ = ["SimulatedOrg", "okta_org", "org_fixture"]


def org_fixture(**options: object) -> Any:  # The class of fixtures differs between versions of pytest.
    """A fixture: a simulated org with these flags of the program. The environment has its URL and token."""

    @pytest.fixture
    def fixture(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedOrg]:
        with SimulatedOrg(program=None, **options) as org:
            monkeypatch.setenv("OKTA_CLIENT_ORGURL", org.url)
            monkeypatch.setenv("OKTA_CLIENT_TOKEN", org.token)
            yield org

    return fixture


okta_org = org_fixture()
