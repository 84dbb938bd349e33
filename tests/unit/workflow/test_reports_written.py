"""Reports as pages: whatever names and texts say, it stays text; tables and charts say what they are."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.adjudication import GOLD
from annotator.workflow.reporting import ReportKind, rendered, report
from annotator.workflow.reports import charts
from annotator.workflow.reports.as_markdown import escaped as markdown
from annotator.workflow.reports.content import Report
from annotator.workflow.reports.markup import element, escaped
from tests.unit.workflow.reporting_projects import Marked, made_project, sample_project

AWKWARD = ("<script>alert(1)</script>", "a|b", "_x&", '=cmd|"/c"')
TEXTS = (
    "<script>alert('x')</script> met _Kim_ & **Putin** | in `Moscow`.",
    "A ]] > b --> c &amp; <img src=x onerror=alert(1)> Kim.",
    "القاهرة met 平壤 in [Moscow](javascript:alert(1)).\u2028=HYPERLINK(1)",
)
SETS: Mapping[str, Mapping[int, Sequence[Marked]]] = {
    "<b>anna</b>|x": {0: [("_Kim_", "<script>"), ("Moscow", "a|b")], 1: [("Kim", "_x&")], 2: [("القاهرة", "a|b")]},
    "=berta_&_*co*": {
        0: [("_Kim_", "a|b"), ("<script>alert('x')</script>", "<script>"), ("& **Putin** |", "_x&")],
        1: [("<img src=x onerror=alert(1)>", "=1+1")],
        2: [("[Moscow](javascript:alert(1))", "<script>")],
    },
    GOLD: {0: [("Moscow", "<script>")], 1: [], 2: []},
}
LABELS = ("<script>", "a|b", "_x&", "=1+1")


class Page(HTMLParser):
    """A page taken apart: its tags, and the text outside style."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data


def page(one: Report) -> Page:
    found = Page()
    found.feed(rendered(one, ReportKind.HTML))
    found.close()
    assert found.open == []
    return found


@pytest.fixture(scope="module")
def awkward(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("awkward")
    return report(made_project(folder, TEXTS, SETS, title=f"{AWKWARD[0]} | _t_ & {{}}", labels=LABELS))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return report(sample_project(tmp_path_factory.mktemp("sample")))


def test_a_page_is_one_file_without_scripts(awkward: Report) -> None:
    found = page(awkward)
    known = {"html", "head", "meta", "title", "style", "body", "main", "nav", "ul", "li", "a", "h1", "h2", "h3", "p"}
    known |= {"strong", "figure", "div", "table", "caption", "thead", "tbody", "tr", "th", "td", "span", "blockquote"}
    known |= {"cite", "mark", "dl", "dt", "dd", "svg", "line", "text", "circle", "rect"}
    assert {tag for tag, _ in found.tags} <= known
    ids = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in found.tags:
        assert not any(name.startswith("on") for name in attributes)
        assert not {"src", "srcset", "action", "xlink:href"} & set(attributes)
        link = attributes.get("href")
        assert link is None or (link.startswith("#") and link[1:] in ids)
    assert "url(" not in rendered(awkward, ReportKind.HTML)
    assert "@import" not in rendered(awkward, ReportKind.HTML)


def test_a_page_shows_names_and_texts_as_they_are(awkward: Report) -> None:
    text = page(awkward).text
    for shown in (*SETS, *LABELS, "<script>alert('x')</script>", "& **Putin** |", AWKWARD[0], "القاهرة"):
        assert shown in text, shown


def test_a_page_can_be_read_aloud(sample: Report) -> None:
    found = page(sample)
    tables = [tag for tag, _ in found.tags if tag == "table"]
    assert len(tables) > 5
    assert len([tag for tag, _ in found.tags if tag == "caption"]) == len(tables)
    assert all(attributes.get("scope") in ("col", "row") for tag, attributes in found.tags if tag == "th")
    pictures = [attributes for tag, attributes in found.tags if tag == "svg"]
    assert len(pictures) == 3
    assert all(one["role"] == "img" and one["aria-label"] for one in pictures)
    assert found.tags[0] == ("html", {"lang": "en"})


def test_a_page_says_the_numbers(sample: Report) -> None:
    text = page(sample).text
    for shown in ("0.836 (95 % interval 0.812–0.860)", "19 of 20 articles", "articles not finished by two of them: 1"):
        assert shown in text
    for metric in sample.metrics:
        assert metric.definition in text
    assert "Landis & Koch 1977 read" in text
    assert "Corrections for analyst-2" in text
    for case in sample.cases:
        assert f"{case.quote.before}{case.quote.surface}{case.quote.after}" in text


def test_a_page_says_why_there_is_no_number(tmp_path: Path) -> None:
    text = page(report(made_project(tmp_path, TEXTS, {"a": {0: []}}))).text
    assert "Agreement needs at least two annotators." in text


def test_markdown_holds_no_markup_of_others(awkward: Report) -> None:
    said = rendered(awkward, ReportKind.MARKDOWN)
    assert not re.search(r"<(?!/?b>)", said)
    assert not re.search(r"(?<!\\)\]\(", said)
    lines = said.splitlines()
    begins = [at for at, line in enumerate(lines) if line.startswith("|---")]
    assert begins
    for at in begins:
        width = _cells(lines[at])
        table = list(lines[at - 1 : lines.index("", at)])
        assert [_cells(line) for line in table] == [width] * len(table)


def _cells(line: str) -> int:
    return len(re.findall(r"(?<!\\)\|", line)) - 1


def test_markdown_charts_are_pictures_of_their_own(sample: Report) -> None:
    said = rendered(sample, ReportKind.MARKDOWN)
    used = re.findall(r"!\[[^\]]+\]\[(chart-\d+)\]", said)
    given_ = dict(re.findall(r"^\[(chart-\d+)\]: data:image/svg\+xml;base64,(\S+)$", said, re.MULTILINE))
    assert used == list(given_)
    assert len(used) == 5
    for data in given_.values():
        root = ET.fromstring(base64.b64decode(data))  # noqa: S314 - drawn by us a moment ago
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert "prefers-color-scheme:dark" in "".join(root.itertext())


def test_heatmap_has_the_figures_in_its_cells() -> None:
    svg = charts.heatmap(
        charts.Heatmap(["A", "<B>"], ["A", "<B>"], [["12", "·"], ["3", "4"]], [[1, 0], [-0.4, 0.6]]), title="t"
    )
    root = ET.fromstring(svg)  # noqa: S314 - likewise
    texts = [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["A", "<B>", "A", "12", "·", "<B>", "3", "4"]
    fills = [
        (one.get("fill"), float(one.get("fill-opacity", 0))) for one in root.iter("{http://www.w3.org/2000/svg}rect")
    ]
    assert fills[0] == ("rgb(56,128,205)", 0.5)
    assert fills[1][1] == 0
    assert fills[2][0] == "rgb(214,106,20)"


def test_dots_stand_where_their_numbers_are() -> None:
    rows = [
        charts.Dot("one", 0.5, 0.25, 1.0, ""),
        charts.Dot("none", None, None, None, "–"),
        charts.Dot("low", -0.3, None, None, ""),
    ]
    root = ET.fromstring(charts.dots(rows, title="t"))  # noqa: S314 - likewise
    name = "{http://www.w3.org/2000/svg}"
    dots = [float(one.get("cx", 0)) for one in root.iter(f"{name}circle")]
    lines = [one for one in root.iter(f"{name}line") if one.get("class") == "grid"]
    low, high = float(lines[0].get("x1", 0)), float(lines[-1].get("x1", 0))
    assert dots == pytest.approx(
        [low + (0.5 + 0.4) / 1.4 * (high - low), low + (-0.3 + 0.4) / 1.4 * (high - low)], abs=0.02
    )
    [whisker] = [one for one in root.iter(f"{name}line") if one.get("class") == "whisker"]
    assert float(whisker.get("x2", 0)) == pytest.approx(high, abs=0.02)


def _contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    def light(colour: tuple[float, ...]) -> float:
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in colour)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [charts.COLOURS, charts.DARK], ids=["light", "dark"])
def test_everything_can_be_read_in_both_themes(theme: str) -> None:
    colours: dict[str, tuple[float, ...]] = {}
    for name, value in re.findall(r"--(\w+):#(\w+)", theme):
        full = value if len(value) == 6 else "".join(one * 2 for one in value)
        colours[name] = tuple(int(full[at : at + 2], 16) for at in (0, 2, 4))
    for ground in ("page", "raised"):
        for name in ("ink", "soft", "accent"):
            assert _contrast(colours[name], colours[ground]) >= 4.5, (name, ground)
    for shade in (charts.AGREED, charts.DIFFERED):
        for share in (0.2, 0.6, 1.0):
            opacity = charts.opacity_of(share)
            cell = tuple(
                opacity * int(c) + (1 - opacity) * p for c, p in zip(shade.split(), colours["page"], strict=True)
            )
            assert _contrast(colours["ink"], cell) >= 4.5, (shade, share)


def test_csv_of_awkward_names(awkward: Report) -> None:
    rows = list(csv.reader(io.StringIO(rendered(awkward, ReportKind.CSV))))
    assert len({len(row) for row in rows}) == 1
    cells = {cell for row in rows for cell in row}
    assert {"'=berta_&_*co*", "'=1+1", "<script>", "a|b"} <= cells
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_json_of_awkward_names(awkward: Report) -> None:
    said = json.loads(rendered(awkward, ReportKind.JSON))
    assert said["annotators"] == ["<b>anna</b>|x", "=berta_&_*co*"]
    assert set(said["labels"]) == set(LABELS)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"])))
def test_what_is_escaped_reads_back(text: str) -> None:
    found = Page()
    found.feed(element("p", text, title=text))
    found.close()
    assert found.text == text
    assert found.tags == [("p", {"title": text})]


@given(st.text())
def test_whatever_is_escaped_is_well_formed(text: str) -> None:
    ET.fromstring(element("p", text, title=text))  # noqa: S314 - likewise
    assert not re.search(r"[<>\"']", escaped(text))


@given(st.text())
def test_markdown_is_one_line_without_open_signs(text: str) -> None:
    said = markdown(text)
    assert len(said.splitlines()) <= 1
    assert not re.search(r"[<>]", said)
    assert not re.search(r"(?<!\\)(?:\\\\)*[|*_`\[\]~$]", said)
