"""The parts of `make bench`, in the order in which they run."""

from __future__ import annotations

from dataclasses import dataclass

TARGET = '"${CARGO_TARGET_DIR:-target}"'


@dataclass(frozen=True)
class Part:
    """One benchmark: a program of its own, which builds what it needs."""

    name: str
    title: str
    command: str
    # On two idle cores, without what is built before.
    minutes: float
    # Programs that must be there.
    needs: tuple[str, ...] = ("cargo",)
    # Installs what else it needs, or fails because that cannot be had here.
    install: str = ""
    # What this run does less than the program by itself.
    reduced: str = ""
    # Commands that print versions.
    versions: tuple[str, ...] = ("rustc --version",)


SIMULATOR = "cargo build --release --quiet -p oktant-simulator"
RUST = "cargo run --release --quiet -p oktant-benches"
# One build for both parts that need more than a program has by itself.
FULL = f"{RUST} --features fleet,parquet"
SWIFT = "bindings-uniffi/swift/toolchain.sh"

PARTS = {
    part.name: part
    for part in (
        Part("rust", "Rust", f"{SIMULATOR} && {RUST} && {RUST} -- lists", 1.5),
        Part("python", "Python", "benches/python/bench.sh --official --million --rounds 12", 5, ("cargo", "python3"),
             reduced="12 rounds, 20 with `benches/python/bench.sh --official --million`", versions=("rustc --version", "python3 --version")),
        Part("node", "Node", "benches/node/bench.sh", 2.5, ("cargo", "node", "npm"), versions=("rustc --version", "node --version")),
        Part("kotlin", "Kotlin", "benches/kotlin/bench.sh", 1.5, install="bindings-uniffi/kotlin/install.sh",
             versions=("rustc --version", "java -version")),
        Part("swift", "Swift", "benches/swift/bench.sh", 3, install=f"{SWIFT} --install", versions=("rustc --version", f"{SWIFT} swift --version")),
        Part("command", "the command `oktant`", "python3 benches/command.py", 0.2, ("cargo", "python3")),
        Part("simulator", "the simulator", f"{SIMULATOR} && python3 benches/simulator/bench.py {TARGET}/release/oktant-simulator", 1.5,
             ("cargo", "python3"), versions=("rustc --version", "python3 --version")),
        Part("pacing", "pacing", f"{RUST} -- pacing", 1),
        Part("export", "exports", f"{SIMULATOR} && {FULL} -- export", 5.5),
        Part("fleet", "fleets", f"{FULL} -- fleet", 5.5, ("cargo", "python3")),
        Part("compile", "compiling the models in Rust", "python3 benches/compile.py", 4, ("cargo", "python3")),
    )
}
