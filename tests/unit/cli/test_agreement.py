"""`annotator agree`: tables on a terminal, one report on standard output, others as files, and a clean stop."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from annotator.__main__ import main
from annotator.cli import agreement
from annotator.cli.tables import plain, table, width_of
from annotator.domain.adjudication import GOLD
from tests.unit.workflow.reporting_projects import made_project

Capture = pytest.CaptureFixture[str]
TEXTS = ("Kim met Putin in Moscow.", "Kim left.", "Nobody said a word.")
SETS = {
    "a": {0: [("Kim", "PERSON"), ("Moscow", "GPE")], 1: []},
    "b": {0: [("Kim", "PERSON"), ("Moscow", "LOC"), ("Putin", "PERSON")], 1: [("Kim", "PERSON")], 2: []},
    GOLD: {0: [("Kim", "PERSON"), ("Moscow", "LOC")]},
}
TABLES = """\
2 annotators: a, b; gold: gold
2 of 3 articles compared, 6 spans, 3 disagreements
Left out: articles not finished by two of them: 1.

number                            value  95 % interval  n          articles  left out
Strict F1                         0.333  none           6  spans          2  a
Relaxed F1                        0.333  none           6  spans          2  a
Boundary F1                       0.667  none           6  spans          2  a
Label agreement                   0.500  none           2  spans          2  a
Label kappa                       0.333  none           2  spans          2  a
Krippendorff's alpha              0.370  none           9  tokens         2  a
Cohen's kappa, all tokens         0.372  none           9  tokens         2  a
Cohen's kappa, annotated tokens   0.077  none           4  tokens         2  a
Fleiss' kappa                     0.333  none           9  tokens         2  a
Unitizing alpha                  \u22120.364  none           6  spans          2  b
a: documents that fewer than two of these annotators finished: 1
b: documents that not all of these annotators finished: 1
No interval: Too few documents for an interval.
Intervals are 95 %, from leaving out one article at a time (jackknife).

Against gold
         articles  strict F1  95 % interval  relaxed  boundary  label  alpha  kappa ann.
a  gold         1      0.500  none             0.500     1.000  0.500  0.703       0.333
b  gold         1      0.800  none             0.800     0.800  1.000  0.732       0.500

Spans of two annotators
         identical  other label  other boundaries  other label and boundaries  only the first  only the second
a  b             1            1                 0                           0               0                2
a  gold          1            1                 0                           0               0                0
b  gold          2            0                 0                           0               1                0

Labels
label   spans  strict F1  95 % interval  alpha
PERSON      4      0.500  none           0.393
GPE         1      0.000  none           0.000
LOC         1      0.000  none           0.000

Label by label, spans that belong together (all pairs, both ways round)
           1  2  3  4
1  GPE     ·  1  ·  ·
2  LOC     1  ·  ·  ·
3  PERSON  ·  ·  1  2
4  none    ·  ·  2  ·

Most frequent disagreements (3 of 3 different ones)
   1 time Putin · missing · b: “Putin” PERSON; a: no span
   1 time Moscow · label · a: “Moscow” GPE; b: “Moscow” LOC
   1 time Kim · missing · b: “Kim” PERSON; a: no span

What each number counts: --definitions. Reports: --markdown FILE, --html FILE, --csv FILE.
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_project(tmp_path_factory.mktemp("made"), TEXTS, SETS)


def run(capsys: Capture, *arguments: object) -> tuple[int, str, str]:
    code = main(["agree", *map(str, arguments)])
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    return code, said.out, said.err


def test_tables(project: Path, capsys: Capture) -> None:
    code, said, trouble = run(capsys, project)
    assert (code, trouble) == (0, "")
    assert said == TABLES


def test_definitions(project: Path, capsys: Capture) -> None:
    code, said, _ = run(capsys, project, "--definitions")
    assert code == 0
    assert "Strict F1 (strict_f1, counts spans): Spans with the same start, end and label" in said
    assert "Landis & Koch 1977 read" in said


@pytest.mark.parametrize("turned", [False, True])
def test_json_on_standard_output_wherever_it_stands(project: Path, capsys: Capture, *, turned: bool) -> None:
    before = project.read_bytes()
    code, said, trouble = run(capsys, *(["--json", project] if turned else [project, "--json"]))
    assert (code, trouble) == (0, "")
    assert json.loads(said)["strict_f1"]["value"] == pytest.approx(1 / 3)
    assert project.read_bytes() == before


def test_several_reports_at_once(project: Path, tmp_path: Path, capsys: Capture) -> None:
    html, markdown = tmp_path / "r.html", tmp_path / "r.md"
    code, said, trouble = run(capsys, project, "--html", html, "--markdown", markdown)
    assert (code, said, trouble) == (0, f"Written to {markdown}.\nWritten to {html}.\n", "")
    assert html.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert markdown.read_text("utf-8").startswith("# Agreement in made.annotator")
    code, said, trouble = run(capsys, project, "--csv", "--html", html)
    assert (code, trouble) == (0, f"Written to {html}.\n")
    assert said.startswith("article,id,title,")
    code, said, _ = run(capsys, project, "--latex")
    assert (code, said.count("\n")) == (0, 2)


def test_whom_to_compare(project: Path, capsys: Capture) -> None:
    assert json.loads(run(capsys, project, "--json", "--annotators", "b,a")[1])["annotators"] == ["a", "b"]
    found = json.loads(run(capsys, project, "--json", "--annotators", "b, gold")[1])
    assert (found["annotators"], found["gold"]) == (["b", "gold"], None)
    found = json.loads(run(capsys, project, "--json", "--gold", "a")[1])
    assert (found["gold"], [one["one"] for one in found["against_gold"]]) == ("a", ["b", "gold"])
    found = json.loads(run(capsys, project, "--json", "--gold", "")[1])
    assert (found["annotators"], found["gold"]) == (["a", "b", "gold"], None)
    code, said, trouble = run(capsys, project, "--annotators", "a,nobody")
    assert (code, said) == (1, "")
    assert trouble == "There is no annotator “nobody”. In this project there are: a, b, gold.\n"


def test_corrections(project: Path, capsys: Capture) -> None:
    code, said, _ = run(capsys, project, "--corrections", "a", "--corrections", "b")
    assert code == 0
    assert said == (
        "a: 1 correction\n\nTitle 0\n"
        "  label: “Moscow” GPE → “Moscow” LOC\n      Kim met Putin in [Moscow].\n"
        "b: 1 correction\n\nTitle 0\n"
        "  no entity: “Putin” PERSON → no span\n      Kim met [Putin] in Moscow.\n"
    )
    for name in ("x", GOLD):
        code, said, trouble = run(capsys, project, "--corrections", name)
        assert (code, said, trouble) == (1, "", f"“{name}” is not among those compared. There are: a, b.\n")


def test_not_understood(project: Path, tmp_path: Path, capsys: Capture) -> None:
    code, _, trouble = run(capsys)
    assert (code, "Missing argument 'PROJECT…'" in trouble) == (2, True)
    code, _, trouble = run(capsys, project, "--json", "--latex")
    assert (code, "Only one report fits" in trouble) == (2, True)
    assert run(capsys, project, "--bootstrap", "-1")[0] == 2
    assert run(capsys, tmp_path / "no.annotator")[0] == 1
    assert not (tmp_path / "no.annotator").exists()


@pytest.mark.parametrize(
    ("sets", "reason"),
    [({}, "at least two"), ({"a": SETS["a"]}, "at least two"), ({"a": {0: []}, "b": {1: []}}, "No document")],
    ids=["nobody", "one", "nothing in common"],
)
def test_no_number_says_why(
    tmp_path: Path, capsys: Capture, sets: dict[str, dict[int, list[tuple[str, str]]]], reason: str
) -> None:
    code, said, trouble = run(capsys, made_project(tmp_path, TEXTS, sets))
    assert (code, trouble) == (0, "")
    assert f"No number: {'Agreement needs ' if 'two' in reason else ''}{reason}" in said
    assert "nan" not in said.replace("annotator", "")


def test_ctrl_c_leaves_nothing_behind(
    project: Path,
    tmp_path: Path,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    told: list[int] = []

    def press(done: int, total: int) -> None:
        del total
        told.append(done)
        if done > 0:
            signal.raise_signal(signal.SIGINT)

    @contextmanager
    def shown(what: str) -> Generator[Callable[[int, int], None]]:
        del what
        yield press

    monkeypatch.setattr(agreement, "progress_on_terminal", shown)
    # Whoever runs the tests behind a shell's "&" has it ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    code, said, trouble = run(capsys, project, "--bootstrap", "1000", "--json", tmp_path / "r.json")
    assert (code, said, trouble.strip()) == (130, "", "Stopped.")
    assert list(tmp_path.iterdir()) == []
    assert told[-1] > 0


def test_columns_are_as_wide_as_what_they_show() -> None:
    assert width_of("平壤 e\u0301") == 6
    assert list(table([["平壤", "1"], ["a", "22"], ["b"]], right=[1])) == ["平壤   1", "a     22", "b"]
    assert plain("a\x1b[31m\nb") == "a [31m b"
