#!/usr/bin/env bash
# PyPI pymdown-extensions 13.1.2 with Markdown 3.11.3: its fenced blocks do not open at "```rust,no_run", the way in which rustdoc marks a
# sample that is compiled and not run; for CommonMark that is an info string like any other. The fence that ends the block opens one
# instead: the code becomes prose, and the prose after it, up to the next fence, becomes code. mistune 3.1.4 reads the same text as two
# blocks of code. What stands in blocks of code, seen:
#   superfences ['Prose.\n\n```rust\nlet b = 2;']
#   mistune ['let a = 1;', 'let b = 2;']
set -euo pipefail
cd "$(mktemp -d)" && trap 'rm -rf "$PWD"' EXIT
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pymdown-extensions==13.1.2 Markdown==3.11.3 mistune==3.1.4
cat >blocks.py <<'PY'
import re
import markdown
import mistune

text = "```rust,no_run\nlet a = 1;\n```\n\nProse.\n\n```rust\nlet b = 2;\n```\n"
for name, html in (
    ("superfences", markdown.markdown(text, extensions=["pymdownx.superfences"])),
    ("mistune", mistune.html(text)),
):
    blocks = re.findall("<pre.*?</pre>", html, re.DOTALL)
    print(name, [re.sub("<[^>]*>", "", block).strip() for block in blocks])
PY
output="$(venv/bin/python blocks.py)"
echo "$output"
[ "$output" = "superfences ['Prose.\n\n\`\`\`rust\nlet b = 2;']
mistune ['let a = 1;', 'let b = 2;']" ]
