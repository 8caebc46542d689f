#!/usr/bin/env bash
# PyPI zensical 0.0.73: a section of the navigation without pages, as a program writes it where it found none for it, becomes a link to a
# page named `none` on every page of the site. No such page is built, and `--strict` says "No issues found" and exits with 0: Zensical
# checks the links that pages have, not those it makes itself. Seen, after the build:
#   site/index.html:href="./none"
#   site/one/index.html:href="../none"
set -euo pipefail
cd "$(mktemp -d)" && trap 'rm -rf "$PWD"' EXIT
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check zensical==0.0.73
mkdir docs
echo '# Home' >docs/index.md
echo '# One' >docs/one.md
cat >zensical.toml <<'TOML'
[project]
site_name = "Site"
nav = [{ "Home" = "index.md" }, { "Empty" = [] }, { "One" = "one.md" }]
TOML
said="$(venv/bin/zensical build --strict 2>&1)"
[[ $said == *"No issues found"* ]]
[ ! -e site/none ]
output="$(grep -o 'href="[^"]*none[^"]*"' site/index.html site/one/index.html | sort -u)"
echo "$output"
[ "$output" = 'site/index.html:href="./none"
site/one/index.html:href="../none"' ]
