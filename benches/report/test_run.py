"""Running parts: figures are gathered, and what goes wrong stops nothing and is said."""

from __future__ import annotations

import io
import unittest
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from unittest.mock import Mock, patch

import run
from report.parts import PARTS, Part
from report.results import Result

LINE = r"""echo '{"benchmark":"rust","measure":"a page","unit":"us","ours":[1,2,3]}'"""


def measured(command: str, **members: object) -> tuple[Result, str]:
    """The result of a part that is one shell command, and what it showed."""
    part = Part("rust", "Rust", command, 0, versions=(), **{"needs": ("sh",), **members})
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out), patch("report.machine.busy", return_value=0.0):
        return run.measure(part, "abc"), out.getvalue()


class Running(unittest.TestCase):
    def test_figures_are_kept_and_other_lines_shown(self) -> None:
        result, shown = measured(f"echo a table; {LINE}")
        self.assertEqual((result.why, [figure.measure for figure in result.figures]), ("", ["a page"]))
        self.assertIn("a table\n", shown)
        self.assertNotIn("{", shown.replace(LINE, ""))

    def test_programs_are_asked_for_figures(self) -> None:
        result, _ = measured(f'[ -n "$BENCH_FIGURES" ] && {LINE}')
        self.assertEqual(len(result.figures), 1)

    def test_a_program_that_fails_keeps_what_it_measured(self) -> None:
        result, _ = measured(f"{LINE}; exit 3")
        self.assertEqual((result.why, len(result.figures)), ("its program ended with exit code 3", 1))

    def test_a_line_that_is_no_figure_is_said(self) -> None:
        result, _ = measured(f"""echo '{{"benchmark":"rust"}}'; {LINE}""")
        self.assertIn("a figure that cannot be read", result.why)
        self.assertEqual(len(result.figures), 1)

    def test_a_program_that_is_missing_is_named(self) -> None:
        result, _ = measured("exit 0", needs=("sh", "no-such-program"))
        self.assertEqual(result.why, "there is no no-such-program here")

    def test_tools_that_cannot_be_installed_are_said(self) -> None:
        result, _ = measured("exit 0", install="exit 1")
        self.assertEqual(result.why, "its tools are not here and cannot be installed")

    def test_a_program_that_hangs_is_ended_with_what_it_started(self) -> None:
        with patch("run.LONGEST", 0):
            result, _ = measured("cat /dev/zero >/dev/null & wait")
        self.assertEqual(result.why, "ended after 0 minutes")

    def test_a_part_that_fails_does_not_stop_the_next(self) -> None:
        saved: list[Result] = []
        failing = lambda part, commit: Result(part.name, "it broke" if part.name == "rust" else "", commit=commit)
        with patch("run.measure", failing), patch("run.results.save", saved.append), patch("run.page.write"), patch("sys.argv", ["run.py"]):
            out = io.StringIO()
            with redirect_stdout(out):
                self.assertEqual(run.main(), 1)
        self.assertEqual([result.part for result in saved], list(PARTS))
        self.assertIn("rust: it broke; again: make bench LANGUAGE=rust\n", out.getvalue())

    def test_a_result_of_another_tree_is_not_of_this_one(self) -> None:
        self.assertEqual([run.measured_now(commit) for commit in ("", "no-such-commit", "HEAD with changes")], [False] * 3)

    def test_resuming_leaves_out_what_has_measured_this_tree(self) -> None:
        results = (Result("rust", "", commit="abc"), Result("python", "it broke", commit="abc"), Result("node", "", commit="old"))
        last = {result.part: result for result in results}
        ran: list[str] = []
        load = lambda part, *_: last.get(part.name, Result(part.name))
        ran_part = lambda part, commit: ran.append(part.name) or Result(part.name, "")
        here = {"run.results.load": load, "run.measured_now": lambda commit: commit == "abc", "run.measure": ran_part}
        here |= {"run.results.save": Mock(), "run.page.write": Mock(), "sys.argv": ["run.py", "--resume", "rust", "python", "node", "swift"]}
        with ExitStack() as stack:
            for name, new in here.items():
                stack.enter_context(patch(name, new))
            with redirect_stdout(io.StringIO()):
                self.assertEqual(run.main(), 0)
        self.assertEqual(ran, ["python", "node", "swift"])


if __name__ == "__main__":
    unittest.main()
