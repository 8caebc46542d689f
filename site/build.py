#!/usr/bin/env python3
"""Builds the site of docs/ into target/docs/site and checks every link in it and in the repository's Markdown: `make docs`.

The last line counts pages, links and samples.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from pages import DOCS, REPOSITORY, ROOT, LinkError, Page, site_text, summary

from collect import LANGUAGES, PageError, pages, read

OUT = ROOT / "target" / "docs"
PROGRAMS = Path(sys.executable).parent
SITE_URL = re.compile(r'^site_url = "(.*?)/?"$', re.M)
ENTRY = re.compile(r'^( *)"([^"\s]*\.md)",$', re.M)
PAGE = re.compile(r'"([^"\s*]*\.md)"')


class BuildError(Exception):
    """What keeps the site from being built."""


def main() -> int:
    """The command."""
    start = time.monotonic()
    try:
        shown = prepare()
        build()
        links = check_links()
    except (BuildError, LinkError, PageError) as error:
        print(error)
        return 1
    samples = sum(block.language in LANGUAGES for page in pages() for block in page.blocks)
    print(f"target/docs/site: look at it with `python3 -m http.server --directory target/docs/site`, {time.monotonic() - start:.1f} s")
    print(f"{len(shown)} pages, {links} links, {samples} samples")
    return 0


def prepare() -> list[Page]:
    """Writes what Zensical reads: its configuration and the pages, with those that codegen writes."""
    shutil.rmtree(OUT, ignore_errors=True)
    written = OUT / "pages"
    shutil.copytree(ROOT / DOCS, written)
    shown = [page for page in pages() if page.path.is_relative_to(DOCS)]
    for page in shown:
        (written / page.path.relative_to(DOCS)).write_text(site_text(page), "utf-8")
    shutil.copy(ROOT / "site" / "site.css", written)
    shown += reference(written / "reference")
    names = {str(page.path.relative_to(DOCS)): page for page in shown}
    (OUT / "zensical.toml").write_text(configuration(names), "utf-8")
    return shown


def reference(folder: Path) -> list[Page]:
    """The pages of all operations."""
    run(["cargo", "run", "--quiet", "--package", "oktant-codegen", "--", "reference", str(folder)])
    return [Page(DOCS / "reference" / path.name, path.read_text("utf-8")) for path in sorted(folder.glob("*.md"))]


def configuration(names: dict[str, Page]) -> str:
    """site/zensical.toml with the pages that its patterns stand for. Each page has a place in the navigation."""
    text = (ROOT / "site" / "zensical.toml").read_text("utf-8")
    head, mark, plugin = text.partition("[project.plugins.llmstxt]")
    listed = set(PAGE.findall(head))
    if gone := listed - set(names):
        raise BuildError(f"site/zensical.toml names pages that are not there: {', '.join(sorted(gone))}")
    shown = set(listed)

    def entries(found: re.Match[str], known: set[str], form: str) -> str:
        folder = Path(found[2]).parent
        here = [name for name in sorted(names) if Path(name).parent == folder and name not in known] if "*" in found[2] else [found[2]]
        shown.update(here)
        return "\n".join(found[1] + form.format(name, summary(names[name]).replace('"', "'")) for name in here)

    head = ENTRY.sub(lambda found: entries(found, listed, '"{0}",'), head)
    if left := set(names) - shown:
        raise BuildError(f"the navigation in site/zensical.toml lacks {', '.join(sorted(left))}")
    return head + mark + ENTRY.sub(lambda found: entries(found, set(), '{{ "{0}" = "{1}" }},'), plugin)


def build() -> None:
    """Builds the site; a broken link or anchor is an error."""
    run([sys.executable, "-m", "zensical", "build", "--strict"], OUT)


def check_links() -> int:
    """Checks links and fragments, offline: those of the site, and those of the repository's Markdown. Returns how many there are."""
    site = OUT / "site"
    url = SITE_URL.search((OUT / "zensical.toml").read_text("utf-8"))
    assert url is not None
    # Addresses of the site and of the repository are files here; 404.html has the path of the site in its own.
    path = urlsplit(url[1]).path.rstrip("/")
    addresses = {f"^{url[1]}": f"file://{site}", f"^file://{site}{path}(/|$)": f"file://{site}/"}
    addresses[f"^{REPOSITORY}/(?:blob|tree|edit)/main/"] = f"file://{ROOT}/"
    remap = [word for pattern, address in addresses.items() for word in ("--remap", f"{pattern} {address}")]
    lychee = [PROGRAMS / "lychee", "--offline", "--include-fragments", "--no-progress", "--index-files", "index.html,.", *remap]
    tracked = run(["git", "ls-files", "*.md"]).split()
    done = [run([*lychee, "--root-dir", site, f"{site}/**/*.html", f"{site}/llms.txt"]), run([*lychee, "--", *tracked])]
    return sum(int(found) for text in done for found in re.findall(r"(\d+) OK", text))


def run(command: list[str | Path], folder: Path = ROOT) -> str:
    """Runs a program; its output, or an error that has it."""
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise BuildError(f"{Path(command[0]).name} failed:\n{done.stdout}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
