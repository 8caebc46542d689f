"""The programs of examples/python/jobs: each does its job on a simulated or scripted org, is short, and is strictly typed."""

from __future__ import annotations

import doctest
import json
import os
import re
import shlex
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from server import HANG, Answer, Server, answer, problem
from simulator import TOKEN, simulator
from test_tokens import APP, KEY, PEM, jwk

ROOT = Path(__file__).resolve().parents[2]
JOBS = ROOT / "examples/python/jobs"

NEW_USERS = "login,email,firstName,lastName,department\n" + "".join(
    f"new{number}@example.com,new{number}@example.com,New,{number},\n" for number in range(100)
) + "nobody,nobody@example.com,No,Body,\n"

# Command lines of a job, run one after the other on an org of 300 simulated users, and the end of what each prints.
SIMULATED: dict[str, list[tuple[str, str]]] = {
    "export_users": [("export_users.py users.csv", "300 users in users.csv\n")],
    "create_users": [
        (
            "create_users.py new.csv",
            "100 of 101\nrow 101, nobody: login: Username must be in the form of an email address\n"
            "100 created, 0 exist already, 1 failed\n",
        ),
        ("create_users.py new.csv", "\n0 created, 100 exist already, 1 failed\n"),
    ],
    "deactivate_unused": [
        ("deactivate_unused.py", "would deactivate mai.kowalski299@example.org\n49 of 249 active users never logged in\n"),
        ("deactivate_unused.py --yes", "deactivated mai.kowalski299@example.org\n49 of 249 active users never logged in\n"),
        ("deactivate_unused.py", "0 of 200 active users never logged in\n"),
    ],
    "build_group": [
        (
            "build_group.py 'All engineers' Engineering",
            "All engineers: 37 members\n  ACTIVE: 34\n  PROVISIONED: 2\n  LOCKED_OUT: 1\n",
        ),
    ],
    "service_app": [
        (
            f"service_app.py {APP} key.pem",
            "300 users\ngroups: The access token provided does not contain the required scopes.\n",
        ),
    ],
    "errors": [
        (
            "errors.py",
            "no such user: Not found: Resource not found: nobody@example.com (User)\n"
            "400 E0000001 ['email: The field cannot be left blank', 'firstName: The field cannot be left blank', "
            "'lastName: The field cannot be left blank']\n"
            "request ID for Okta's support: True\n"
            "GET /api/v1/users/{id}: path argument id is empty: pass the ID or name of one object\n"
            "getUser failed, sent: False, worth a retry: True\n",
        ),
    ],
    "many_calls": [("many_calls.py", "100 users are in 2 groups\n")],
    "typed_helper": [("typed_helper.py", "9 blocked, the first by name: Alejandro Brown, Amara Schmidt, Carmen Kim\n")],
    "own_tests": [("-m pytest -q -p no:cacheprovider own_tests.py", "2 passed in T s\n")],
    "migrated": [
        ("migrated.py", "olga.andersson182@example.com\nrosa.eriksen233@example.net\nnoah.yilmaz242@example.net\n"),
    ],
    "which_settings": [
        (
            "which_settings.py",
            "OKTA_CLIENT_ORGURL = URL (~/.okta/okta.yaml)\nOKTA_CLIENT_TOKEN = *** (~/.okta/okta.yaml)\n"
            "OKTA_CLIENT_REQUESTTIMEOUT = 20 (~/.okta/okta.yaml)\nACTIVE\n",
        ),
    ],
    "resume": [
        ("resume.py state", "50 users from liam.zhang0@example.net\n50 users from leila.silva64@example.org\nto be continued\n"),
        ("resume.py state", "50 users from sofia.rahman120@example.com\n50 users from mai.murphy178@example.com\nto be continued\n"),
        ("resume.py state", "49 users from carmen.novak241@example.org\ndone\n"),
        ("resume.py state", "to be continued\n"),
    ],
    "any_endpoint": [
        (
            "any_endpoint.py",
            "200 ACTIVE\nEngineering, Everyone, Finance, Legal, Marketing, Operations, People, Sales, Support\n['user']\n",
        ),
    ],
    "copy_groups": [
        ("copy_groups.py", "Engineering: copied\nFinance: copied\nLegal: copied\nMarketing: copied\nOperations: copied\n"
         "People: copied\nSales: copied\nSupport: copied\n"),
        ("copy_groups.py", "Sales: exists\nSupport: exists\n"),
    ],
}


def failed(date: str) -> dict[str, str]:
    return {"published": f"{date}T10:00:00.000Z", "eventType": "user.session.start"}


LIMITED = (("X-Rate-Limit-Limit", "600"), ("X-Rate-Limit-Remaining", "598"), ("X-Rate-Limit-Reset", "4102444800"))

# The command line of a job, the responses of a scripted org, the requests that it gets, and what the job prints.
SCRIPTED: dict[str, tuple[str, list[Answer], list[str], str]] = {
    "upload_logo": (
        "upload_logo.py logo.png",
        [answer([{"id": "bnd1", "name": "Acme"}]), answer([{"id": "thd1"}]), answer({"url": "https://cdn.example.com/1.png"})],
        ["GET /api/v1/brands", "GET /api/v1/brands/bnd1/themes", "POST /api/v1/brands/bnd1/themes/thd1/logo"],
        "Acme: https://cdn.example.com/1.png\n",
    ),
    "reset_access": (
        "reset_access.py ann@example.com",
        [
            answer({"id": "00u1"}),
            answer([{"id": "sms1", "factorType": "sms", "status": "ACTIVE"}, {"id": "fwf1", "factorType": "webauthn"}]),
            answer(None, 204),
            answer({"tempPassword": "F46invX4"}),
        ],
        [
            "GET /api/v1/users/ann%40example.com",
            "GET /api/v1/users/00u1/factors",
            "DELETE /api/v1/users/00u1/factors/sms1",
            "POST /api/v1/users/00u1/lifecycle/expire_password_with_temp_password?revokeSessions=true",
        ],
        "sms ACTIVE\n  removed\nwebauthn None\nTempPassword(temp_password='***')\ntemporary password: F46invX4\n",
    ),
    "failed_logins": (
        "failed_logins.py 2024-05-01 2024-05-02",
        [answer([failed("2024-05-01"), failed("2024-05-02"), failed("2024-05-02")])],
        [
            "GET /api/v1/logs?since=2024-05-01T00%3A00%3A00.000Z&until=2024-05-03T00%3A00%3A00.000Z"
            "&filter=eventType%20eq%20%22user.session.start%22%20and%20outcome.result%20eq%20%22FAILURE%22&limit=1000"
        ],
        "2024-05-01 1\n2024-05-02 2\n",
    ),
    "watch_progress": (
        "watch_progress.py",
        [
            problem(429, "E0000047", retry_after="0"),
            answer([{"id": "00u1", "status": "ACTIVE"}, {"id": "00u2"}], headers=LIMITED),
        ],
        ["GET /api/v1/users?limit=200"] * 2,
        "waits T s for listUsers: rate_limit\n2 users\n1 active\n/api/v1/users: 598 of 600 left\n",
    ),
}



def start(command: str, environment: dict[str, str]) -> subprocess.Popen[str]:
    """Starts Python with the command line of a job, whose file is in `JOBS`."""
    words = [str(JOBS / word) if (JOBS / word).is_file() else word for word in shlex.split(command)]
    environment = os.environ | {"TZ": "UTC", "PYTHONDONTWRITEBYTECODE": "1"} | environment
    return subprocess.Popen(
        [sys.executable, *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def printed_by(command: str, environment: dict[str, str]) -> str:
    """What a job prints until it ends. Durations are `T s`."""
    with start(command, environment) as process:
        printed, _ = process.communicate(timeout=HANG)
    assert process.returncode == 0, printed
    return re.sub(r"\b\d+(\.\d+)? ?s\b", "T s", printed)


def org_at(url: str, prefix: str = "OKTA_CLIENT_") -> dict[str, str]:
    """The environment variables of an org."""
    return {f"{prefix}ORGURL": url, f"{prefix}TOKEN": TOKEN}


@pytest.mark.parametrize("name", SIMULATED)
def test_a_job_on_a_simulated_org(name: str, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text(NEW_USERS)
    (tmp_path / "key.pem").write_text(PEM)
    (tmp_path / "jwks.json").write_text(json.dumps({"keys": [jwk(KEY)]}))
    with ExitStack() as orgs:
        app = [f"--service-app={APP}={tmp_path / 'jwks.json'}"] if name == "service_app" else []
        url = orgs.enter_context(simulator(300, *app))
        environment = org_at(url)
        if name == "copy_groups":
            environment |= org_at(orgs.enter_context(simulator(1)), "TARGET_")
        if name == "which_settings":
            environment = {}
            settings = tmp_path / "home/.okta/okta.yaml"
            settings.parent.mkdir(parents=True)
            settings.write_text(f"okta:\n  client:\n    orgUrl: {url}\n    token: {TOKEN}\n    requestTimeout: 20\n")
        for command, expected in SIMULATED[name]:
            printed = printed_by(command, environment)
            assert printed.replace(url, "URL").endswith(expected), printed


@pytest.mark.parametrize("name", SCRIPTED)
def test_a_job_on_a_scripted_org(name: str, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    command, answers, requests, expected = SCRIPTED[name]
    with Server(list(answers)) as server:
        assert printed_by(command, org_at(server.url)) == expected
        assert [f"{request.method} {request.target}" for request in server.requests] == requests


def test_a_followed_log_ends_with_ctrl_c() -> None:
    event = {"published": "2024-05-01T10:00:00.000Z", "eventType": "user.session.start", "actor": {"alternateId": "ann@example.com"}}
    later = event | {"eventType": "user.session.end"}
    # A page with events has a new cursor, an empty one its own; the last answer is sent again and again.
    growing: list[Answer] = [
        answer(events, headers=(("link", f'</api/v1/logs?after={after}>; rel="next"'),))
        for events, after in (([event], 1), ([], 1), ([later], 2), ([], 2))
    ]
    with Server(growing) as server, start("follow_log.py 0.01", org_at(server.url)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "2024-05-01 10:00:00+00:00 user.session.start ann@example.com None\n"
        assert process.stdout.readline() == "2024-05-01 10:00:00+00:00 user.session.end ann@example.com None\n"
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=HANG)[0] == "stopped\n"


def test_a_session_of_the_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    with simulator(300) as url:
        for name, value in org_at(url).items():
            monkeypatch.setenv(name, value)
        done = doctest.testfile(str(JOBS / "repl.txt"), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert done.failed == 0 and done.attempted > 10


def test_each_job_is_tested_and_short() -> None:
    jobs = {path.stem: len(path.read_text("utf-8").splitlines()) for path in JOBS.iterdir() if path.is_file()}
    assert jobs.keys() == {*SIMULATED, *SCRIPTED, "follow_log", "repl"} and len(jobs) == 20
    assert {name: lines for name, lines in jobs.items() if lines > 40} == {}
    table = (ROOT / "examples/python/README.md").read_text("utf-8")
    assert set(re.findall(r"\(jobs/(\w+)\.\w+\)", table)) == jobs.keys()


def test_the_jobs_are_strictly_typed(cache: str) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", cache, str(JOBS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "no issues found in 19 source files" in done.stdout, done.stdout + done.stderr
