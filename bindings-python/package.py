"""Builds wheel and sdist for PyPI and checks them: the command behind `make package LANGUAGE=python`.

The wheel is built for glibc 2.28 with zig's linker, checked by auditwheel and twine, and installed into an empty venv of each
installed CPython, where it runs the quickstart. The sdist is built in another place. Prints sizes and times at the end.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).absolute()
OUT = TARGET / "package-python"
PLATFORM = "manylinux_2_28"
LARGEST = 8_000_000
VERSIONS = [f"python3.{minor}" for minor in range(10, 15)]
IMPORT = "import time; start = time.perf_counter(); import oktant; print((time.perf_counter() - start) * 1000)"


def main() -> None:
    for package in [*OUT.glob("*.whl"), *OUT.glob("*.tar.gz")]:
        package.unlink()
    run(sys.executable, HERE / "licences.py", HERE / "LICENSE-THIRD-PARTY", "oktant-python")
    wheel, sdist = build()
    check(wheel, sdist)
    run("cargo", "build", "--release", "--quiet", "-p", "oktant-simulator", cwd=ROOT)
    with tempfile.TemporaryDirectory() as place:
        figures = [f"wheel {wheel.stat().st_size / 1e6:.2f} MB", f"sdist {sdist.stat().st_size / 1e6:.2f} MB"]
        for name, python in pythons().items():
            figures.append(f"{name}: {try_out(python, Path(place, name), wheel)}")
        run(sys.executable, "-m", "venv", Path(place, "sdist"))
        # It uses nothing of this tree, not even what cargo has built.
        environment = {name: value for name, value in os.environ.items() if name != "CARGO_TARGET_DIR"}
        figures.append(f"sdist: {try_out(Path(sys.executable), Path(place, 'sdist'), sdist, environment)}")
    print("\n".join(figures))


def build() -> tuple[Path, Path]:
    """The wheel for this platform, and the sdist."""
    how = ["--zig", "--compatibility", PLATFORM] if sys.platform == "linux" else []
    maturin = [sys.executable, "-m", "maturin"]
    place = ["--manifest-path", HERE / "Cargo.toml", "--out", OUT]
    # maturin looks for zig beside the first Python of PATH, and puts what it links into one place of the target folder.
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "CARGO_TARGET_DIR": str(OUT / "target"),
    }
    run(*maturin, "build", "--release", "--locked", "--quiet", *how, *place, env=environment)
    run(*maturin, "sdist", *place)
    return next(OUT.glob("*.whl")), next(OUT.glob("*.tar.gz"))


def check(wheel: Path, sdist: Path) -> None:
    """Checks with auditwheel and twine, and the contents."""
    if sys.platform == "linux":
        verdict = run(sys.executable, "-m", "auditwheel", "show", wheel)
        tag = re.search(r'consistent with\s+the following platform tag:\s+"(\S+)"', verdict)
        print(f"auditwheel: {tag[1] if tag else verdict}")
        expect(tag is not None and tag[1].startswith(PLATFORM), "auditwheel reports another platform")
    plain = os.environ | {"NO_COLOR": "1", "COLUMNS": "200"}
    print(run(sys.executable, "-m", "twine", "check", "--strict", wheel, sdist, env=plain).strip())
    expect(wheel.stat().st_size <= LARGEST, f"the wheel has {wheel.stat().st_size} bytes; the limit is {LARGEST}")
    with zipfile.ZipFile(wheel) as archive:
        inside(wheel, archive.namelist(), unwanted=r"/tests?/|\.rs$")
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


def run(*command: object, cwd: Path = HERE, env: dict[str, str] | None = None) -> str:
    """The output of a command; exits if it fails."""
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=env, text=True, stdout=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit(f"{done.stdout}{' '.join(str(part) for part in command)}: exit {done.returncode}")
    return done.stdout


def expect(condition: bool, message: str) -> None:
    if not condition:
        sys.exit(message)


if __name__ == "__main__":
    main()
