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
from engine import BINDINGS, ROOT, build, licences, run, simulated_org
from tools import expect, megabytes, sbom
from version import version

HERE = BINDINGS / "swift"
# Inside the checkout, which is what toolchain.sh mounts.
OUT = HERE / "build/package"
REPOSITORY = "https://github.com/oktant/oktant-swift"
MACHINES = ("x86_64", "aarch64")
# The releases that Debian has, one for each manifest, and how the quickstart is built: once as it is shipped, which takes minutes.
RELEASES = {"6.0": "release", "6.2": "debug"}
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
    source = OUT / f"oktant-swift-{version()}.tar.gz"
    run("git", "-C", package, "archive", "--prefix", f"{source.name.removesuffix('.tar.gz')}/", "--output", source, version())
    trials = [try_out(release, archives) for release in RELEASES]
    reference()
    sizes(archives, package)
    print("\n".join(trials))


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
    archive = zipped(OUT / BUNDLE)
    sbom(archive, "pkg:swift/github.com/oktant/oktant-swift", "oktant-uniffi")
    return archive


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
    run(*git, "commit", "--quiet", "--message", f"Oktant {version()}")
    run(*git, "tag", version())


def download(archive: Path) -> str:
    return f"{REPOSITORY}/releases/download/{version()}/{archive.name}"


def checksum(archive: Path) -> str:
    return hashlib.sha256(archive.read_bytes()).hexdigest()


def try_out(release: str, archives: list[Path]) -> str:
    """Builds the quickstart as users do, with the archives beside the package instead of downloaded, and runs it on a simulated org.

    Returns what that took."""
    place = OUT / f"swift-{release}"
    package, program = place / "oktant-swift", place / "quickstart"
    write_package(package, {archive: f'path: "{archive.name}"' for archive in archives})
    for archive in archives:
        shutil.copy(archive, package)
        expect(swift(release, package, "package", "compute-checksum", archive).strip() == checksum(archive), f"{archive}: another checksum")
    shutil.copytree(ROOT / "examples/swift/quickstart", program, ignore=shutil.ignore_patterns(".build"))
    manifest = program / "Package.swift"
    text = manifest.read_text(encoding="utf-8").replace("../../../bindings-uniffi/swift", "../oktant-swift")
    manifest.write_text(text, encoding="utf-8")
    before = os.times()
    swift(release, program, "build", "-c", RELEASES[release])
    after = os.times()
    binary = program / ".build" / RELEASES[release] / "Quickstart"
    with simulated_org() as environment:
        print(run(HERE / "toolchain.sh", binary, "--write", env=environment | {"SWIFT_RELEASE": release}), end="")
    run("strip", binary, "-o", place / "stripped")
    seconds = after.children_user + after.children_system - before.children_user - before.children_system
    built = f"Swift {release}, {RELEASES[release]}: compiled in {seconds:.0f} s of CPU time"
    return f"{built}; the quickstart has {megabytes(binary)}, stripped {megabytes(place / 'stripped')}"


def swift(release: str, place: Path, *command: object) -> str:
    """The output of a command of Swift, which finds the engine as users of that release make it."""
    environment = os.environ | {"SWIFT_RELEASE": release}
    if release < "6.2":
        environment["LIBRARY_PATH"] = str(OUT / BUNDLE / os.uname().machine)
    return run(HERE / "toolchain.sh", "swift", *command, cwd=place, env=environment)


def reference() -> None:
    """The reference, by DocC; a link that leads nowhere is an error."""
    release, graphs, out = "6.2", OUT / "graphs", OUT / "Oktant.doccarchive"
    graphs.mkdir()
    emit = [part for flag in ("-emit-symbol-graph", "-emit-symbol-graph-dir", graphs) for part in ("-Xswiftc", flag)]
    swift(release, OUT / f"swift-{release}/oktant-swift", "build", "--target", "Oktant", *emit)
    for other in graphs.glob("OktantEngine*"):
        other.unlink()
    catalogue = HERE / "Sources/Oktant/Oktant.docc"
    # Debian has docc beside the compiler, and not on the PATH.
    docc = '"$(dirname "$(readlink -f "$(command -v swift)")")/docc" "$@"'
    arguments = ["convert", catalogue, "--additional-symbol-graph-dir", graphs, "--output-path", out, "--warnings-as-errors"]
    run(HERE / "toolchain.sh", "sh", "-c", docc, "docc", *arguments, env=os.environ | {"SWIFT_RELEASE": release})


def sizes(archives: list[Path], package: Path) -> None:
    for archive in archives:
        print(f"{archive.name} {megabytes(archive)}")
    for machine in MACHINES:
        print(f"the engine for {machine} {megabytes(OUT / BUNDLE / machine / 'liboktant_uniffi.a')}")
    sources = list((package / "Sources/Oktant").rglob("*.swift"))
    print(f"{len(sources)} files of Swift, {sum(file.stat().st_size for file in sources) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
