"""This tree against an earlier commit, in one run: the command behind `make bench LANGUAGE=... BEFORE=COMMIT`.

Builds the earlier commit in target/before, then lets both builds do the same work in turn. Prints, for each figure, the medians
and how many times as fast this tree is: the median of the ratios of each round and, of the Rust figures, also the ratio of the
fastest rounds, which is the steadier one where other work on the machine slows some rounds down.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
FIGURE = re.compile(r"^(.*?)(?:typed )? *([0-9.]+) us")
JOBS = "hold,stream,small,many"


def main() -> None:
    parser = argparse.ArgumentParser(description="This tree against an earlier commit.")
    parser.add_argument("language", choices=["rust", "python", "kotlin"])
    parser.add_argument("before", help="the earlier commit")
    parser.add_argument("--rounds", type=int, default=8)
    given = parser.parse_args()
    tree = earlier(given.before)
    {"rust": rust, "python": python, "kotlin": kotlin}[given.language](tree, given.rounds)


def earlier(commit: str) -> Path:
    """A tree of that commit."""
    tree = TARGET / "before" / commit
    if not tree.exists():
        subprocess.run(["git", "-C", str(ROOT), "worktree", "prune"], check=True)
        subprocess.run(["git", "-C", str(ROOT), "worktree", "add", "--detach", str(tree), commit], check=True)
    return tree


def rust(tree: Path, rounds: int) -> None:
    """Pages and calls: the benchmarks of each build, run in turn."""
    programs = []
    for source, target in ((ROOT, TARGET), (tree, tree / "target")):
        build = ["cargo", "build", "--release", "--quiet", "-p", "oktant-benches"]
        subprocess.run(build, check=True, cwd=source, env=os.environ | {"CARGO_TARGET_DIR": str(target)})
        programs.append(target / "release" / "oktant-benches")
    took: dict[str, list[tuple[float, float]]] = {}
    for turn in range(rounds):
        order = programs if turn % 2 else programs[::-1]
        figures = {program: measured(program) for program in order}
        now, before = (figures[program] for program in programs)
        for name in now:
            took.setdefault(name, []).append((now[name], before[name]))
    print("| | us now | us before | times as fast as before | by the fastest rounds |\n| - | - | - | - | - |")
    for name, pairs in took.items():
        now, before = zip(*pairs, strict=True)
        ratio, fastest = statistics.median(b / n for n, b in pairs), min(before) / min(now)
        print(f"| {name} | {statistics.median(now):.1f} | {statistics.median(before):.1f} | {ratio:.3f} | {fastest:.3f} |")


def measured(program: Path) -> dict[str, float]:
    """Microseconds by the beginning of the line that says them."""
    printed = subprocess.run([program], check=True, text=True, capture_output=True).stdout
    lines = (FIGURE.match(line) for line in printed.splitlines())
    return {" ".join(line[1].split()): float(line[2]) for line in lines if line}


def kotlin(tree: Path, rounds: int) -> None:
    """What a call without a network costs: the test that prints it, of each build in turn."""
    took: dict[Path, list[float]] = {}
    programs = [(source, built_kotlin(source, target)) for source, target in ((ROOT, TARGET), (tree, tree / "target"))]
    for turn in range(rounds):
        for source, classpath in programs if turn % 2 else programs[::-1]:
            command = ["java", "-cp", classpath, str(ROOT / "benches" / "kotlin" / "Steps.java")]
            printed = subprocess.run(command, check=True, text=True, capture_output=True).stdout
            took.setdefault(source, []).append(float(re.search(r"([0-9.]+) us of CPU time", printed)[1]))
    now, before = took[ROOT], took[tree]
    ratio = statistics.median(b / n for n, b in zip(now, before, strict=True))
    print("| | us of CPU time now | before | times as fast as before |\n| - | - | - | - |")
    print(f"| a call of two steps | {statistics.median(now):.0f} | {statistics.median(before):.0f} | {ratio:.2f} |")


def built_kotlin(source: Path, target: Path) -> str:
    """Builds the classes and tests of a tree; returns the class path."""
    project = source / "bindings-uniffi" / "kotlin"
    listed = target / "kotlin-classpath"
    subprocess.run(["bindings-uniffi/build.sh", "kotlin"], check=True, cwd=source, env=os.environ | {"CARGO_TARGET_DIR": str(target)})
    maven = ["mvn", "--batch-mode", "--no-transfer-progress", "--quiet", "-Dkotlin.compiler.daemon=false", f"--file={project / 'pom.xml'}"]
    subprocess.run([*maven, "test-compile", "dependency:build-classpath", f"-Dmdep.outputFile={listed}"], check=True)
    return ":".join([str(project / "target" / "classes"), str(project / "target" / "test-classes"), listed.read_text().strip()])


def python(tree: Path, rounds: int) -> None:
    """Lists and calls: the wheels of both trees against one org."""
    build = ["bindings-python/build.sh"]
    wheel = subprocess.run(build, check=True, cwd=tree, text=True, stdout=subprocess.PIPE, env=os.environ | {"CARGO_TARGET_DIR": str(tree / "target")})
    bench = ["benches/python/bench.sh", "--rounds", str(rounds), "--jobs", JOBS, "--clients", "aiohttp + json;oktant;oktant, async"]
    before = wheel.stdout.split()[-1]
    subprocess.run([*bench, "--before", before], check=True, cwd=ROOT)
    now, simulator = TARGET / "venv-python" / "bin" / "python", TARGET / "release" / "oktant-simulator"
    print(flush=True)
    subprocess.run(["python3", "benches/python/link.py", simulator, now, before], check=True, cwd=ROOT)


if __name__ == "__main__":
    main()
