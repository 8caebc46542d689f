"""Writes what is in an artefact as CycloneDX: `sbom.py FILE PURL CRATE [--target TARGET] [--npm LOCK] [--maven BOM]`.

The crates are those that are linked, as in licences.py, with the checksums of Cargo.lock. `--npm` adds the packages that npm installs
with ours, `--maven` the jars that cyclonedx-maven-plugin found. Two runs of one commit write the same bytes.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
from collections.abc import Iterable
from datetime import datetime, timezone
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

import licences

CHECKSUM = re.compile(r'^name = "(.+)"\nversion = "(.+)"\nsource = .+\nchecksum = "(.+)"', re.M)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("file", type=Path)
    arguments.add_argument("purl", type=PackageURL.from_string)
    arguments.add_argument("crate")
    arguments.add_argument("--target")
    arguments.add_argument("--npm", type=Path)
    arguments.add_argument("--maven", type=Path)
    given = arguments.parse_args()
    root = component(given.purl, "Apache-2.0", ComponentType.LIBRARY)
    bom = Bom(serial_number=uuid5(NAMESPACE_URL, str(given.purl)), metadata=BomMetaData(component=root, timestamp=commit_time()))
    crates = add_crates(bom, given.crate, given.target)
    others = [*npm_packages(given.npm), *maven_jars(given.maven)]
    bom.components.update(others)
    bom.register_dependency(root, [*crates, *others])
    text = JsonV1Dot6(bom).output_as_string(indent=1)
    if wrong := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise SystemExit(f"{given.file.name}: {wrong}")
    given.file.write_text(text + "\n", encoding="utf-8")
    print(f"{given.file.name}: {len(crates)} crates, {len(others)} other parts, {given.file.stat().st_size / 1000:.0f} kB")


def add_crates(bom: Bom, crate: str, target: str | None) -> list[Component]:
    """Adds the crates that are linked, and which of them needs which."""
    checksums = {found[:2]: found[2] for found in CHECKSUM.findall((licences.ROOT / "Cargo.lock").read_text(encoding="utf-8"))}
    found = {}
    for linked in licences.linked(crate, target):
        part = component(PackageURL("cargo", None, linked.name, linked.version), linked.licence.replace("/", " OR "))
        part.hashes.add(HashType(alg=HashAlgorithm.SHA_256, content=checksums[linked.name, linked.version]))
        found[linked.id] = part
    bom.components.update(found.values())
    for node in licences.metadata()["resolve"]["nodes"]:
        if node["id"] in found:
            bom.register_dependency(found[node["id"]], [found[needed] for needed in node["dependencies"] if needed in found])
    return list(found.values())


def npm_packages(lock: Path | None) -> Iterable[Component]:
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"] if lock else {}
    for path, package in packages.items():
        if path and not package.get("dev"):
            yield component(PackageURL("npm", None, path.removeprefix("node_modules/"), package["version"]), package["license"])


def maven_jars(bom: Path | None) -> Iterable[Component]:
    return Bom.from_json(json.loads(bom.read_text(encoding="utf-8"))).components if bom else ()


def component(purl: PackageURL, licence: str, kind: ComponentType = ComponentType.LIBRARY) -> Component:
    return Component(
        name=purl.name,
        group=purl.namespace,
        version=purl.version,
        type=kind,
        purl=purl,
        bom_ref=str(purl),
        licenses=[LicenseFactory().make_from_string(licence)],
    )


def commit_time() -> datetime:
    seconds = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=licences.ROOT, check=True, text=True, capture_output=True).stdout
    return datetime.fromtimestamp(int(seconds), timezone.utc)


if __name__ == "__main__":
    main()
