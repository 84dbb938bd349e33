"""A report as Markdown with tables (GitHub's kind). Charts are images whose data stands at the end, out of the way."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence

from annotator.workflow.reports.blocks import Block, Chart, Heading, Listed, Paragraph, Place, Table
from annotator.workflow.reports.charts import standing_alone
from annotator.workflow.reports.content import Report
from annotator.workflow.reports.sections import sections

_SIGNS = re.compile(r"[\\`*_\[\]|~$]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_BEGINS_BLOCK = re.compile(r"^(?:(?=(?:#{1,6}|[-+])(?:\s|$)|=+$|-+$)|(\d{1,9})(?=[.)](?:\s|$)))")


def as_markdown(report: Report) -> str:
    """Return the report as Markdown."""
    lines: list[str] = []
    images: list[str] = []
    for one in sections(report):
        if isinstance(one, Chart):
            name = f"chart-{len(images) + 1}"
            data = base64.b64encode(standing_alone(one.svg).encode()).decode()
            images.append(f"[{name}]: data:image/svg+xml;base64,{data}")
            lines += [f"![{escaped(one.said)}][{name}]", ""]
        else:
            lines += [*_block(one), ""]
    return "\n".join([*lines, *images]) + "\n"


def escaped(text: str) -> str:
    """Return a text on one line that Markdown shows as it is, wherever it stands."""
    text = _BLANK.sub(" ", text).strip()
    for sign, written in _ENTITIES.items():
        text = text.replace(sign, written)
    text = _SIGNS.sub(r"\\\g<0>", text)
    return _BEGINS_BLOCK.sub(lambda found: f"{found[1] or ''}\\", text)


def _block(one: Block) -> Iterator[str]:
    match one:
        case Heading():
            yield f"{'#' * one.level} {escaped(one.text)}"
        case Paragraph():
            yield f"**{escaped(one.strong)}** {escaped(one.text)}" if one.strong else escaped(one.text)
        case Listed():
            yield from _points(one.points)
        case Table():
            yield from _table(one)
        case Place():
            quote = one.quote
            yield f"### {escaped(one.title)}"
            yield ""
            yield f"> {_kept(quote.before)}{_strong(quote.surface)}{_kept(quote.after)}  "
            yield f"> *{escaped(quote.title)}*"
            yield ""
            yield from _points(one.points)
        case Chart():
            return


def _points(points: Sequence[tuple[str, str]]) -> Iterator[str]:
    for term, said in points:
        yield f"- **{escaped(term)}**: {escaped(said)}"


def _table(one: Table) -> Iterator[str]:
    yield f"{escaped(one.caption)}:"
    yield ""
    yield _row(one.head)
    yield "|" + "|".join("---:" if at in one.right else "---" for at in range(len(one.head))) + "|"
    for row in one.rows:
        yield _row(row)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(escaped(cell) for cell in cells) + " |"


def _kept(text: str) -> str:
    """Return an escaped text with a space where it began or ended with one: words beside it must not run together."""
    said = escaped(text)
    if not said:
        return " " if text else ""
    return " " * text[:1].isspace() + said + " " * text[-1:].isspace()


def _strong(text: str) -> str:
    """Return a text with weight; asterisks beside a sign would be shown."""
    said = escaped(text)
    if text[:1].isalnum() and text[-1:].isalnum():
        return f"**{said}**"
    return f"<b>{said}</b>"
