"""Charts as SVG: dots with intervals, bars, a heatmap. Nothing in them is said by colour alone.

A chart in a page takes its colours from the page, whose style holds `STYLE`; to stand alone it takes them along.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from annotator.workflow.reports.markup import Markup, element, joined

COLOURS = """--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--page:#fff;--raised:#f6f8fa;--accent:#1f5fa8;--warm:#a04a00"""
DARK = """--ink:#e6e9ed;--soft:#a3adb8;--line:#3d444d;--page:#16181c;--raised:#1f2228;--accent:#7db4f0;--warm:#f0a35e"""
STYLE = """
.chart text{fill:var(--ink);font:13px system-ui,sans-serif}
.chart .soft{fill:var(--soft)} .chart .end{text-anchor:end} .chart .mid{text-anchor:middle}
.chart .head{font-weight:600}
.chart .grid{stroke:var(--line)} .chart .whisker{stroke:var(--accent);stroke-width:2}
.chart .dot,.chart .bar{fill:var(--accent)} .chart .cell{stroke:var(--line)}
"""
_ALONE = f".chart{{{COLOURS};background:var(--page)}}@media (prefers-color-scheme:dark){{.chart{{{DARK}}}}}{STYLE}"

AGREED, DIFFERED = "56 128 205", "214 106 20"
"""Red, green and blue of cells on a heatmap; with `shade` both themes' text can be read on them."""
MOST_SHADE = 0.5

_WIDTH = 760
_ROW = 24
_LETTER = 7.4
_LONGEST = 34


@dataclass(frozen=True, slots=True)
class Dot:
    """A number with its interval, any of them None, and what is written behind it."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    said: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A group of bars: (name, length, what is written behind it)."""

    name: str
    bars: Sequence[tuple[str, float, str]]


@dataclass(frozen=True, slots=True)
class Heatmap:
    """A matrix: names of rows and columns, what is written in each cell, and its shade from -1 to 1.

    Above 0 is agreement, below 0 disagreement.
    """

    rows: Sequence[str]
    columns: Sequence[str]
    cells: Sequence[Sequence[str]]
    shades: Sequence[Sequence[float]]


def dots(rows: Sequence[Dot], *, title: str) -> Markup:
    """Draw a line for each number: a dot, a whisker for its interval, the figures behind it."""
    left = _margin([one.name for one in rows])
    right = max((_wide(one.said) for one in rows), default=0.0) * _LETTER + 16
    lowest = min([0.0, *(one.low if one.low is not None else one.value or 0.0 for one in rows)])
    lowest = max(-1.0, floor(lowest * 5) / 5)
    width = _WIDTH - left - right
    height = _ROW * len(rows)

    def x(value: float) -> float:
        return left + (max(value, lowest) - lowest) / (1 - lowest) * width

    parts: list[Markup] = []
    for fifth in range(round(lowest * 5), 6):
        at = x(fifth / 5)
        parts.append(element("line", x1=at, x2=at, y1=0.0, y2=float(height), class_="grid"))
        parts.append(element("text", f"{fifth / 5:g}", x=at, y=height + 16.0, class_="soft mid"))
    for at, one in enumerate(rows):
        middle = at * _ROW + _ROW / 2
        parts.append(_name(one.name, left, middle))
        if one.low is not None and one.high is not None:
            parts.append(element("line", x1=x(one.low), x2=x(one.high), y1=middle, y2=middle, class_="whisker"))
        if one.value is not None:
            parts.append(element("circle", cx=x(one.value), cy=middle, r=5.0, class_="dot"))
        parts.append(element("text", one.said, x=_WIDTH - right + 12, y=middle + 4, class_="soft"))
    return _chart(parts, _WIDTH, height + 24, title)


def bars(groups: Sequence[Bars], *, title: str) -> Markup:
    """Draw groups of horizontal bars on one scale, each with its figure behind it."""
    left = _margin([name for group in groups for name, _, _ in group.bars])
    right = max((_wide(said) for group in groups for _, _, said in group.bars), default=0) * _LETTER + 16
    most = max((length for group in groups for _, length, _ in group.bars), default=0) or 1
    width = _WIDTH - left - right
    parts: list[Markup] = []
    y = 0.0
    for group in groups:
        parts.append(element("text", _short(group.name, 90), x=0.0, y=y + 16, class_="head"))
        y += _ROW
        for name, length, said in group.bars:
            long = length / most * width
            parts.append(_name(name, left, y + _ROW / 2))
            parts.append(element("rect", x=left, y=y + 4, width=long, height=_ROW - 8.0, class_="bar"))
            parts.append(element("text", said, x=left + long + 6, y=y + _ROW / 2 + 4, class_="soft"))
            y += _ROW
        y += 8
    return _chart(parts, _WIDTH, y, title)


def heatmap(matrix: Heatmap, *, title: str) -> Markup:
    """Draw a matrix with the figures in its cells, the columns' names upright."""
    left = _margin(matrix.rows)
    top = _margin(matrix.columns)
    most = max((_wide(cell) for row in matrix.cells for cell in row), default=1)
    wide = max(30.0, most * _LETTER + 10)
    parts: list[Markup] = []
    for at, name in enumerate(matrix.columns):
        x = left + at * wide + wide / 2 + 4
        turned = f"rotate(-90 {x:g} {top - 6:g})"
        parts.append(element("text", _short(name), x=x, y=top - 6, transform=turned))
    for at, name in enumerate(matrix.rows):
        y = top + at * _ROW
        parts.append(_name(name, left, y + _ROW / 2))
        for column, (cell, shade) in enumerate(zip(matrix.cells[at], matrix.shades[at], strict=True)):
            x = left + column * wide
            colour = f"rgb({(AGREED if shade >= 0 else DIFFERED).replace(' ', ',')})"
            opacity = f"{opacity_of(shade):.3f}"
            place = {"x": x, "y": y, "width": wide, "height": float(_ROW)}
            parts.append(element("rect", fill=colour, fill_opacity=opacity, class_="cell", **place))
            parts.append(element("text", cell, x=x + wide / 2, y=y + _ROW / 2 + 4, class_="mid"))
    height = top + _ROW * len(matrix.rows) + 1
    return _chart(parts, left + wide * len(matrix.columns) + 1, height, title)


def standing_alone(svg: Markup) -> Markup:
    """Return a chart with the style it needs outside a page, its ground included: around it may be any colour."""
    end = "</svg>"
    return joined(Markup(svg.removesuffix(end)), element("style", Markup(_ALONE)), Markup(end))


def opacity_of(shade: float) -> float:
    """Return how strongly a cell is coloured; small shares can still be told from none."""
    return MOST_SHADE * min(1.0, abs(shade)) ** 0.5


def _chart(parts: Sequence[Markup], width: float, height: float, title: str) -> Markup:
    head = element("title", title)
    return element(
        "svg",
        joined(head, *parts),
        xmlns="http://www.w3.org/2000/svg",
        class_="chart",
        role="img",
        aria_label=title,
        viewBox=f"0 0 {width:g} {height:g}",
        width=width,
        height=height,
    )


def _name(name: str, left: float, middle: float) -> Markup:
    return element("text", _short(name), x=left - 10, y=middle + 4, class_="end")


def _margin(names: Sequence[str]) -> float:
    return min(_LONGEST, max(map(_wide, names), default=0)) * _LETTER + 16


def _wide(text: str) -> float:
    """Return about how many small letters wide a text is drawn."""
    return sum(
        2 if unicodedata.east_asian_width(one) in "WF" else 1.25 if one.isupper() or one in "_mw%" else 1
        for one in text
    )


def _short(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
