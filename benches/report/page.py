"""docs/benchmarks.md and its charts, made of results alone."""

from __future__ import annotations

from pathlib import Path

from report.budgets import BUDGETS, Budget
from report.charts import Bar, Dot, bars, dots
from report.figures import Figure, Spread
from report.parts import PARTS
from report.results import Result

ROOT = Path(__file__).resolve().parent.parent.parent
BEGIN, END = "<!-- `make bench` writes this table -->\n", "<!-- until here -->\n"

# The front page's table: language, what is measured, benchmark, measure, the official SDK.
OFFICIAL = (
    ("Python", "list of 10,000 users", "python", "10,000 users, one after the other, async", "okta"),
    ("Python", "`import`", "python", "import", "okta"),
    ("Python", "memory of the import", "python", "memory of the import", "okta"),
    ("Python", "installed, with dependencies", "python", "installed, with dependencies", "okta"),
    ("Node", "list of 10,000 users", "node", "10,000 users", "@okta/okta-sdk-nodejs"),
    ("Node", "import and a client", "node", "import and a client", "@okta/okta-sdk-nodejs"),
    ("Node", "installed, with dependencies", "node", "installed, with dependencies", "@okta/okta-sdk-nodejs"),
    ("Kotlin, Java", "list of 10,000 users", "kotlin", "10,000 users", "okta-sdk-java"),
)
# Benchmark and measure of each list of 10,000 users.
LISTS = (
    ("Rust", "rust", "10,000 users"),
    ("Python, async", "python", "10,000 users, one after the other, async"),
    ("Python, sync", "python", "10,000 users, one after the other, sync"),
    ("Node", "node", "10,000 users"),
    ("Kotlin", "kotlin", "10,000 users"),
    ("Swift", "swift", "10,000 users"),
)
MEMORY = (
    ("Rust", "rust", "memory, 1,000,000 users"),
    ("Python, sync", "python", "memory, 1,000,000 users, sync"),
    ("Python, async", "python", "memory, 1,000,000 users, async"),
    ("Node", "node", "memory, 1,000,000 users"),
    ("Kotlin", "kotlin", "memory, 1,000,000 users"),
    ("Swift", "swift", "memory, 1,000,000 users"),
)


def write(results: list[Result], root: Path = ROOT) -> None:
    """Writes the page, its charts and, between its marks, the table of the README."""
    for path, text in files(results, root).items():
        (root / path).write_text(text, encoding="utf-8")


def files(results: list[Result], root: Path = ROOT) -> dict[str, str]:
    """Each file that follows from the results, by its path."""
    figures = [figure for result in results for figure in result.figures]
    made = {"docs/benchmarks.md": page(results)}
    if lists := lists_chart(figures):
        made["docs/benchmarks-lists.svg"] = lists
    if memory := memory_chart(figures):
        made["docs/benchmarks-memory.svg"] = memory
    readme = (root / "README.md").read_text(encoding="utf-8")
    if BEGIN in readme and END in readme:
        before, rest = readme.split(BEGIN, 1)
        made["README.md"] = before + BEGIN + official(figures) + END + rest.split(END, 1)[1]
    return made


def page(results: list[Result]) -> str:
    figures = [figure for result in results for figure in result.figures]
    parts = [
        "# Benchmarks\n",
        "`make bench` measures all of this and writes this page: nothing here is written by hand. It takes about "
        f"{sum(part.minutes for part in PARTS.values()):.0f} minutes on two idle\ncores, and longer the first time, when everything is "
        "built. `make bench LANGUAGE=python` runs one part and replaces its rows;\n`python3 benches/run.py --resume` runs the parts that "
        "have not measured this tree; `python3 benches/run.py --page` only writes\nthis page again, from `benches/results`.\n",
        "Each figure is a median, with the least and the most in parentheses. Oktant and what it is compared with take turns in one run,\n"
        "against one simulated org on the same machine. The ratio is the median of the ratios of each round; where there is no round, it\n"
        "is the ratio of the figures. **Above 1 is in favour of Oktant**, whatever the unit. MB of memory are the most that a process had.\n",
        "## Against the official SDKs\n",
        official(figures),
    ]
    if lists_chart(figures):
        parts.append("![How many times as fast Oktant lists 10,000 users; the figures are in the table below](benchmarks-lists.svg)\n")
    if memory_chart(figures):
        parts.append("![Memory that a list of 1,000,000 users needs; the figures are in the table below](benchmarks-memory.svg)\n")
    parts += ["## All figures\n", summary(figures), table(results), "## How it was measured\n", conditions(results)]
    return "\n".join(parts)


def official(figures: list[Figure]) -> str:
    """The rows for the front page. Every row is there, measured or not."""
    lines = ["| | | Oktant | official SDK | ratio |", "| - | - | - | - | - |"]
    for language, what, *key in OFFICIAL:
        figure = find(figures, *key)
        if figure is None or figure.theirs is None:
            lines.append(f"| {language} | {what} | not measured | | |")
            continue
        ours, theirs = (f"{number(spread.median)} {figure.unit}" for spread in (figure.ours, figure.theirs))
        lines.append(f"| {language} | {what} | {ours} | {theirs}: {named(figure)} | {times(figure)} |")
    return "\n".join(lines) + "\n"


def table(results: list[Result]) -> str:
    """Every figure, every budget, and what is missing."""
    lines = ["| | measured | unit | Oktant | compared with | its figure | ratio | budget | met |", "| - | - | - | - | - | - | - | - | - |"]
    for result in results:
        part = PARTS[result.part]
        for figure in result.figures:
            budgets = [budget for budget in BUDGETS if budget.is_for(figure)]
            limits = ", ".join(budget.text for budget in budgets)
            met = ", ".join("yes" if budget.is_met(figure) else "**no**" for budget in budgets)
            cells = [part.title, figure.measure, figure.unit, spread(figure.ours), named(figure), spread(figure.theirs)]
            lines.append("| " + " | ".join([*cells, spread(figure.ratio, "{:.2f}"), limits, met]) + " |")
        for budget in unmeasured(result):
            lines.append(f"| {part.title} | {budget.measure} | | not measured | {budget.peer or ''} | | | {budget.text} | not known |")
        if result.why:
            lines.append(f"| {part.title} | *{'not measured' if not result.figures else 'not all measured'}: {result.why}* | | | | | | | |")
    return "\n".join(lines) + "\n"


def unmeasured(result: Result) -> list[Budget]:
    """The budgets of a part that none of its figures is for."""
    own = [budget for budget in BUDGETS if budget.benchmark == result.part]
    return [budget for budget in own if not any(budget.is_for(figure) for figure in result.figures)]


def summary(figures: list[Figure]) -> str:
    """How many budgets are met, and which are not."""
    met, missed, unknown = [], [], []
    for budget in BUDGETS:
        found = [figure for figure in figures if budget.is_for(figure)]
        (unknown if not found else met if all(budget.is_met(figure) for figure in found) else missed).append(budget)
    text = f"Of {len(BUDGETS)} budgets {len(met)} are met, {len(missed)} are not, {len(unknown)} were not measured."
    told = "; ".join(f"{PARTS[one.benchmark].title}, {one.measure} ({one.text})" for one in missed)
    return text + (f" Not met: {told}.\n" if told else "\n")


def conditions(results: list[Result]) -> str:
    """The machines and, for each part, when and how it ran."""
    machines: dict[str, list[str]] = {}
    for result in results:
        if result.machine:
            machine = ", ".join(f"{name}: {value}" for name, value in result.machine.items())
            machines.setdefault(machine, []).append(PARTS[result.part].title)
    lines = [machine + (f" ({', '.join(parts)})" if len(machines) > 1 else "") + ".\n" for machine, parts in machines.items()]
    lines += ["| part | run | commit | minutes | other load before it | versions | again |"]
    lines += ["| - | - | - | - | - | - | - |"]
    for result in results:
        part = PARTS[result.part]
        load = "" if result.busy is None else f"{result.busy:.0%} of all cores"
        again = f"`make bench LANGUAGE={part.name}`" + (f"; {part.reduced}" if part.reduced else "")
        run = result.date or "not run yet"
        minutes = f"{result.minutes:.1f}" if result.minutes else ""
        lines.append(f"| {part.title} | {run} | {result.commit} | {minutes} | {load} | {', '.join(result.versions)} | {again} |")
    lines.append(
        "\nThe minutes include building what a part needs. Details and what was tried: [Python](size-python.md),\n"
        "[Kotlin and Swift](size-uniffi.md), [the npm package](size-wasm.md), [the simulator](size-simulator.md),\n"
        "[exports](size-export.md), [fleets](size-fleet.md)."
    )
    return "\n".join(lines) + "\n"


def lists_chart(figures: list[Figure]) -> str:
    found = ((language, figure) for language, *key in LISTS for figure in figures if [figure.benchmark, figure.measure] == key)
    rows = [Dot(language, named(figure), figure.ratio) for language, figure in found if figure.ratio]
    return dots("A list of 10,000 users: how many times as fast Oktant is", rows) if rows else ""


def memory_chart(figures: list[Figure]) -> str:
    rows = []
    for language, *key in MEMORY:
        for figure in (figure for figure in figures if [figure.benchmark, figure.measure] == key):
            if not any(row.group == language for row in rows):
                rows.append(Bar(language, "Oktant", figure.ours.median, is_ours=True))
            if figure.theirs is not None and figure.peer and not figure.peer.startswith("Oktant"):
                rows.append(Bar(language, named(figure), figure.theirs.median))
    return bars("Memory that a list of 1,000,000 users needs, in MB", rows) if rows else ""


def find(figures: list[Figure], benchmark: str, measure: str, peer: str) -> Figure | None:
    wanted = (benchmark, measure, peer)
    return next((figure for figure in figures if (figure.benchmark, figure.measure, figure.peer) == wanted), None)


def named(figure: Figure) -> str:
    """The peer, with the version of the first program in its name."""
    first, plus, others = (figure.peer or "").partition(" + ")
    return " ".join(part for part in (first, figure.version) if part) + plus + others


def times(figure: Figure) -> str:
    return f"{figure.ratio.median:.1f} x" if figure.ratio else ""


def spread(value: Spread | None, form: str = "") -> str:
    """The median, and the least and the most if they differ from it."""
    if value is None:
        return ""
    least, median, most = (form.format(one) if form else number(one) for one in (value.least, value.median, value.most))
    return median if least == median == most else f"{median} ({least} to {most})"


def number(value: float) -> str:
    """Three digits that count; whole numbers as they are."""
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.{1 if value >= 10 else 2 if value >= 1 else 3}f}"
