"""Builds the archive of the simulator and checks it as a user unpacks it: the command behind `make package LANGUAGE=simulator`."""

from __future__ import annotations

import shutil
import sys
import tarfile
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "release"))
import version  # noqa: E402
from tools import ROOT, TARGET, expect, licences, megabytes, run, sbom  # noqa: E402

OUT = TARGET / "package-simulator"
STRIPPED = ["--config", "profile.release.strip='symbols'"]
# What a command sees that runs with an org: the answer of the org to it.
LIST = """
import os, urllib.request
url, token = os.environ["OKTA_CLIENT_ORGURL"], os.environ["OKTA_CLIENT_TOKEN"]
request = urllib.request.Request(f"{url}/api/v1/users?limit=2", headers={"Authorization": f"SSWS {token}"})
with urllib.request.urlopen(request) as response:
    print(response.status, response.headers["x-rate-limit-limit"], response.read().count(b'"status":"'))
"""


def main() -> None:
    run("cargo", "build", "--release", "--locked", "--quiet", "-p", "oktant-simulator", *STRIPPED)
    name = f"oktant-simulator-{version.version()}"
    archive = pack(name)
    sbom(archive, "pkg:cargo/oktant-simulator", "oktant-simulator")
    with tempfile.TemporaryDirectory() as place:
        with tarfile.open(archive) as packed:
            packed.extractall(place, filter="data")
        program = Path(place, name, "oktant-simulator")
        expect(run(program, "--version").strip() == f"oktant-simulator {version.version()}", "another version")
        listed = run(program, "--users", "20", "--", sys.executable, "-c", LIST).split()
        expect(listed[-3:] == ["200", "600", "2"], f"the org answers {listed}")
        print(f"{archive.name} {megabytes(archive)}, the program {megabytes(program)}")


def pack(name: str) -> Path:
    """The archive: program, page for users, licences."""
    shutil.rmtree(OUT, ignore_errors=True)
    folder = OUT / name
    folder.mkdir(parents=True)
    for file in (TARGET / "release" / "oktant-simulator", ROOT / "simulator/README.md", ROOT / "LICENSE"):
        shutil.copy(file, folder)
    licences(folder / "LICENSE-THIRD-PARTY", "oktant-simulator")
    archive = OUT / f"{name}-{run('rustc', '--print', 'host-tuple').strip()}.tar.gz"
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(folder, name)
    return archive


if __name__ == "__main__":
    main()
