"""Builds wheel and sdist for PyPI and checks them: the command behind `make package LANGUAGE=python`.

The wheel is built for glibc 2.28 with zig's linker, checked by auditwheel and twine, and installed into an empty venv of each
installed CPython, where it runs the quickstart. The sdist is built in another place. `package.py TARGET` builds and checks the wheel
alone, for a target of Rust, and runs it if that is this machine's. Prints sizes and times at the end.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "release"))
from tools import ROOT, TARGET, expect, licences, megabytes, run, sbom  # noqa: E402

OUT = TARGET / "package-python"
MATURIN = [sys.executable, "-m", "maturin"]
PLACE = ["--manifest-path", HERE / "Cargo.toml", "--out", OUT]
# The crates of the wheel.
CRATES = ["bindings-python", "client", "core", "export", "keys"]
LARGEST = 8_000_000
VERSIONS = [f"python3.{minor}" for minor in range(10, 15)]
IMPORT = "import time; start = time.perf_counter(); import oktant; print((time.perf_counter() - start) * 1000)"


def main(target: str | None = None) -> None:
    for package in OUT.glob("oktant-*"):
        package.unlink()
    OUT.mkdir(parents=True, exist_ok=True)
    licences(HERE / "LICENSE-THIRD-PARTY", "oktant-python", target)
    wheel = build_wheel(target)
    sdist = None if target else build_sdist()
    check(wheel, sdist)
    figures = [f"{package.name} {megabytes(package)}" for package in (wheel, sdist) if package]
    if target in (None, run("rustc", "--print", "host-tuple").strip()):
        figures += try_all(wheel, sdist)
    print("\n".join(figures))


def build_wheel(target: str | None) -> Path:
    """The wheel for this machine or another target, with its SBOM beside it and inside."""
    how = ["--target", target] if target else []
    if target:
        run("rustup", "target", "add", target)
    if sys.platform == "linux":
        how += ["--zig", "--compatibility", platform(target)]
    # maturin looks for zig beside the first Python of PATH, and puts what it links into one place of the target folder.
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "CARGO_TARGET_DIR": str(OUT / "target"),
    }
    parts = sbom(OUT / "oktant", "pkg:pypi/oktant", "oktant-python", *(["--target", target] if target else []))
    run(*MATURIN, "build", "--release", "--locked", "--quiet", *how, "--sbom-include", parts, *PLACE, env=environment)
    wheel = next(OUT.glob("*.whl"))
    shutil.move(parts, f"{wheel}.cdx.json")
    return wheel


def build_sdist() -> Path:
    """The sdist, from a copy of the crates without what only their tests need: it has no tests, and maturin would pack their crates."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in CRATES:
            shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("tests", "__pycache__", "*.so"))
            manifest = place / name / "Cargo.toml"
            text = re.sub(r"^\[(dev-dependencies|\[test\])\]\n(?:.+\n)*", "", manifest.read_text(encoding="utf-8"), flags=re.M)
            manifest.write_text(text, encoding="utf-8")
        workspace = (ROOT / "Cargo.toml").read_text(encoding="utf-8")
        workspace = re.sub(r"^((default-)?members) = .*", "", workspace, flags=re.M)
        workspace = workspace.replace("[workspace]\n", f"[workspace]\nmembers = {json.dumps(CRATES)}\n", 1)
        (place / "Cargo.toml").write_text(workspace, encoding="utf-8")
        shutil.copy(ROOT / "Cargo.lock", place)
        run(*MATURIN, "sdist", "--manifest-path", place / HERE.name / "Cargo.toml", "--out", OUT)
    return next(OUT.glob("*.tar.gz"))


def platform(target: str | None) -> str:
    """The oldest Linux that the wheel is for."""
    return "musllinux_1_2" if target and target.endswith("-musl") else "manylinux_2_28"


def try_all(wheel: Path, sdist: Path | None) -> list[str]:
    """Installs the packages in each Python and runs the quickstart; what that showed."""
    run("cargo", "build", "--release", "--quiet", "-p", "oktant-simulator")
    with tempfile.TemporaryDirectory() as place:
        figures = [f"{name}: {try_out(python, Path(place, name), wheel)}" for name, python in pythons().items()]
        if sdist:
            run(sys.executable, "-m", "venv", Path(place, "sdist"))
            # It uses nothing of this tree, not even what cargo has built.
            environment = {name: value for name, value in os.environ.items() if name != "CARGO_TARGET_DIR"}
            figures.append(f"sdist: {try_out(Path(sys.executable), Path(place, 'sdist'), sdist, environment)}")
    return figures


def check(wheel: Path, sdist: Path | None) -> None:
    """Checks with auditwheel and twine, and the contents."""
    if sys.platform == "linux":
        verdict = run(sys.executable, "-m", "auditwheel", "show", wheel)
        tag = re.search(r'consistent with\s+the following platform tag:\s+"(\S+)"', verdict)
        print(f"auditwheel: {tag[1] if tag else verdict}")
        expect(tag is not None and tag[1] in wheel.stem.split("-")[-1].split("."), "auditwheel reports another platform")
    plain = os.environ | {"NO_COLOR": "1", "COLUMNS": "200"}
    print(run(sys.executable, "-m", "twine", "check", "--strict", wheel, *([sdist] if sdist else []), env=plain).strip())
    expect(wheel.stat().st_size <= LARGEST, f"the wheel has {wheel.stat().st_size} bytes; the limit is {LARGEST}")
    with zipfile.ZipFile(wheel) as archive:
        inside(wheel, archive.namelist(), unwanted=r"/tests?/|\.rs$")
        expect(any("/sboms/" in name for name in archive.namelist()), f"{wheel.name} has no SBOM")
    if sdist:
        with tarfile.open(sdist) as archive:
            inside(sdist, archive.getnames(), unwanted=r"/tests?/|\.so$|\.sh$|/(simulator|codegen|bindings-(wasm|uniffi))/")


def inside(package: Path, names: list[str], unwanted: str) -> None:
    """Checks that a package has licences and types, and nothing that users do not need."""
    for wanted in ("LICENSE", "LICENSE-THIRD-PARTY", "oktant/py.typed", "oktant/_native.pyi"):
        expect(any(name.endswith(f"/{wanted}") or name == wanted for name in names), f"{package.name} has no {wanted}")
    found = [name for name in names if re.search(unwanted, name)]
    expect(not found, f"{package.name} has {found}")


def pythons() -> dict[str, Path]:
    """Each installed CPython that the wheel supports, by name."""
    found = {}
    for name in VERSIONS:
        command = [name, "-c", "import ensurepip, sys; print(sys.executable)"]
        try:
            done = subprocess.run(command, text=True, capture_output=True)
        except OSError:
            continue
        if done.returncode == 0:
            found[name] = Path(done.stdout.strip())
    return found or {"python3": Path(sys.executable)}


def try_out(python: Path, venv: Path, package: Path, environment: dict[str, str] | None = None) -> str:
    """Installs into an empty venv and runs the quickstart there, against the simulator."""
    run(python, "-m", "venv", venv)
    installed = venv / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    run(installed, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", package, env=environment)
    expect("Requires: \n" in run(installed, "-m", "pip", "show", "oktant"), "it requires other packages")
    simulator = TARGET / "release" / f"oktant-simulator{'.exe' if sys.platform == 'win32' else ''}"
    sheltered = {name: value for name, value in os.environ.items() if not name.startswith("OKTA_CLIENT_")}
    print(run(installed, ROOT / "examples/python/demo.py", simulator, cwd=venv, env=sheltered), end="")
    folder = Path(run(installed, "-c", "import oktant; print(oktant.__path__[0])", cwd=venv).strip())
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.suffix != ".pyc")
    milliseconds = min(float(run(installed, "-c", IMPORT, cwd=venv)) for _ in range(5))
    return f"installed {size / 1e6:.2f} MB, imported in {milliseconds:.1f} ms"


if __name__ == "__main__":
    main(*sys.argv[1:])
