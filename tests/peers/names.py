"""The methods of the official SDKs with their paths, from the newest packages, for spec/official.yaml.

Reads the sources (Python, Node, Go) or the bytecode (Java) of each package for the HTTP method and the path of every method, and
gives the list to `oktant-codegen official`, which keeps what does not follow the rule of the SDK. Needs pip, npm, go, mvn and
javap, and the registries. Run it after a release of an SDK or a newer document: python3 tests/peers/names.py
"""

from __future__ import annotations

import os
import re
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "oktant" / "peers" / "names"

PYTHON = "okta==3.4.6"
NODE = "@okta/okta-sdk-nodejs@8.1.0"
GO, GO_V5 = "v6.0.1", "v5.0.2"
JAVA = "24.0.0"

# A method: its class, its name, the HTTP method, the path.
Found = Iterator[tuple[str, str, str, str]]


def run(*command: object, cwd: Path = CACHE, env: dict[str, str] | None = None) -> str:
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=os.environ | (env or {}), check=True, capture_output=True, text=True)
    return done.stdout


def parts(text: str, begin: str) -> list[str]:
    """The parts of a text, each beginning where `begin` matches."""
    return re.split(f"(?m)^(?={begin})", text)


def python() -> Found:
    folder = CACHE / "python"
    if not folder.exists():
        run("python3", "-m", "pip", "install", "-q", "--no-deps", "--target", folder, PYTHON)
    for file in sorted((folder / "okta" / "api").glob("*_api.py")):
        for part in parts(file.read_text("utf-8"), r"    (?:async )?def "):
            # The function of a method that makes its request.
            name = re.match(r"    def _(\w+)_serialize\(", part)
            route = re.search(r'method="(\w+)",\s*resource_path=((?:\s*"[^"]*")+)', part)
            if name and route:
                yield "Client", name[1], route[1], "".join(re.findall('"([^"]*)"', route[2]))


def node() -> Found:
    package = CACHE / "node" / "package"
    if not package.exists():
        (CACHE / "node").mkdir(exist_ok=True)
        archive = run("npm", "pack", "--silent", NODE, cwd=CACHE / "node").split()[-1]
        with tarfile.open(CACHE / "node" / archive) as tar:
            tar.extractall(CACHE / "node", filter="data")
    client = (package / "src" / "client.js").read_text("utf-8")
    members = {of: name for name, of in re.findall(r"this\.(\w+) = new (\w+)\(", client)}
    for file in sorted((package / "src" / "generated" / "apis").glob("*Api.js")):
        for part in parts(file.read_text("utf-8"), r"  async "):
            name = re.match(r"  async (\w+)\(", part)
            path, verb = re.search("const path = '([^']+)'", part), re.search(r"HttpMethodEnum\.(\w+)", part)
            if name and path and verb and file.stem in members:
                yield members[file.stem], name[1], verb[1], path[1]


def go(version: str) -> Found:
    module = f"github.com/okta/okta-sdk-golang/{version.split('.')[0]}@{version}"
    modules = CACHE / "go"
    if not (modules / module).exists():
        run("go", "mod", "download", module, env={"GOMODCACHE": str(modules), "GOFLAGS": "-modcacherw"})
    for file in sorted((modules / module / "okta").glob("api_*.go")):
        for part in parts(file.read_text("utf-8"), r"func \(a \*"):
            name = re.match(r"func \(a \*(\w+)Service\) (\w+)Execute\(", part)
            path = re.search(r'localVarPath := localBasePath \+ "([^"]+)"', part)
            verb = re.search(r"localVarHTTPMethod\s*=\s*http\.Method(\w+)", part)
            if name and path and verb:
                yield name[1], name[2], verb[1].upper(), path[1]


def java() -> Found:
    repository = CACHE / "maven"
    jar = repository / "com" / "okta" / "sdk" / "okta-sdk-api" / JAVA / f"okta-sdk-api-{JAVA}.jar"
    if not jar.exists():
        artifact = f"com.okta.sdk:okta-sdk-api:{JAVA}"
        run("mvn", "-q", "-B", "dependency:get", f"-Dartifact={artifact}", "-Dtransitive=false", f"-Dmaven.repo.local={repository}")
    package = "com/okta/sdk/resource/api/"
    classes = sorted(re.findall(rf"({package}\w+Api)\.class", run("unzip", "-Z1", jar)))
    code = run("javap", "-c", "-p", "-cp", jar, *(name.replace("/", ".") for name in classes))
    for text in parts(code, "Compiled from "):
        for part in parts(text, r"  (?:public|private|protected) "):
            name = re.match(r"  public [^(]*?(\w+)\(", part)
            path, verb = re.search(r"// String (/\S+)", part), re.search(r"(?m)// String (GET|PUT|POST|DELETE|PATCH|HEAD)$", part)
            if name and path and verb:
                yield re.findall(r"class [\w.]+\.(\w+) \{", text)[0], name[1], verb[1], path[1]


def main() -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    lines = []
    for sdk, package, found in (
        ("python", PYTHON.replace("==", " "), python()),
        ("node", NODE.replace("-nodejs@", "-nodejs "), node()),
        ("go", f"okta-sdk-golang {GO}", go(GO)),
        ("gov5", f"okta-sdk-golang {GO_V5}", go(GO_V5)),
        ("java", f"com.okta.sdk {JAVA}", java()),
    ):
        own = sorted(set(found))
        print(f"{package}: {len(own)} methods")
        lines += ["\t".join((sdk, package, *method)) for method in own]
    listed = CACHE / "methods.tsv"
    listed.write_text("\n".join(lines) + "\n", "utf-8")
    print(run("cargo", "run", "-q", "-p", "oktant-codegen", "--", "official", listed, cwd=ROOT).strip())


if __name__ == "__main__":
    main()
