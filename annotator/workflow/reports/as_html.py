"""A report as one HTML file: no network, no scripts; light and dark, on paper, and for screen readers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotator.workflow.reports import charts
from annotator.workflow.reports.blocks import Block, Chart, Heading, Listed, Paragraph, Place, Table
from annotator.workflow.reports.content import Report
from annotator.workflow.reports.markup import Markup, element, joined
from annotator.workflow.reports.sections import sections

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = f"""
:root{{color-scheme:light dark;{charts.COLOURS}}}
@media screen and (prefers-color-scheme:dark){{:root{{{charts.DARK}}}}}
*{{box-sizing:border-box}}
body{{margin:0 auto;max-width:66rem;padding:2rem 1.25rem 4rem;background:var(--page);color:var(--ink);
font:16px/1.5 system-ui,sans-serif}}
h1{{font-size:1.75rem;line-height:1.2;margin:0 0 .75rem}}
h2{{font-size:1.25rem;margin:2.5rem 0 .75rem;padding-top:.75rem;border-top:1px solid var(--line)}}
h3{{font-size:1rem;margin:1.5rem 0 .25rem}}
p{{margin:.4rem 0;max-width:46rem;overflow-wrap:anywhere}}
a{{color:var(--accent)}} nav ul{{columns:2;padding-left:1.2rem;max-width:46rem}}
figure{{margin:1rem 0;overflow-x:auto}} svg{{max-width:100%;height:auto}}
.wide{{overflow-x:auto;margin:1rem 0}}
table{{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}}
caption{{text-align:left;color:var(--soft);padding:.25rem 0}}
th,td{{padding:.25rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;
overflow-wrap:break-word}}
thead th,thead td{{vertical-align:bottom;border-bottom:2px solid var(--line)}}
th{{font-weight:600}} .n{{text-align:right}} td.n{{white-space:nowrap}}
.upright thead th{{height:1px;text-align:left}}
.upright thead span{{writing-mode:vertical-rl;transform:rotate(180deg);white-space:nowrap}}
.upright td,.upright tbody th{{padding:.25rem .4rem;white-space:nowrap}} .upright thead th+th{{text-align:right}}
.shaded{{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
blockquote{{margin:.25rem 0;padding:.4rem .9rem;border-left:3px solid var(--line);background:var(--raised);
max-width:46rem;overflow-wrap:anywhere;white-space:pre-line}}
mark{{background:none;color:inherit;font-weight:700;text-decoration:underline;text-decoration-thickness:2px;
text-decoration-color:var(--warm);text-underline-offset:3px}}
cite{{display:block;color:var(--soft);font-style:normal;font-size:.875rem}}
dl{{margin:.25rem 0 1rem;max-width:46rem}} dt{{font-weight:600}} dd{{margin:0 0 .4rem 1rem;overflow-wrap:anywhere}}
.votes{{display:grid;grid-template-columns:max-content 1fr;column-gap:1rem}} .votes dd{{margin:0}}
.votes dt{{max-width:20rem;overflow-wrap:anywhere}}
@page{{margin:15mm}}
@media print{{body{{max-width:none;padding:0;font-size:10pt}} nav{{display:none}}
h2,h3,caption,thead{{break-after:avoid}}
table{{font-size:8pt}} tr,figure,blockquote{{break-inside:avoid}} .wide,figure{{overflow:visible}}}}
{charts.STYLE}"""


def as_html(report: Report) -> str:
    """Return the report as a page."""
    blocks = list(sections(report))
    title = next(one.text for one in blocks if isinstance(one, Heading))
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width,initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("style", Markup(_STYLE)),
    )
    body = element("body", element("main", joined(*_body(blocks))))
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"


def _body(blocks: Sequence[Block]) -> Iterator[Markup]:
    numbers = {id(one): f"s{at}" for at, one in enumerate(blocks) if isinstance(one, Heading) and one.level > 1}
    contents = [(numbers[id(one)], one.text) for one in blocks if isinstance(one, Heading) and id(one) in numbers]
    listed = [element("li", element("a", text, href=f"#{number}")) for number, text in contents]
    menu: Markup | None = element("nav", element("ul", *listed), aria_label="Contents")
    for one in blocks:
        if menu is not None and id(one) in numbers:
            yield menu
            menu = None
        if isinstance(one, Heading):
            yield element(f"h{one.level}", one.text, id=numbers.get(id(one), "top"))
        else:
            yield _block(one)


def _block(one: Paragraph | Listed | Table | Chart | Place) -> Markup:
    match one:
        case Paragraph():
            strong = joined(element("strong", one.strong), " ") if one.strong else ""
            return joined(element("p", strong, one.text, dir="auto"), "\n")
        case Listed():
            return joined(_points(one.points), "\n")
        case Chart():
            # A shaded table is a heatmap that can be read aloud and copied.
            return Markup("") if one.table_says_it else joined(element("figure", one.svg), "\n")
        case Table():
            return joined(_table(one), "\n")
        case Place():
            return joined(*_place(one), "\n")


def _points(points: Sequence[tuple[str, str]], **attributes: str) -> Markup:
    each = (joined(element("dt", term), element("dd", said, dir="auto")) for term, said in points)
    return element("dl", *each, **attributes)


def _place(one: Place) -> Iterator[Markup]:
    quote = one.quote
    yield element("h3", one.title, dir="auto")
    said = element("span", quote.before, element("mark", quote.surface), quote.after, dir="auto")
    yield element("blockquote", said, element("cite", quote.title, dir="auto"))
    yield _points(one.points, class_="votes")


def _table(one: Table) -> Markup:
    head = [
        element("th", element("span", cell), scope="col", **({"class_": "n"} if at in one.right else {}))
        if cell
        else element("td")
        for at, cell in enumerate(one.head)
    ]
    rows = [
        element("tr", *(_cell(one, at, to, cell) for to, cell in enumerate(row))) for at, row in enumerate(one.rows)
    ]
    made = element(
        "table",
        element("caption", one.caption),
        element("thead", element("tr", *head)),
        element("tbody", *(joined(row, "\n") for row in rows)),
        **({"class_": "upright"} if one.upright else {}),
    )
    # What is wider than the window can be scrolled to by keyboard, too.
    return element("div", made, class_="wide", tabindex="0", role="region", aria_label=one.caption)


def _cell(table: Table, row: int, column: int, text: str) -> Markup:
    attributes: dict[str, str] = {}
    classes = ["n"] if column in table.right else []
    shade = table.shades.get((row, column))
    if shade is not None:
        colour = charts.AGREED if shade > 0 else charts.DIFFERED
        attributes["style"] = f"background:rgb({colour}/{charts.opacity_of(shade):.3f})"
        classes.append("shaded")
    if classes:
        attributes["class_"] = " ".join(classes)
    if column < table.heads:
        return element("th", text, scope="row", dir="auto", **attributes)
    return element("td", text, dir="auto", **attributes)
