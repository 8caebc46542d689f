"""Builds the package for SwiftPM and checks it: the command behind `make package LANGUAGE=swift`.

The package is the repository `oktant-swift`, whose releases have the engine: an artifact bundle for Linux and, if XCFRAMEWORK names
what xcframework.sh has made on a Mac, one for Apple's platforms. A copy of the quickstart gets it by its URL, as users do, and runs
with each of RELEASES. Prints sizes and the time to compile at the end.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import zipfile
from pathlib import Path

import bundle
from engine import BINDINGS, ROOT, build, expect, licences, run, simulated_org

HERE = BINDINGS / "swift"
# Inside the checkout, which is what toolchain.sh mounts.
OUT = HERE / "build/package"
REPOSITORY = "https://github.com/oktant/oktant-swift"
MACHINES = ("x86_64", "aarch64")
# What Debian has: the manifests for releases before 6.2, and from there on.
RELEASES = ("6.0", "6.2")
BUNDLE = "OktantFFI.artifactbundle"


def main() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    run(BINDINGS / "build.sh", "swift")
    archives = [pack_engine()]
    if given := os.environ.get("XCFRAMEWORK"):
        archives.append(zipped(Path(given)))
    else:
        print("without the engine for Apple's platforms, because XCFRAMEWORK is not set")
    package = OUT / "oktant-swift"
    write_package(package, {archive: f'url: "{download(archive)}", checksum: "{checksum(archive)}"' for archive in archives})
    tag(package)
    for release in RELEASES:
        try_out(release, archives)
    sizes(archives, package)


def pack_engine() -> Path:
    """The artifact bundle with the engine for each machine, zipped."""
    libraries = {}
    for machine in MACHINES:
        library = OUT / machine / "liboktant_uniffi.a"
        library.parent.mkdir()
        run(BINDINGS / "prelink.sh", build(f"{machine}-unknown-linux-gnu", "staticlib"), bundle.MODULE / "OktantFFI.h", library)
        libraries[machine] = library
    bundle.write(OUT / BUNDLE, libraries)
    licences(OUT / BUNDLE)
    return zipped(OUT / BUNDLE)


def zipped(folder: Path) -> Path:
    """A zip of a folder, always the same for the same files."""
    path = OUT / f"{folder.name}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(file for file in folder.rglob("*") if file.is_file()):
            entry = zipfile.ZipInfo(f"{folder.name}/{file.relative_to(folder)}")
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)
    return path


def write_package(package: Path, sources: dict[Path, str]) -> None:
    """The files of a release, with where SwiftPM gets each archive."""
    for module in ("Oktant", "OktantEngine", "OktantFFI"):
        shutil.copytree(HERE / "Sources" / module, package / "Sources" / module)
    for name in ("README.md", ".spi.yml"):
        shutil.copy(HERE / name, package)
    licences(package)
    for path in HERE.glob("Package*.swift"):
        manifest = path.read_text(encoding="utf-8")
        manifest = re.sub(r" +// In the repository alone.*?(?=    \]\n\))", "", manifest, flags=re.S)
        expect("Tests" not in manifest, f"{path.name} has the tests")
        for archive, source in sources.items():
            manifest = manifest.replace(f'path: "build/{archive.stem}"', source)
        (package / path.name).write_text(manifest, encoding="utf-8")


def tag(package: Path) -> None:
    """Makes a repository of a package, with the tag of this version."""
    git = ["git", "-C", package, "-c", "user.name=Oktant", "-c", "user.email=oktant@localhost"]
    run(*git, "init", "--quiet")
    run(*git, "add", ".")
    run(*git, "commit", "--quiet", "--message", f"Oktant {bundle.version()}")
    run(*git, "tag", bundle.version())


def download(archive: Path) -> str:
    return f"{REPOSITORY}/releases/download/{bundle.version()}/{archive.name}"


def checksum(archive: Path) -> str:
    return hashlib.sha256(archive.read_bytes()).hexdigest()


def try_out(release: str, archives: list[Path]) -> None:
    """Builds the quickstart as users do, with the archives beside the package instead of downloaded, and runs it on a simulated org."""
    place = OUT / f"swift-{release}"
    package, program = place / "oktant-swift", place / "quickstart"
    write_package(package, {archive: f'path: "{archive.name}"' for archive in archives})
    for archive in archives:
        shutil.copy(archive, package)
        expect(swift(release, place, "package", "compute-checksum", archive).strip() == checksum(archive), f"the checksum of {archive}")
    shutil.copytree(ROOT / "examples/swift/quickstart", program, ignore=shutil.ignore_patterns(".build"))
    manifest = program / "Package.swift"
    text = manifest.read_text(encoding="utf-8").replace("../../../bindings-uniffi/swift", "../oktant-swift")
    manifest.write_text(text, encoding="utf-8")
    swift(release, program, "build", "-c", "release")
    with simulated_org() as environment:
        print(f"with Swift {release}:")
        command = [HERE / "toolchain.sh", program / ".build/release/Quickstart", "--write"]
        print(run(*command, env=environment | {"SWIFT_RELEASE": release}), end="")


def swift(release: str, place: Path, *command: object) -> str:
    # Before 6.2, the linker finds the engine by LIBRARY_PATH: the bundle unpacked.
    environment = os.environ | {"SWIFT_RELEASE": release, "LIBRARY_PATH": str(OUT / BUNDLE / os.uname().machine)}
    if release >= "6.2":
        del environment["LIBRARY_PATH"]
    return run(HERE / "toolchain.sh", "swift", *command, cwd=place, env=environment)


def sizes(archives: list[Path], package: Path) -> None:
    pass


if __name__ == "__main__":
    main()
