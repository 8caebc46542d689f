"""Writes the bundle that Maven Central takes, and checks that it has what Central asks for.

A zip in the layout of a repository: for each artefact its pom, sources and javadoc, each with checksums, and signatures if gpg has a key.
`central.py --publish FOLDER` signs what is in the folder with the key in SIGNING_KEY, and sends it with CENTRAL_TOKEN; a person then
releases it on Central's page. That part has never run.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as tree
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "release"))
from tools import expect, run  # noqa: E402
from version import version  # noqa: E402

POM = {"": "http://maven.apache.org/POM/4.0.0"}
FIELDS = ("name", "description", "url", "licenses/license/name", "developers/developer/name", "scm/url", "scm/connection")


UPLOAD = "https://central.sonatype.com/api/v1/publisher/upload?publishingType=USER_MANAGED"


def main(folder: Path) -> None:
    """Signs and sends what is in the folder."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["GNUPGHOME"] = home
        subprocess.run(["gpg", "--batch", "--import"], input=os.environ["SIGNING_KEY"], text=True, check=True)
        bundle = write(folder, signed=True)
    # By standard input, the token is no argument that other processes see.
    header = f'header = "Authorization: Bearer {os.environ["CENTRAL_TOKEN"]}"'
    command = ["curl", "--fail", "--silent", "--show-error", "--config", "-", "--form", f"bundle=@{bundle}", UPLOAD]
    subprocess.run(command, input=header, text=True, check=True)


def write(out: Path, signed: bool = False) -> Path:
    """Writes the bundle of the artefacts in a folder. An AAR that has no engine is left out."""
    bundle = out / f"oktant-{version()}-central.zip"
    artefacts = [path for path in sorted(out.glob(f"*-{version()}.[ja]ar")) if path.suffix == ".jar" or has_engine(path)]
    with zipfile.ZipFile(bundle, "w") as archive:
        for artefact in artefacts:
            pom = artefact.with_suffix(".pom")
            check(pom)
            name = artefact.stem.removesuffix(f"-{version()}")
            for file in (artefact, pom, *(artefact.with_name(f"{artefact.stem}-{kind}.jar") for kind in ("sources", "javadoc"))):
                expect(file.exists(), f"{name} has no {file.name}")
                for entry, content in with_checks(file, signed).items():
                    archive.writestr(f"dev/oktant/{name}/{version()}/{entry}", content)
    return bundle


def has_engine(aar: Path) -> bool:
    with zipfile.ZipFile(aar) as archive:
        return any(name.startswith("jni/") for name in archive.namelist())


def check(pom: Path) -> None:
    project = tree.parse(pom).getroot()
    missing = [field for field in FIELDS if not (project.findtext(field, namespaces=POM) or "").strip()]
    expect(not missing, f"{pom.name} has no {', '.join(missing)}")
    found = project.findtext("version", namespaces=POM)
    expect(found == version(), f"{pom.name} has version {found}")


def with_checks(file: Path, signed: bool) -> dict[str, bytes]:
    """A file, its signature and its checksums."""
    content = file.read_bytes()
    files = {file.name: content}
    if signed:
        files[f"{file.name}.asc"] = run("gpg", "--batch", "--armor", "--detach-sign", "--output", "-", file).encode()
    for kind in ("md5", "sha1", "sha256"):
        files[f"{file.name}.{kind}"] = hashlib.new(kind, content).hexdigest().encode()
    return files


if __name__ == "__main__":
    expect(len(sys.argv) == 3 and sys.argv[1] == "--publish", "usage: central.py --publish FOLDER")
    main(Path(sys.argv[2]))
