"""Types: the package is strictly typed; five type checkers accept right programs and find the errors of wrong ones."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import oktant

TOOLS = Path(pytest.__file__).parents[4] / "bin"
PROGRAMS = Path(__file__).parent / "typing"
FOUND = re.compile(r"^.*?([a-z]+\.py):(\d+): error: .*\[([a-z-]+)\]$", re.M)
Errors = set[tuple[str, int, str]]


def run(*command: str) -> tuple[int, str]:
    """Runs a checker as a module of this Python."""
    environment = os.environ | {"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=False, env=environment)
    return done.returncode, done.stdout + done.stderr


def mypy(cache: str, *files: str) -> Errors:
    """File, line and code of each error."""
    code, output = run("mypy", "--strict", "--cache-dir", cache, *files)
    errors = {(file, int(line), name) for file, line, name in FOUND.findall(output)}
    assert code == (1 if errors else 0) and output.count(": error: ") == len(errors), output
    return errors


def pyright(folder: Path) -> Errors:
    """The same, without reports of unknown types, which follow from another error."""
    (folder / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    code, output = run("pyright", "--project", str(folder), "--pythonpath", sys.executable, "--outputjson")
    found = json.loads(output)["generalDiagnostics"]
    errors = [(Path(one["file"]).name, one["range"]["start"]["line"] + 1, one["rule"]) for one in found]
    errors = [one for one in errors if one[0] != "wrong.py" or not one[2].startswith("reportUnknown")]
    assert code == (1 if errors else 0) and len(errors) == len(set(errors)), output
    return set(errors)


def marked(checker: int) -> Errors:
    """What the marks of the wrong program say of a checker: `# error: CODE of mypy, RULE of pyright`."""
    lines = enumerate((PROGRAMS / "wrong.py").read_text("utf-8").splitlines(), 1)
    marks = [(line, text.split("# error: ")[1]) for line, text in lines if "# error: " in text]
    assert len(marks) > 40
    return {("wrong.py", line, mark.split(", ")[checker]) for line, mark in marks}


def test_mypy_finds_what_is_wrong_and_nothing_else(cache: str) -> None:
    assert mypy(cache, *map(str, PROGRAMS.glob("*.py"))) == marked(0)


def test_pyright_finds_what_is_wrong_and_nothing_else(tmp_path: Path) -> None:
    for program in PROGRAMS.glob("*.py"):
        shutil.copy(program, tmp_path)
    assert pyright(tmp_path) == marked(1)


# What each does not see: names among the options of a call or the settings of a client, which are an unpacked TypedDict.
OTHERS = {
    "pyrefly": (["check", "--preset", "default", "--output-format", "min-text", "--python-interpreter-path"], ()),
    "ty": (["check", "--output-format", "concise", "--python"], ("orgurl=", "tiemout=", "serch=")),
    "zuban": (["check", "--strict", "--python-executable"], ("with_raw_response.list_users(serch=",)),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_checkers_find_the_same(name: str, tmp_path: Path) -> None:
    arguments, unseen = OTHERS[name]
    for program in PROGRAMS.glob("*.py"):
        shutil.copy(program, tmp_path)
    command = [TOOLS / name, *arguments, sys.executable, "right.py", "wrong.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    found = {(file, int(line)) for file, line in re.findall(r"([a-z]+\.py):(\d+)", done.stdout)}
    lines = (PROGRAMS / "wrong.py").read_text("utf-8").splitlines()
    expected = {number for _, number, _ in marked(0) if not any(text in lines[number - 1] for text in unseen)}
    assert found == {("wrong.py", number) for number in expected}, done.stdout + done.stderr


def test_the_package_is_strictly_typed(cache: str) -> None:
    assert (Path(oktant.__file__).parent / "py.typed").exists()
    code, output = run("mypy", "--strict", "--cache-dir", cache, "-p", "oktant")
    assert code == 0, output


def test_the_stub_has_all_that_the_library_has() -> None:
    code, output = run("mypy.stubtest", "oktant._native", "--ignore-missing-stub")
    assert code == 0, output
