"""Charts as SVG, readable on light and dark pages, with a title and a description that has every figure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from report.figures import Spread

WIDTH, ROW, TOP = 840, 24, 58
LEFT, RIGHT = 350, 770
STYLE = """
    .ground { fill: #ffffff } text { fill: #1f2328 } .soft { fill: #59636e } .grid { stroke: #d1d9e0 } .one { stroke: #59636e }
    .ours { fill: #0969da; stroke: #0969da } .theirs { fill: #818b98 }
    @media (prefers-color-scheme: dark) {
      .ground { fill: #0d1117 } text { fill: #f0f6fc } .soft { fill: #9198a1 } .grid { stroke: #30363d } .one { stroke: #9198a1 }
      .ours { fill: #58a6ff; stroke: #58a6ff } .theirs { fill: #767f8a }
    }
  """


@dataclass(frozen=True)
class Dot:
    """A ratio, beside the peer's name."""

    group: str
    label: str
    ratio: Spread


@dataclass(frozen=True)
class Bar:
    """A length, beside the name of what has it."""

    group: str
    label: str
    value: float
    is_ours: bool = False


def dots(title: str, rows: Sequence[Dot]) -> str:
    """Ratios on a logarithmic axis: each a dot at the median, and a line from the least to the most."""
    marks = [mark for mark in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50) if mark <= 2 * max(row.ratio.most for row in rows)]
    low = min(0.5, *(row.ratio.least for row in rows))
    low, high = max(mark for mark in (0.01, *marks) if mark <= low), max(1.0, *(row.ratio.most for row in rows)) * 1.15
    across = lambda value: LEFT + (RIGHT - LEFT) * math.log(value / low) / math.log(high / low)
    lines = []
    for mark in (mark for mark in marks if low <= mark <= high):
        lines.append(axis(across(mark), f"{mark:g} x", len(rows), "one" if mark == 1 else "grid"))
    for place, row in enumerate(rows):
        y, ratio = middle(place), row.ratio
        lines.append(names(rows, place))
        lines.append(f'<path class="ours" stroke-width="2" d="M{across(ratio.least):.1f} {y:.1f}H{across(ratio.most):.1f}"/>')
        lines.append(f'<circle class="ours" cx="{across(ratio.median):.1f}" cy="{y:.1f}" r="5"/>')
        lines.append(label(RIGHT + 12, y, f"{ratio.median:.2f}"))
    told = (f"{row.group}, beside {row.label}: {row.ratio.median:.2f} ({row.ratio.least:.2f} to {row.ratio.most:.2f})" for row in rows)
    return drawing(title, "Median, least and most. Right of 1 Oktant is faster.", told, lines, len(rows))


def bars(title: str, rows: Sequence[Bar]) -> str:
    """Lengths from zero."""
    high = max(row.value for row in rows)
    step = next(step for step in (10, 20, 50, 100, 200, 500, 1000, 10_000) if high / step <= 8)
    across = lambda value: LEFT + (RIGHT - LEFT) * value / high
    lines = [axis(across(mark), f"{mark:,}", len(rows), "grid") for mark in range(0, int(high) + 1, step)]
    for place, row in enumerate(rows):
        y = middle(place)
        lines.append(names(rows, place))
        width, kind = max(across(row.value) - LEFT, 1), "ours" if row.is_ours else "theirs"
        lines.append(f'<rect class="{kind}" x="{LEFT}" y="{y - 7:.1f}" width="{width:.1f}" height="14"/>')
        lines.append(label(RIGHT + 12, y, f"{row.value:,.0f}"))
    told = (f"{row.group}, {row.label}: {row.value:,.0f}" for row in rows)
    return drawing(title, "Less is better.", told, lines, len(rows))


def drawing(title: str, note: str, told: Sequence[str] | object, lines: list[str], rows: int) -> str:
    height = TOP + rows * ROW + 40
    description = f"{note} " + "; ".join(told) + "."
    inner = "\n  ".join(lines)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="title description"
  font-family="system-ui, sans-serif" font-size="13">
  <title id="title">{escape(title)}</title>
  <desc id="description">{escape(description)}</desc>
  <style>{STYLE}</style>
  <rect class="ground" width="{WIDTH}" height="{height}"/>
  <text x="20" y="26" font-size="16" font-weight="bold">{escape(title)}</text>
  <text class="soft" x="20" y="46">{escape(note)}</text>
  {inner}
</svg>
"""


def names(rows: Sequence[Dot] | Sequence[Bar], place: int) -> str:
    """The group, where it begins, and the label of a row."""
    row, y = rows[place], middle(place)
    group = label(20, y, row.group, bold=True) if place == 0 or rows[place - 1].group != row.group else ""
    return group + label(LEFT - 12, y, row.label, end=True)


def axis(x: float, text: str, rows: int, kind: str) -> str:
    bottom = TOP + rows * ROW
    return f'<path class="{kind}" d="M{x:.1f} {TOP}V{bottom}"/><text class="soft" x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{text}</text>'


def label(x: float, y: float, text: str, bold: bool = False, end: bool = False) -> str:
    more = (' font-weight="bold"' if bold else "") + (' text-anchor="end"' if end else "")
    return f'<text x="{x}" y="{y + 4.5:.1f}"{more}>{escape(text)}</text>'


def middle(place: int) -> float:
    return TOP + place * ROW + ROW / 2
