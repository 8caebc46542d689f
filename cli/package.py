"""Builds the archive of the oktant command and checks it as a user unpacks it: the command behind `make package LANGUAGE=cli`.

The program is stripped, at most 12 MB and starts within 10 ms; the archive has the simulator, completions, manual pages and
licences. Ends with figures.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "release"))
import version  # noqa: E402
from tools import ROOT, TARGET, expect, licences, run, sbom  # noqa: E402

OUT = TARGET / "package-cli"
LARGEST = 12_000_000
START_MS = 10
SHELLS = {"bash": "oktant.bash", "elvish": "oktant.elv", "fish": "oktant.fish", "powershell": "oktant.ps1", "zsh": "_oktant"}


def main() -> None:
    run("cargo", "build", "--profile", "command", "--locked", "--quiet", "-p", "oktant-cli")
    run("cargo", "build", "--release", "--locked", "--quiet", "-p", "oktant-simulator", "--config", "profile.release.strip='symbols'")
    built = TARGET / "command" / "oktant"
    name = f"oktant-{version.version()}"
    archive = pack(built, name)
    sbom(archive, "pkg:cargo/oktant-cli", "oktant-cli")
    with tempfile.TemporaryDirectory() as place:
        with tarfile.open(archive) as packed:
            packed.extractall(place, filter="data")
        folder = Path(place, name)
        oktant, pages = folder / "oktant", len(list((folder / "man").iterdir()))
        size = oktant.stat().st_size
        expect(size <= LARGEST, f"the program has {size} bytes; the limit is {LARGEST}")
        expect(pages > 615, f"{pages} manual pages")
        starts = {line: start_ms(oktant, line.split()) for line in ["--version", "users list --help", "users list --dry-run"]}
        for line, (cpu, _) in starts.items():
            expect(cpu <= START_MS, f"oktant {line} takes {cpu:.1f} ms of CPU time; the limit is {START_MS}")
        use(oktant)
    print(f"oktant {size / 1e6:.2f} MB, {archive.name} {archive.stat().st_size / 1e6:.2f} MB, {pages} manual pages")
    for line, (cpu, elapsed) in starts.items():
        print(f"oktant {line}: {cpu:.1f} ms of CPU time, {elapsed:.1f} ms elapsed (medians of 30)")


def pack(built: Path, name: str) -> Path:
    """The archive: program, simulator, completions, manual pages, licences."""
    folder = OUT / name
    run("rm", "-rf", OUT)
    (folder / "completions").mkdir(parents=True)
    for program in [built, TARGET / "release" / "oktant-simulator"]:
        shutil.copy(program, folder)
    for shell, file in SHELLS.items():
        (folder / "completions" / file).write_text(run(built, "completions", shell))
    run(built, "man", folder / "man")
    (folder / "LICENSE").write_bytes((ROOT / "LICENSE").read_bytes())
    for crate, file in {"oktant-cli": "LICENSE-THIRD-PARTY", "oktant-simulator": "LICENSE-THIRD-PARTY-simulator"}.items():
        licences(folder / file, crate)
    archive = OUT / f"{name}-{run('rustc', '--print', 'host-tuple').strip()}.tar.gz"
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(folder, name)
    return archive


def start_ms(oktant: Path, arguments: list[str]) -> tuple[float, float]:
    """CPU time and elapsed time of a command that sends nothing: medians of 30, in milliseconds."""
    environment = os.environ | {"OKTA_CLIENT_ORGURL": "https://example.okta.com", "OKTA_CLIENT_TOKEN": "00token"}
    cpu, elapsed = [], []
    for _ in range(30):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        run(oktant, *arguments, env=environment)
        elapsed.append((time.perf_counter() - start) * 1000)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu.append((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000)
    return statistics.median(cpu), statistics.median(elapsed)


def use(oktant: Path) -> None:
    """Four commands against the simulator of the archive, and a completion."""
    with subprocess.Popen([oktant, "simulator", "--users", "20", "--attached"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as org:
        lines = [org.stdout.readline() for _ in range(3)]
        settings = dict(line.removeprefix("export ").strip().split("=", 1) for line in lines[1:])
        environment = os.environ | {name: value.strip("'") for name, value in settings.items()}
        listed = run(oktant, "users", "list", "--all", "--jq", ".id", "--raw", env=environment).split()
        expect(len(listed) == 20, f"users list has {len(listed)} users")
        changed = run(oktant, "users", "update", listed[0], "--set", "profile.nickName=Annie", "--jq", ".profile.nickName", env=environment)
        expect(changed.strip() == '"Annie"', f"users update: {changed}")
        name = run(oktant, "whoami", "--jq", ".id", "--raw", env=environment).strip()
        expect(name == listed[0], f"whoami: {name}")
        exported = oktant.with_name("users.parquet")
        run(oktant, "export", "users", exported, env=environment)
        expect(exported.read_bytes()[-4:] == b"PAR1", "the export is no Parquet file")
        org.stdin.close()
    completed = run(oktant, "--", "oktant", "users", "dea", env=os.environ | {"OKTANT_COMPLETE": "fish"})
    expect("deactivate" in completed, f"completions of users dea: {completed}")


if __name__ == "__main__":
    main()
