"""Tests of what the site makes of a page."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

import build
from pages import REPOSITORY, LinkError, Page, site_text, summary

from collect import read


def page(text: str) -> Page:
    """A page of docs/guides."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path("docs/guides/page.md")
        (Path(folder) / path).parent.mkdir(parents=True)
        (Path(folder) / path).write_text(text)
        return read(path, Path(folder))


class PagesTest(unittest.TestCase):
    """A page of docs/ as the site has it."""

    def test_languages_in_a_row_are_tabs(self) -> None:
        text = site_text(page("# A\n\n```rust no_run\nlet x = 1;\n\nlet y = 2;\n```\n\n```ts\nlet x;\n```\n\nEnd.\n"))
        rust = '=== "Rust"\n\n    ```rust\n    let x = 1;\n\n    let y = 2;\n    ```\n'
        self.assertIn(rust + '\n=== "TypeScript"\n\n    ```ts\n    let x;\n    ```\n\n', text)
        self.assertTrue(text.startswith("# A\n\n=== ") and text.endswith("\nEnd.\n"))

    def test_blocks_of_one_language_or_with_words_between_are_none(self) -> None:
        self.assertNotIn("===", site_text(page("# A\n\n```sh\na\n```\n\n```sh\nb\n```\n")))
        self.assertNotIn("===", site_text(page("# A\n\n```sh\na\n```\n\nOr:\n\n```ts\nb\n```\n\n```text output\nc\n```\n")))

    def test_links_out_of_docs_lead_to_the_repository(self) -> None:
        text = site_text(page("# A\n\n[a](../cli.md#exit-codes) [b](../../simulator/README.md#state) [c](../../examples) [d](https://x.org)\n"))
        self.assertIn("[a](../cli.md#exit-codes)", text)
        self.assertIn(f"[b]({REPOSITORY}/blob/main/simulator/README.md#state)", text)
        self.assertIn(f"[c]({REPOSITORY}/tree/main/examples) [d](https://x.org)", text)
        with self.assertRaisesRegex(LinkError, "there is no gone"):
            site_text(page("# A\n\n[x](../../gone)\n"))

    def test_a_list_has_an_empty_line_above(self) -> None:
        self.assertIn("Text:\n\n- one\n- two\n  more\n- three\n", site_text(page("# A\n\nText:\n- one\n- two\n  more\n- three\n")))

    def test_the_first_sentence_stands_for_a_page(self) -> None:
        one = page("# A title\n\n<!-- simulator: --realms -->\n\nWhat **it** is,\nwith a [link](x.md). More.\n")
        self.assertEqual(summary(one), "What it is, with a link.")


class NavigationTest(unittest.TestCase):
    """The pages that site/zensical.toml names."""

    def names(self) -> dict[str, Page]:
        listed = build.PAGE.findall((build.ROOT / "site" / "zensical.toml").read_text("utf-8"))
        return {name: Page(Path("docs") / name, f"# {name}\n\nFirst. Second.\n") for name in listed}

    def test_a_star_stands_for_the_other_pages(self) -> None:
        text = build.configuration(self.names() | {"guides/new.md": Page(Path("docs/guides/new.md"), "# New\n\nIt is new.\n")})
        self.assertIn('\n    "guides/new.md",\n', text)
        self.assertIn('\n  { "guides/new.md" = "It is new." },\n', text)

    def test_a_page_without_a_place_is_an_error(self) -> None:
        with self.assertRaisesRegex(build.BuildError, "lacks other/new.md"):
            build.configuration(self.names() | {"other/new.md": Page(Path("docs/other/new.md"), "# New\n")})

    def test_a_page_that_is_gone_is_an_error(self) -> None:
        names = self.names()
        del names["cli.md"]
        with self.assertRaisesRegex(build.BuildError, "not there: cli.md"):
            build.configuration(names)


if __name__ == "__main__":
    unittest.main()
