"""What the packages of Kotlin and of Swift share: the engine for other machines than this one, licences, a simulated org to try them on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BINDINGS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BINDINGS.parent / "release"))
import tools  # noqa: E402
from tools import ROOT, TARGET, run  # noqa: E402

GLIBC = "2.17"
CARGO = ["rustc", "--locked", "--quiet", "--profile", "uniffi-library", "-p", "oktant-uniffi", "--lib", "--crate-type"]
TOKEN = "00demoTokenOfTheSimulatedOrgDemoTokenOfIt0"


def build(target: str, kind: str) -> Path:
    """The engine's library for a machine with Linux: a `cdylib` or a `staticlib`."""
    add_target(target)
    programs = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    run(programs / "cargo-zigbuild", *CARGO, kind, "--target", f"{target}.{GLIBC}", cwd=ROOT, env=environment)
    return TARGET / target / "uniffi-library" / {"cdylib": "liboktant_uniffi.so", "staticlib": "liboktant_uniffi.a"}[kind]


def add_target(target: str) -> None:
    """Has rustup install the standard library of a target, if it is missing."""
    if not Path(run("rustc", "--print", "target-libdir", "--target", target).strip()).exists():
        run("rustup", "target", "add", target)


def licences(folder: Path) -> None:
    """Our licence, and those of the crates in the library."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "LICENSE", folder)
    tools.licences(folder / "LICENSE-THIRD-PARTY", "oktant-uniffi")


@contextmanager
def simulated_org() -> Iterator[dict[str, str]]:
    """The environment of a program that uses a simulated org of 10,000 users."""
    run("cargo", "build", "--release", "--quiet", "-p", "oktant-simulator", cwd=ROOT)
    org = ["--port", "0", "--users", "10000", "--seed", "42", "--token", TOKEN, "--rate-limit", "10000"]
    with subprocess.Popen([TARGET / "release/oktant-simulator", *org], text=True, stdout=subprocess.PIPE) as simulator:
        assert simulator.stdout is not None
        try:
            yield os.environ | {"OKTA_CLIENT_ORGURL": simulator.stdout.readline().split()[-1], "OKTA_CLIENT_TOKEN": TOKEN}
        finally:
            simulator.terminate()
