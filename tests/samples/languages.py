"""How the samples of each language become programs: their sources, the build, and the command that runs one of them."""

from __future__ import annotations

import itertools
import json
import os
import re
import shlex
import shutil
import subprocess
import textwrap
from abc import ABC, abstractmethod
from pathlib import Path

from collect import ROOT, Block

# In the checkout, whatever CARGO_TARGET_DIR says: Swift's toolchain may see nothing else of this machine.
BUILT = ROOT / "target" / "samples"
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
IMPORT = re.compile(r"^import .*$\n?", re.M)


class BuildError(Exception):
    """What a compiler or a script reported."""


class Language(ABC):
    """Makes programs of the samples of a language, each on its own."""

    ending: str

    def __init__(self, name: str) -> None:
        self.folder = BUILT / name

    @abstractmethod
    def source(self, block: Block) -> str:
        """The whole program of a sample."""

    @abstractmethod
    def build(self, blocks: list[Block]) -> dict[str, str]:
        """Compiles the sources in the folder. Returns what is wrong with a sample, by its name, where the compiler goes on after it."""

    @abstractmethod
    def command(self, block: Block) -> list[str]:
        """What runs a sample."""

    def path(self, block: Block) -> Path:
        """Where the source of a sample is."""
        return self.folder / f"{block.name}{self.ending}"

    def write(self, blocks: list[Block]) -> None:
        """Writes the sources, and removes those of samples that are gone."""
        wanted = {self.path(block): self.source(block) for block in blocks}
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in set(self.folder.rglob(f"*{self.ending}")) - set(wanted):
            if "node_modules" not in old.parts:
                old.unlink()
        for path, source in wanted.items():
            put(path, source)


def put(path: Path, text: str) -> None:
    """Writes a file if it says something else, so that nothing is compiled twice."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")


def run(command: list[str | Path], folder: Path = ROOT, **environment: str) -> str:
    """Runs a build; its output, or an error that has it."""
    done = subprocess.run(
        command, cwd=folder, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0:
        # Swift's build says the same again and again.
        raise BuildError("\n".join(dict.fromkeys(done.stdout.splitlines())))
    return done.stdout


def hoisted(text: str) -> tuple[str, str]:
    """The imports of a sample, and the rest."""
    return "".join(found[0] for found in IMPORT.finditer(text)), IMPORT.sub("", text)


class Rust(Language):
    """Modules of one crate."""

    ending = ".rs"

    def source(self, block: Block) -> str:
        if re.search(r"^(?:async )?fn main\(", block.text, re.M):
            return block.text + "\npub fn sample() -> std::process::ExitCode {\n    std::process::Termination::report(main())\n}\n"
        return (
            "#[tokio::main]\npub async fn sample() -> Result<(), Box<dyn std::error::Error>> {\n"
            "    let okta = oktant::Client::from_env()?;\n" + block.text + "    Ok(())\n}\n"
        )

    def build(self, blocks: list[Block]) -> dict[str, str]:
        modules = "".join(f"mod {block.name} {{\n    include!({json.dumps(str(self.path(block)))});\n}}\n" for block in blocks)
        arms = "".join(f'        "{block.name}" => Termination::report({block.name}::sample()),\n' for block in blocks)
        call = f"pub fn run(name: &str) -> ExitCode {{\n    match name {{\n{arms}        _ => ExitCode::from(2),\n    }}\n}}\n"
        samples = self.folder / "samples"
        put(samples, modules + call)
        run(["cargo", "build", "--quiet", "--package", "oktant-samples"], OKTANT_SAMPLES=str(samples))
        return {}

    def command(self, block: Block) -> list[str]:
        return [str(TARGET / "debug" / "oktant-samples"), block.name]


class Python(Language):
    """Scripts, which mypy reads before."""

    ending = ".py"
    # mypy's lines, and pyright's.
    _found = re.compile(r"^ *(?:.*/)?(\w+)\.py:(\d+)(?::\d+)?(?: - |: )error: (.*)$", re.M)

    def source(self, block: Block) -> str:
        text = block.text
        if not re.search(r"^ *(?:await|async for|async with) |= await ", text, re.M) or "async def" in text:
            own = re.search(r"\bokta = |\bas okta\b", text) or "okta" not in text
            return text if own else f"from oktant import Client\n\nokta = Client()\n{text}"
        imports = "".join(re.findall(r"^(?:import|from) .*\n", text, re.M))
        body = textwrap.indent(re.sub(r"^(?:import|from) .*\n", "", text, flags=re.M), " " * 8)
        return (
            f"import asyncio\n\nfrom oktant import AsyncClient\n{imports}\n\nasync def main() -> None:\n"
            f"    async with AsyncClient() as okta:\n{body}\n\nasyncio.run(main())\n"
        )

    def build(self, blocks: list[Block]) -> dict[str, str]:
        self._install()
        names = [self.path(block).name for block in blocks]
        # Packages such as pyarrow have few types, and a sample may end with a value.
        unknown = [f"reportUnknown{what}Type" for what in ("Member", "Variable", "Argument", "Lambda")]
        lax = dict.fromkeys([*unknown, "reportMissingTypeStubs", "reportUnusedVariable"], False)
        put(self.folder / "pyrightconfig.json", json.dumps({"typeCheckingMode": "strict", **lax}))
        pyright = ["pyright", "--pythonpath", self._python, *names]
        put(self.folder / "mypy.ini", "[mypy]\nstrict = True\n[mypy-pandas.*,pyarrow.*]\nignore_missing_imports = True\n")
        return self._checked(["mypy", "--cache-dir=.mypy_cache", *names]) | self._checked(pyright)

    def _checked(self, checker: list[str]) -> dict[str, str]:
        """What a type checker says, by the name of the sample."""
        environment = os.environ | {"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}
        command = [self._python, "-m", *checker]
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        found = {name: f"{checker[0]}, line {line} of the program: {text}" for name, line, text in self._found.findall(done.stdout)}
        if done.returncode != 0 and not found:
            raise BuildError(done.stdout + done.stderr)
        return found

    def _install(self) -> None:
        """The wheel in a venv of its own."""
        self._python = run(["bindings-python/build.sh"]).splitlines()[-1]
        # The tools of the package's tests lie beside it, as there.
        tools = [ROOT / "tests" / "python.sh", "-c", "import site; print(site.getsitepackages()[0])"]
        place = run([self._python, "-c", "import site; print(site.getsitepackages()[0])"]).strip()
        put(Path(place) / "tools.pth", run(tools, REQUIREMENTS=str(ROOT / "bindings-python/tests/requirements.txt")).splitlines()[-1] + "\n")

    def command(self, block: Block) -> list[str]:
        return [self._python, str(self.path(block))]


class Interpreter(Python):
    """Sessions of Python's interpreter, as doctest reads them; `...` stands for anything."""

    ending = ".pycon"

    def source(self, block: Block) -> str:
        # A page shows of an exception the last line alone.
        return re.sub(r"^(>>> .*\n(?:\.\.\. .*\n)*)(?=[\w.]+(?:Error|Exception):)", r"\1Traceback (most recent call last):\n", block.text, flags=re.M)

    def build(self, blocks: list[Block]) -> dict[str, str]:
        self._install()
        return {}

    def command(self, block: Block) -> list[str]:
        program = (
            "import doctest, sys; from oktant import Client; flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE; "
            "sys.exit(doctest.testfile(sys.argv[1], False, globs={'okta': Client()}, optionflags=flags).failed)"
        )
        return [self._python, "-c", program, str(self.path(block))]


class TypeScript(Language):
    """Modules, compiled strictly and run by Node."""

    ending = ".ts"

    def source(self, block: Block) -> str:
        own = re.search(r"\bokta = ", block.text) or not re.search(r"\bokta\b", block.text)
        return block.text if own else f'import {{ Client }} from "oktant";\nconst okta = new Client();\n{block.text}'

    def build(self, blocks: list[Block]) -> dict[str, str]:
        npm = ROOT / "bindings-wasm" / "npm"
        run(["bindings-wasm/build.sh"])
        modules = self.folder / "node_modules"
        modules.mkdir(exist_ok=True)
        if not (modules / "oktant").exists():
            (modules / "oktant").symlink_to(npm, target_is_directory=True)
        put(self.folder / "package.json", '{ "type": "module" }\n')
        options = {"target": "es2022", "module": "nodenext", "lib": ["es2022", "esnext.disposable", "dom", "dom.iterable"]}
        options |= {"types": ["node"], "typeRoots": [str(npm / "node_modules/@types")], "strict": True, "skipLibCheck": True, "outDir": "out"}
        put(self.folder / "tsconfig.json", json.dumps({"compilerOptions": options, "include": ["*.ts"]}))
        shutil.rmtree(self.folder / "out", ignore_errors=True)
        run([npm / "node_modules/.bin/tsc", "-p", self.folder])
        return {}

    def command(self, block: Block) -> list[str]:
        return ["node", str(self.folder / "out" / f"{block.name}.js")]


class Kotlin(Language):
    """Files of one Maven project, in Kotlin or in Java."""

    ending = ".kt"

    def path(self, block: Block) -> Path:
        return self.folder / block.name / f"Sample{self.ending}"

    def source(self, block: Block) -> str:
        imports, text = hoisted(block.text)
        head = (
            '@file:Suppress("unused", "UNUSED_VARIABLE", "UNUSED_EXPRESSION", "NAME_SHADOWING")\n\n'
            f"package {block.name}\n\nimport dev.oktant.*\nimport dev.oktant.models.*\nimport kotlinx.coroutines.flow.*\n{imports}\n"
        )
        if re.search(r"^(?:suspend )?fun main\(", text, re.M):
            return head + text
        body = textwrap.indent(text, "    ")
        # An OkHttpClient of a sample keeps its threads, and so the program, for a minute.
        call = "suspend fun main() {\n    OktantClient.fromEnvironment().use { sample(it) }\n    kotlin.system.exitProcess(0)\n}\n"
        return f"{head}suspend fun sample(okta: OktantClient) {{\n{body}}}\n\n{call}"

    def build(self, blocks: list[Block]) -> dict[str, str]:
        run(["bindings-uniffi/kotlin/install.sh"])
        run(["bindings-uniffi/build.sh", "kotlin"])
        shutil.rmtree(ROOT / "tests/samples/kotlin/target/classes", ignore_errors=True)
        maven = ["mvn", "--batch-mode", "--no-transfer-progress", "--quiet", "-Dkotlin.compiler.daemon=false"]
        run([*maven, "--file", "bindings-uniffi/kotlin/tree.xml", "--projects", ":samples", "--also-make", "process-classes"])
        return {}

    def command(self, block: Block) -> list[str]:
        built = ROOT / "tests/samples/kotlin/target"
        libraries = (built / "classpath").read_text("utf-8").strip()
        # As the package's page says for JDK 24 and later; older ones know no such warning.
        return ["java", "-XX:TieredStopAtLevel=1", "-cp", f"{built / 'classes'}:{libraries}", f"{block.name}.{self.main}"]

    main = "SampleKt"


class Java(Kotlin):
    """Classes of the same project."""

    ending = ".java"
    main = "Sample"

    def build(self, blocks: list[Block]) -> dict[str, str]:
        return {}  # with Kotlin

    def source(self, block: Block) -> str:
        imports, text = hoisted(block.text)
        head = (
            f"package {block.name};\n\nimport dev.oktant.*;\nimport dev.oktant.models.*;\nimport java.util.*;\n"
            "import java.util.concurrent.*;\nimport static dev.oktant.ModelBuilder.with;\n" + imports
        )
        members = re.match(r"\s*(?:static|/\*\*|@)", text)
        body = text if members else f"static void sample(OktantClient okta) throws Exception {{\n{text}}}\n"
        call = "" if members else "try (OktantClient okta = OktantClient.fromEnvironment()) { sample(okta); }"
        return f"{head}\npublic final class Sample {{\n{body}\npublic static void main(String[] arguments) throws Exception {{ {call} }}\n}}\n"


class Swift(Language):
    """Files of one package."""

    ending = ".swift"
    # SwiftPM tells packages apart by their folder, and that of the library is `swift`.
    _package = BUILT / "swift-samples"
    _toolchain = str(ROOT / "bindings-uniffi/swift/toolchain.sh")

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.folder = self._package / "Sources" / "Samples"

    def source(self, block: Block) -> str:
        imports, text = hoisted(block.text)
        body = textwrap.indent(text, " " * 8)
        return (
            f"import Foundation\nimport Oktant\n{imports}\nenum {block.name} {{\n"
            f"    static func sample(okta: OktantClient) async throws {{\n{body}        _ = okta\n    }}\n}}\n"
        )

    def build(self, blocks: list[Block]) -> dict[str, str]:
        put(self._package / "Package.swift", (ROOT / "tests/samples/swift/Package.swift").read_text("utf-8"))
        cases = "".join(f'case "{block.name}": try await {block.name}.sample(okta: okta)\n' for block in blocks)
        main = (
            "import Foundation\nimport Oktant\n\nlet okta = try OktantClient.fromEnvironment()\n"
            f"switch CommandLine.arguments[1] {{\n{cases}default: exit(2)\n}}\n"
        )
        put(self.folder / "main.swift", main)
        run([self._toolchain, "--install"])
        run(["bindings-uniffi/build.sh", "swift"])
        library = str(ROOT / "bindings-uniffi/swift/build")
        run([self._toolchain, "swift", "build", "--quiet", "-Xswiftc", "-warnings-as-errors"], folder=self._package, LIBRARY_PATH=library)
        return {}

    def command(self, block: Block) -> list[str]:
        return [self._toolchain, str(self._package / ".build/debug/Samples"), block.name]


class Shell(Language):
    """Scripts of bash, with the command and the simulator on the PATH."""

    ending = ".sh"

    def source(self, block: Block) -> str:
        return block.text

    def build(self, blocks: list[Block]) -> dict[str, str]:
        run(["cargo", "build", "--quiet", "--package", "oktant-cli"])
        return {block.name: wrong for block in blocks if (wrong := self._syntax(block) or self._commands(block))}

    def _syntax(self, block: Block) -> str:
        return subprocess.run(["bash", "-n", self.path(block)], capture_output=True, text=True, check=False).stderr

    def _commands(self, block: Block) -> str:
        """Whether the commands of `oktant` that are not run exist, with their flags."""
        text = "" if block.runs else block.text.replace("\\\n", " ")
        for line in re.findall(r"(?:^|[|&(-]) *(oktant .*)", text, re.M):
            words = shlex.split(re.split(r" [|>&;]|[()]", line)[0], comments=True)[1:]
            names = list(itertools.takewhile(re.compile(r"[a-z][a-z-]*$").match, words))
            flags = {word.partition("=")[0] for word in words if word.startswith("--")}
            done = subprocess.run([TARGET / "debug" / "oktant", *names, "--help"], capture_output=True, text=True, check=False)
            unknown = [flag for flag in flags if not re.search(rf"{flag}\b", done.stdout)]
            if done.returncode != 0 or unknown:
                return f"{line}: {done.stderr or 'there is no ' + ', '.join(unknown)}"
        return ""

    def command(self, block: Block) -> list[str]:
        return ["bash", "-euo", "pipefail", str(self.path(block))]


# What is built together.
PLAYERS: dict[str, dict[str, type[Language]]] = {
    "rust": {"rust": Rust},
    "python": {"python": Python, "pycon": Interpreter},
    "ts": {"ts": TypeScript},
    "kotlin": {"kotlin": Kotlin, "java": Java},
    "swift": {"swift": Swift},
    "sh": {"sh": Shell},
}
