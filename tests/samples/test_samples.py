"""Tests of the collector: what a page may say, and what it is told otherwise."""

from __future__ import annotations

import os
import tempfile
import unittest
from pathlib import Path

from collect import Block, Page, PageError, pages, read
from data import wrong_data
from languages import Kotlin, Python, Rust, Shell
from samples import play_one

PAGE = '''# A page

<!-- simulator: --realms --users 5 -->

```rust
println!("1");
```

```python no_run
print(1)
```

```text output
1
```

- A list

  ```sh
  oktant whoami
  ```

```kotlin from="there.kt"
val x = 1
```
'''


def page(text: str) -> Page:
    """A page of a project that has a file `there.kt`."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "there.kt").write_text("class There {\n    val x = 1\n}\n")
        (root / "page.md").write_text(text)
        return read(Path("page.md"), root)


class CollectTest(unittest.TestCase):
    """A page's blocks."""

    def test_blocks_are_found(self) -> None:
        found = page(PAGE)
        self.assertEqual([block.language for block in found.blocks], ["rust", "python", "text", "sh", "kotlin"])
        self.assertEqual(found.flags, ["--realms", "--users", "5"])
        rust, python, _, script, kotlin = found.blocks
        self.assertEqual((rust.name, rust.line, rust.end, rust.text), ("page_5", 5, 7, 'println!("1");\n'))
        self.assertTrue(rust.runs and not python.runs and script.runs)
        self.assertEqual((rust.output, python.output, script.output), ("1\n", "1\n", None))
        self.assertEqual(script.text, "oktant whoami\n")
        self.assertEqual(found.of("kotlin"), [])
        self.assertEqual(kotlin.options, {"from": "there.kt"})

    def test_what_breaks_a_rule_is_told(self) -> None:
        for text, told in {
            "```\nx\n```": "is not one of",
            "```rust,no_run\nx\n```": "options follow after a space",
            "```rust norun\nx\n```": "the options are",
            "```rust\nx": "without an end",
            "Text:\n\n    make test": "fence it",
            "```text output\nx\n```": "output of which block",
            "```sh\nx\n```\n\nText.\n\n```text output\nx\n```": "output of which block",
            '```kotlin from="gone.kt"\nx\n```': "there is no gone.kt",
            '```kotlin from="there.kt"\nval y = 1\n```': "has no line",
        }.items():
            with self.subTest(text), self.assertRaisesRegex(PageError, told):
                page(text)

    def test_lists_may_have_paragraphs(self) -> None:
        page("- one\n\n    more of it\n\n1. one\n\n    more\n\n    and more\n")

    def test_the_project_has_samples_in_every_language(self) -> None:
        found = {block.language for one in pages() for block in one.blocks}
        self.assertLessEqual({"rust", "python", "ts", "kotlin", "swift", "sh"}, found)


class ProgramTest(unittest.TestCase):
    """What blocks become."""

    def test_a_block_has_a_client_unless_it_makes_one(self) -> None:
        own, given = page("```python\nwith Client() as okta:\n    pass\n```\n\n```python\nokta.close()\n```").blocks
        self.assertEqual(Python("python").source(own), own.text)
        self.assertTrue(Python("python").source(given).startswith("from oktant import Client\n\nokta = Client()\n"))

    def test_await_makes_an_asynchronous_program(self) -> None:
        (block,) = page("```python\nfrom oktant import NotFoundError\n\nawait okta.users.get_user('me')\n```").blocks
        self.assertIn("        await okta.users", Python("python").source(block))

    def test_a_main_is_a_whole_program(self) -> None:
        program, rest = page("```rust\nfn main() {}\n```\n\n```rust\nlet x = 1;\n```").blocks
        self.assertTrue(Rust("rust").source(program).startswith("fn main() {}"))
        self.assertIn("    let okta = ", Rust("rust").source(rest))

    def test_imports_are_at_the_top(self) -> None:
        (block,) = page("```kotlin\nimport a.b\n\nval x = b()\n```").blocks
        self.assertRegex(Kotlin("kotlin").source(block), r"(?s)^@file.*package page_1\n.*import a\.b\n.*\{\n\n    val x = b\(\)\n\}")


class Echo(Shell):
    """Scripts that need nothing built."""

    def build(self, blocks: list[Block]) -> dict[str, str]:
        return {}


class PlayTest(unittest.TestCase):
    """What is wrong with a block that was run."""

    def told(self, text: str) -> str:
        block = page(text).blocks[0]
        with tempfile.TemporaryDirectory() as folder:
            player = Echo("sh")
            player.folder = Path(folder)
            player.write([block])
            return play_one(block, player, Path(folder), dict(os.environ))

    def test_a_block_that_ends_well_is_right(self) -> None:
        self.assertEqual(self.told("```sh\necho one\n```\n\n```text output\none\n```"), "")

    def test_a_failure_is_told_with_what_it_printed(self) -> None:
        self.assertEqual(self.told("```sh\necho one\nfalse\necho two\n```"), "exit 1\none\n")

    def test_other_output_is_told(self) -> None:
        self.assertEqual(self.told("```sh\necho one\n```\n\n```text output\ntwo\n```"), "it printed\none\nand not\ntwo\n")


class DataTest(unittest.TestCase):
    """Blocks of data."""

    def test_what_is_no_json_is_told(self) -> None:
        good, bad, text = page('```json\n{"a": 1}\n```\n\n```json\n{a}\n```\n\n```text\n{a}\n```').blocks
        self.assertEqual((wrong_data(good), wrong_data(text)), ("", ""))
        self.assertIn("this is not json", wrong_data(bad))


if __name__ == "__main__":
    unittest.main()
