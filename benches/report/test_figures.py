"""Lines of figures: what is read back is what was printed."""

from __future__ import annotations

import io
import json
import os
import unittest
from contextlib import redirect_stdout
from unittest.mock import patch

from report import figures
from report.figures import Figure, Spread


def printed(*words: object, **more: object) -> str:
    """What `emit` prints for `make bench`."""
    out = io.StringIO()
    with patch.dict(os.environ, {"BENCH_FIGURES": "1"}), redirect_stdout(out):
        figures.emit(*words, **more)  # type: ignore[arg-type]
    return out.getvalue()


class Lines(unittest.TestCase):
    def test_a_comparison_has_the_ratio_of_each_round(self) -> None:
        line = printed("python", "a call", "ms", [1, 2, 4], peer="other", version="1.0", theirs=[2, 2, 16])
        self.assertEqual(
            figures.read(line), Figure("python", "a call", "ms", Spread(1, 2, 4), "other", "1.0", Spread(2, 2, 16), Spread(1, 2, 4))
        )

    def test_more_may_be_better(self) -> None:
        figure = figures.read(printed("export", "users", "users/s", [30], peer="other", theirs=[10], more_is_better=True))
        assert figure and figure.ratio
        self.assertEqual(figure.ratio.median, 3)

    def test_a_zero_is_not_divided(self) -> None:
        figure = figures.read(printed("fleet", "refused", "requests", [0], peer="other", theirs=[195]))
        assert figure and figure.theirs
        self.assertEqual((figure.ratio, figure.theirs.median), (None, 195))

    def test_a_figure_of_its_own_has_no_peer(self) -> None:
        line = printed("python", "the wheel", "MB", [3.9])
        self.assertEqual(set(json.loads(line)), {"benchmark", "measure", "unit", "ours"})
        self.assertEqual(figures.read(line), Figure("python", "the wheel", "MB", Spread(3.9, 3.9, 3.9)))

    def test_nothing_is_printed_unless_it_is_requested(self) -> None:
        out = io.StringIO()
        with patch.dict(os.environ, clear=True), redirect_stdout(out):
            figures.emit("python", "a call", "ms", [1])
        self.assertEqual(out.getvalue(), "")

    def test_other_lines_are_for_people(self) -> None:
        self.assertIsNone(figures.read("| oktant | 18 | 5.1 |\n"))

    def test_what_is_no_figure_is_refused(self) -> None:
        for members in (
            '"measure":"m","unit":"ms"',
            '"measure":"m","unit":"ms","ours":[3,2,1]',
            '"measure":"m","unit":"ms","ours":[1,2]',
            '"measure":"m","unit":"ms","ours":[1,2,3],"extra":1',
            '"unit":"ms","ours":[1,2,3]',
        ):
            with self.subTest(members), self.assertRaises((TypeError, ValueError)):
                figures.read('{"benchmark":"rust",' + members + "}")


if __name__ == "__main__":
    unittest.main()
