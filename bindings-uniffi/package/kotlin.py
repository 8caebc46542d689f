"""Builds the jars for Maven Central and the AAR for Android, and checks them: the command behind `make package LANGUAGE=kotlin`.

The jar has the engine for each of LIBRARIES, linked by zig for an old glibc. A copy of the quickstart gets it from a repository, as
users do, and runs. The AAR has the engine for Android only if ANDROID_NDK_HOME names an NDK: no such build has been run here.
Prints sizes at the end.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import tempfile
import xml.etree.ElementTree as tree
import zipfile
from pathlib import Path

import central
from engine import BINDINGS, CARGO, GLIBC, ROOT, TARGET, add_target, build, licences, run, simulated_org
from tools import expect, megabytes, sbom
from version import version

HERE = BINDINGS / "kotlin"
OUT = TARGET / "package-kotlin"
RESOURCES = HERE / "build/engine/resources"
POM = "{http://maven.apache.org/POM/4.0.0}"
# Rust's targets, with the folder where JNA looks for each, or Android's name of the ABI.
LIBRARIES = {"x86_64-unknown-linux-gnu": "linux-x86-64", "aarch64-unknown-linux-gnu": "linux-aarch64"}
ABIS = {"aarch64-linux-android": "arm64-v8a", "armv7-linux-androideabi": "armeabi-v7a", "x86_64-linux-android": "x86_64"}
API_LEVEL = 26
SBOM = ["org.cyclonedx:cyclonedx-maven-plugin:2.9.3:makeBom", "-DoutputFormat=json", "-DincludeTestScope=false"]
MAVEN = ["mvn", "--batch-mode", "--no-transfer-progress", "--quiet", "-Dkotlin.compiler.daemon=false"]


def main() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    # The compiler leaves classes of files that are gone.
    shutil.rmtree(HERE / "target/classes", ignore_errors=True)
    run(HERE / "install.sh")
    run(BINDINGS / "build.sh", "kotlin")
    for target, folder in LIBRARIES.items():
        place(build_for_linux(target), RESOURCES / folder)
    licences(RESOURCES / "META-INF")
    run(*MAVEN, "--file", "reactor.xml", "-Prelease", "-Dmaven.test.skip", "package", cwd=HERE)
    jar, aar, junit = (OUT / f"oktant{name}-{version()}.{kind}" for name, kind in (("", "jar"), ("-android", "aar"), ("-junit5", "jar")))
    for suffix in ("", "-sources", "-javadoc"):
        shutil.copy(HERE / f"target/oktant-{version()}{suffix}.jar", OUT)
    shutil.copy(HERE / "pom.xml", jar.with_suffix(".pom"))
    shutil.copy(HERE / "junit/target" / junit.name, junit)
    shutil.copy(HERE / "junit/pom.xml", junit.with_suffix(".pom"))
    pack_sources(junit)
    check(jar)
    write_aar(jar, aar)
    run(*MAVEN, *SBOM, "-DoutputDirectory=target", "-DoutputName=jars", cwd=HERE)
    sbom(jar, "pkg:maven/dev.oktant/oktant", "oktant-uniffi", "--maven", HERE / "target/jars.json")
    if central.has_engine(aar):
        for suffix in ("-sources", "-javadoc"):
            shutil.copy(jar.with_name(f"{jar.stem}{suffix}.jar"), aar.with_name(f"{aar.stem}{suffix}.jar"))
    central.write(OUT)
    with tempfile.TemporaryDirectory() as folder:
        try_out(jar, Path(folder))
    sizes(jar)


def build_for_linux(target: str) -> Path:
    """The engine's library for a machine with Linux, which an old glibc can load."""
    library = build(target, "cdylib")
    needed = {tuple(map(int, number.split(b"."))) for number in re.findall(rb"GLIBC_([0-9.]+)", library.read_bytes())}
    expect(bool(needed) and max(needed) <= tuple(map(int, GLIBC.split("."))), f"{library} needs glibc {max(needed, default='?')}")
    return library


def build_for_android(target: str, ndk: Path) -> Path:
    """The engine's library for an Android ABI, with pages of 16 kB as Android 15 asks for."""
    add_target(target)
    tools = next((ndk / "toolchains/llvm/prebuilt").iterdir()) / "bin"
    compiler = tools / f"{target.replace('armv7-', 'armv7a-')}{API_LEVEL}-clang"
    name = target.replace("-", "_")
    environment = os.environ | {
        f"CC_{name}": str(compiler),
        f"AR_{name}": str(tools / "llvm-ar"),
        f"CARGO_TARGET_{name.upper()}_LINKER": str(compiler),
        f"CARGO_TARGET_{name.upper()}_RUSTFLAGS": "-C link-arg=-Wl,-z,max-page-size=16384",
    }
    run("cargo", *CARGO, "cdylib", "--target", target, env=environment)
    return TARGET / target / "uniffi-library/liboktant_uniffi.so"


def check(jar: Path) -> None:
    """Checks that the jar has what it should, and nothing that users do not need."""
    names = zipfile.ZipFile(jar).namelist()
    rules = [f"META-INF/{folder}/oktant.pro" for folder in ("proguard", "com.android.tools/proguard", "com.android.tools/r8")]
    libraries = [f"{folder}/liboktant_uniffi.so" for folder in LIBRARIES.values()]
    for wanted in ["META-INF/LICENSE", "META-INF/LICENSE-THIRD-PARTY", "dev/oktant/OktantClient.class", *rules, *libraries]:
        expect(wanted in names, f"{jar.name} has no {wanted}")
    unwanted = [name for name in names if re.search(r"dev/oktant/\w*Test\b|Sample|\.kt$|program/", name)]
    expect(not unwanted, f"{jar.name} has {unwanted}")


def pack_sources(junit: Path) -> None:
    """The sources of the extension for JUnit, which has two classes, and as its reference the page of the simulator."""
    sources, readme = HERE / "junit/src/main/kotlin", ROOT / "simulator/README.md"
    for suffix, files in {"sources": sorted(sources.rglob("*.kt")), "javadoc": [readme]}.items():
        with zipfile.ZipFile(junit.with_name(f"{junit.stem}-{suffix}.jar"), "w", zipfile.ZIP_DEFLATED) as archive:
            for file in files:
                archive.write(file, file.relative_to(sources) if suffix == "sources" else file.name)


def write_aar(jar: Path, aar: Path) -> None:
    """An AAR is a zip: the classes of the jar, the rules, and the engine for each ABI. Its pom names the Android forms of dependencies."""
    with zipfile.ZipFile(aar, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(HERE / "android/AndroidManifest.xml", "AndroidManifest.xml")
        archive.write(HERE / "rules/oktant.pro", "proguard.txt")
        archive.writestr("R.txt", "")
        archive.writestr("classes.jar", classes(jar))
        ndk = os.environ.get("ANDROID_NDK_HOME")
        for target, abi in ABIS.items() if ndk else ():
            archive.write(build_for_android(target, Path(ndk)), f"jni/{abi}/liboktant_uniffi.so")
        print(f"{aar.name}: " + (", ".join(ABIS.values()) if ndk else "without the engine, because ANDROID_NDK_HOME is not set"))
    aar.with_suffix(".pom").write_text(android_pom(), encoding="utf-8")


def classes(jar: Path) -> bytes:
    """A jar without the libraries, and without the rules, which an AAR has in a file of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(jar) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in archive.infolist():
            if not re.search(r"\.so$|\.pro$|/$|^META-INF/maven/", entry.filename):
                copy.writestr(entry, archive.read(entry))
    return out.getvalue()


def android_pom() -> str:
    """The pom of the AAR: that of the jar with other dependencies."""
    tree.register_namespace("", POM.strip("{}"))
    pom = tree.parse(HERE / "pom.xml")
    project = pom.getroot()
    for name in ("build", "profiles"):
        if (part := project.find(POM + name)) is not None:
            project.remove(part)
    project.find(POM + "artifactId").text = "oktant-android"
    tree.SubElement(project, POM + "packaging").text = "aar"
    dependencies = project.find(POM + "dependencies")
    for dependency in list(dependencies):
        artifact = dependency.find(POM + "artifactId")
        if dependency.find(POM + "scope") is not None:
            dependencies.remove(dependency)
        elif artifact.text in ("okhttp-jvm", "kotlinx-coroutines-core-jvm"):
            artifact.text = {"okhttp-jvm": "okhttp-android"}.get(artifact.text, "kotlinx-coroutines-android")
        if artifact.text in ("okhttp-android", "jna"):
            tree.SubElement(dependency, POM + "type").text = "aar"
    return tree.tostring(project, encoding="unicode", xml_declaration=True)


def try_out(jar: Path, place: Path) -> None:
    """Builds the quickstart as users do, with the jar from a repository, and runs it on a simulated org."""
    stored = place / "repository/dev/oktant/oktant" / version()
    stored.mkdir(parents=True)
    for file in (jar, jar.with_suffix(".pom")):
        shutil.copy(file, stored)
    # What other builds have downloaded is used, and nothing is written there.
    cache = Path.home() / ".m2/repository"
    if cache.exists():
        run("cp", "-as", cache, place / "cache")
    settings = place / "settings.xml"
    settings.write_text(
        f"<settings><profiles><profile><id>packed</id><repositories><repository><id>packed</id><url>file://{place}/repository</url>"
        "</repository></repositories></profile></profiles><activeProfiles><activeProfile>packed</activeProfile></activeProfiles></settings>"
    )
    shutil.copytree(ROOT / "examples/kotlin", place / "quickstart", ignore=shutil.ignore_patterns("target"))
    run(*MAVEN, "-gs", settings, f"-Dmaven.repo.local={place}/cache", "package", cwd=place / "quickstart")
    with simulated_org() as environment:
        command = ["java", "-cp", "target/classes:target/lib/*", "QuickstartKt", "--write"]
        print(run(*command, cwd=place / "quickstart", env=environment), end="")
    installed = list((place / "quickstart/target/lib").iterdir())
    print(f"a program needs {len(installed)} jars, {sum(file.stat().st_size for file in installed) / 1e6:.2f} MB")


def sizes(jar: Path) -> None:
    for file in sorted(OUT.iterdir()):
        print(f"{file.name} {megabytes(file)}")
    with zipfile.ZipFile(jar) as archive:
        files = archive.infolist()
    for entry in files:
        if entry.filename.endswith(".so"):
            print(f"{entry.filename} {entry.file_size / 1e6:.2f} MB, {entry.compress_size / 1e6:.2f} in the jar")
    found = [entry for entry in files if entry.filename.endswith(".class")]
    print(f"{len(found)} classes {sum(e.file_size for e in found) / 1e6:.2f} MB, {sum(e.compress_size for e in found) / 1e6:.2f} in the jar")


def place(library: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(library, folder)


if __name__ == "__main__":
    main()
