"""The page is what the results say, and says what is missing."""

from __future__ import annotations

import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

from report import page, results
from report.budgets import BUDGETS
from report.charts import Bar, Dot, bars, dots
from report.figures import Figure, Spread
from report.parts import PARTS
from report.results import Result

SVG = "{http://www.w3.org/2000/svg}"
NODE = Figure("node", "10,000 users", "ms", Spread(90, 100, 120), "fetch + JSON.parse", "of Node 20", Spread(95, 98, 130), Spread(0.9, 0.98, 1.1))
JAVA = Figure("kotlin", "10,000 users", "ms", Spread(90, 100, 120), "okta-sdk-java", "24.0.0", Spread(200, 250, 300), Spread(2, 2.5, 3))
MEMORY = Figure("swift", "memory, 1,000,000 users", "MB", Spread(42, 42, 42), "URLSession + JSONSerialization", None, Spread(50, 50, 50))


def measured(figure: Figure, **members: object) -> Result:
    return replace(Result(figure.benchmark, "", "2030-01-31 12:00 UTC", "abc", 2.5, 0.01, {"CPU": "Some CPU"}, ["rustc 1.95.0"], [figure]), **members)


class Page(unittest.TestCase):
    def test_the_committed_page_is_what_the_results_say(self) -> None:
        for path, text in page.files(results.load_all()).items():
            with self.subTest(path):
                self.assertEqual((page.ROOT / path).read_text(encoding="utf-8"), text, "write it again: python3 benches/run.py --page")

    def test_every_budget_and_every_part_is_there_without_results(self) -> None:
        text = page.page([Result(name) for name in PARTS])
        self.assertEqual(text.count("not known |\n"), len(BUDGETS))
        self.assertEqual(text.count("*not measured: not run yet*"), len(PARTS))
        self.assertEqual(text.count("| not measured | | |\n"), len(page.OFFICIAL))
        self.assertIn(f"Of {len(BUDGETS)} budgets 0 are met, 0 are not, {len(BUDGETS)} were not measured.", text)

    def test_a_figure_is_a_row_with_its_budget(self) -> None:
        text = page.table([measured(NODE)])
        self.assertIn(
            "| Node | 10,000 users | ms | 100 (90 to 120) | fetch of Node 20 + JSON.parse | 98 (95 to 130) | 0.98 (0.90 to 1.10) "
            "| at least 0.95 x | yes |\n",
            text,
        )

    def test_a_budget_that_is_not_met_is_said(self) -> None:
        assert NODE.ratio
        slow = replace(NODE, ratio=Spread(0.8, 0.9, 1.0))
        self.assertIn("| at least 0.95 x | **no** |", page.table([measured(slow)]))
        self.assertIn("Not met: Node, 10,000 users (at least 0.95 x).", page.summary([slow]))

    def test_memory_may_exceed_the_peer_by_so_much(self) -> None:
        [budget] = [budget for budget in BUDGETS if budget.is_for(MEMORY)]
        self.assertEqual([budget.is_met(replace(MEMORY, ours=Spread(mb, mb, mb))) for mb in (65, 66)], [True, False])

    def test_a_part_that_failed_keeps_its_figures_and_says_why(self) -> None:
        text = page.table([measured(NODE, why="its program ended with exit code 1")])
        self.assertIn("| Node | 10,000 users | ms | 100 (90 to 120) |", text)
        self.assertIn("| Node | *not all measured: its program ended with exit code 1* |", text)
        self.assertIn("| Node | memory, 1,000,000 users | | not measured |", text)

    def test_the_front_page_has_the_official_sdks(self) -> None:
        self.assertIn("| Kotlin, Java | list of 10,000 users | 100 ms | 250 ms: okta-sdk-java 24.0.0 | 2.5 x |\n", page.official([JAVA]))

    def test_two_machines_are_told_apart(self) -> None:
        text = page.conditions([measured(NODE), measured(JAVA, machine={"CPU": "Another CPU"})])
        self.assertIn("CPU: Some CPU (Node).", text)
        self.assertIn("CPU: Another CPU (Kotlin).", text)
        self.assertIn("| 2.5 | 1% of all cores | rustc 1.95.0 |", text)

    def test_the_table_of_the_readme_is_written_between_its_marks(self) -> None:
        with tempfile.TemporaryDirectory() as place:
            readme = Path(place, "README.md")
            readme.write_text(f"before\n{page.BEGIN}old\n{page.END}after\n")
            made = page.files([measured(JAVA)], Path(place))["README.md"]
            self.assertTrue(made.startswith(f"before\n{page.BEGIN}| |") and made.endswith(f"{page.END}after\n"), made)
            readme.write_text("without marks\n")
            self.assertNotIn("README.md", page.files([measured(JAVA)], Path(place)))

    def test_every_row_that_is_wanted_is_of_a_part(self) -> None:
        named = {budget.benchmark for budget in BUDGETS} | {row[2] for row in page.OFFICIAL} | {row[1] for row in page.LISTS + page.MEMORY}
        self.assertLessEqual(named, set(PARTS))

    def test_numbers_have_three_digits(self) -> None:
        shown = [page.number(value) for value in (0, 3, 0.1234, 1.234, 12.34, 123.4, 12345.6)]
        self.assertEqual(shown, ["0", "3", "0.123", "1.23", "12.3", "123", "12,346"])


class Results(unittest.TestCase):
    def test_what_is_saved_is_loaded(self) -> None:
        with tempfile.TemporaryDirectory() as place:
            for result in (measured(NODE), Result("rust", "there is no cargo here")):
                results.save(result, Path(place))
                self.assertEqual(results.load(PARTS[result.part], Path(place)), result)

    def test_a_part_that_never_ran_has_a_result_too(self) -> None:
        with tempfile.TemporaryDirectory() as place:
            self.assertEqual(results.load(PARTS["rust"], Path(place)), Result("rust", "not run yet"))


class Charts(unittest.TestCase):
    def test_a_chart_is_described_and_follows_light_and_dark(self) -> None:
        rows = [Dot("Node", "fetch <b>", Spread(0.9, 0.98, 1.1)), Dot("Kotlin", "okta-sdk-java", Spread(2, 2.5, 3))]
        lengths = [Bar("Swift", "Oktant", 42, is_ours=True), Bar("Swift", "URLSession", 50)]
        for text in (dots("Lists & more", rows), bars("Memory", lengths)):
            root = ElementTree.fromstring(text)
            self.assertEqual(root.get("role"), "img")
            described = {root.find(SVG + name).get("id") for name in ("title", "desc")}
            self.assertEqual(set(root.get("aria-labelledby").split()), described)
            self.assertIn("prefers-color-scheme: dark", root.find(SVG + "style").text)
        description = ElementTree.fromstring(dots("Lists", rows)).find(SVG + "desc").text
        self.assertIn("Node, beside fetch <b>: 0.98 (0.90 to 1.10); Kotlin, beside okta-sdk-java: 2.50 (2.00 to 3.00).", description)

    def test_every_mark_is_inside(self) -> None:
        for ratio in (Spread(0.04, 0.05, 0.06), Spread(1, 1, 1), Spread(8, 12, 30)):
            root = ElementTree.fromstring(dots("Lists", [Dot("Node", "fetch", ratio)]))
            across = [float(mark.get("cx")) for mark in root.iter(SVG + "circle")]
            width = float(root.get("viewBox").split()[2])
            self.assertTrue(across and all(0 < x < width for x in across), across)

    def test_the_longer_bar_is_more(self) -> None:
        root = ElementTree.fromstring(bars("Memory", [Bar("Swift", "Oktant", 40, is_ours=True), Bar("Swift", "URLSession", 80)]))
        ours, theirs = (float(mark.get("width")) for mark in root.iter(SVG + "rect") if mark.get("class") != "ground")
        self.assertAlmostEqual(theirs / ours, 2, places=2)


if __name__ == "__main__":
    unittest.main()
