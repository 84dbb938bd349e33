"""Every format through the whole house: exported, read again, imported anew; folders whole or not there."""

from __future__ import annotations

import stat
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SpanState
from annotator.errors import OutputError
from annotator.formats import FORMATS, FolderWriter, Loss, Reader, Writer, brat, docbin, docbin_parts
from annotator.formats.base import NewFile
from annotator.workflow import exporting
from annotator.workflow.exporting import ExportOptions, export, preflight
from annotator.workflow.importing import LabelChoice, LabelsAs, import_paths
from annotator.workflow.projects import open_project
from tests.unit.workflow.building import make_project, working

WRITING = [one for one in FORMATS if isinstance(one, Writer | FolderWriter)]
TEXTS = (
    "He stood alongsideRussia’s best.\nKim met Putin in Moscow today. They spoke.\n",
    "The European Union said nothing.\n",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a project in which ann finished two articles, with a span inside a word and one within another."""
    path = make_project(tmp_path, TEXTS)
    session = working(path)
    for surface, label in (("Russia’s", "NORP"), ("Russia", "GPE"), ("Kim", "PERSON"), ("Moscow", "GPE")):
        session.label(TEXTS[0].index(surface), TEXTS[0].index(surface) + len(surface), label)
    session.finish()
    session.open(2)
    session.label(4, 18, "ORG")
    session.finish()
    session.project.close()
    return path


def standing(path: Path) -> list[tuple[str, str]]:
    with open_project(path) as project:
        rows = project.connection.execute(
            """SELECT substr(a.text, s.start + 1, s."end" - s.start), s.label FROM standing s JOIN article a
            ON a.id = s.article_id WHERE s.kind = 'annotation' AND s.state = 'accepted' ORDER BY 1, 2"""
        )
        return [(" ".join(text.split()), label) for text, label in rows]


@pytest.mark.parametrize("format_", WRITING, ids=lambda one: one.name)
def test_losses_are_the_same_before_and_after(path: Path, tmp_path: Path, format_: Writer | FolderWriter) -> None:
    options = ExportOptions(format=format_.name)
    before = preflight(path, options)
    report = export(path, options, tmp_path / f"out{format_.suffix}")
    assert report.preflight == before
    assert report.losses == before.losses
    assert report.compared
    assert before.spans == {SpanState.ACCEPTED: 5}
    nested = {loss.kind: loss.count for loss in before.losses}.get("nested or overlapping spans", 0)
    assert nested == (1 if format_.name in ("conll", "training") else 0)
    assert before.written == (4 if format_.name == "conll" else 5)


@pytest.mark.parametrize("format_", [one for one in WRITING if isinstance(one, Reader)], ids=lambda one: one.name)
def test_imported_anew_every_span_is_there(path: Path, tmp_path: Path, format_: Writer | FolderWriter) -> None:
    out = tmp_path / f"out{format_.suffix}"
    export(path, ExportOptions(format=format_.name), out)
    again = tmp_path / "again.annotator"
    report = import_paths(again, [out], labels=LabelChoice(LabelsAs.DECISIONS, annotator="ann"))
    assert (report.refused, report.conflicts, report.added) == ((), (), 2)
    wanted = [("European Union", "ORG"), ("Kim", "PERSON"), ("Moscow", "GPE"), ("Russia", "GPE"), ("Russia’s", "NORP")]
    if format_.name == "conll":
        wanted[3:] = [("Russia ’s", "NORP")]  # whose text is its tokens
    assert standing(again) == wanted


@pytest.mark.parametrize("name", ["brat", "xmi"])
def test_files_about_the_format_are_no_news(path: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    export(path, ExportOptions(format=name), out)
    (out / "picture.png").write_bytes(b"")
    there = {one.name for one in out.iterdir()}
    assert there & {"annotation.conf", "TypeSystem.xml"}
    report = import_paths(tmp_path / "again.annotator", [out], annotator="ann")
    assert (report.left_out, report.refused, report.added) == (("picture.png",), (), 2)
    assert report.duplicates == (), "a text beside its annotations is no article of its own"


def test_a_folder_that_is_there_is_left_alone(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    export(path, ExportOptions(format="brat"), out)
    before = sorted(one.name for one in out.rglob("*"))
    with pytest.raises(OutputError, match="something at"):
        export(path, ExportOptions(format="brat"), out)
    assert sorted(one.name for one in out.rglob("*")) == before


def test_what_is_too_much_for_one_docbin_is_a_folder_of_them(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options, out = ExportOptions(format="docbin"), tmp_path / "out.spacy"
    export(path, options, out)
    out.chmod(0o640)
    export(path, options, out)
    before = out.read_bytes()
    assert stat.S_IMODE(out.stat().st_mode) == 0o640
    monkeypatch.setattr(docbin_parts, "MOST_TOKENS", 5)
    with pytest.raises(OutputError, match="too much for one file"):
        export(path, options, out)
    assert out.read_bytes() == before
    out.unlink()
    there = {one.name for one in tmp_path.iterdir()}
    report = export(path, options, out)
    assert report.compared
    assert {one.name for one in tmp_path.iterdir()} == {*there, "out.spacy"}
    assert sorted(one.name for one in out.iterdir()) == ["0001.spacy", "0002.spacy"]
    again = tmp_path / "again.annotator"
    assert import_paths(again, [out]).added == 2
    assert standing(again) == standing(path)
    with pytest.raises(OutputError, match="something at"):
        export(path, options, out)
    assert len(list(out.iterdir())) == 2


def test_a_docbin_takes_the_place_of_an_empty_folder(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.spacy"
    out.mkdir()
    export(path, ExportOptions(format="docbin"), out)
    assert out.is_file()


class HalfDocBin(docbin.DocBinFormat):
    """A DocBin that goes wrong when one part is written."""

    def write_parts(self, articles: Iterable[LabelledArticle], new_file: NewFile) -> list[Loss]:
        super().write_parts(articles, new_file)
        raise OSError(28, "No space left on device")


def test_parts_that_fail_leave_nothing(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(_: str) -> HalfDocBin:
        return HalfDocBin()

    monkeypatch.setattr(exporting, "writer_named", half)
    before = sorted(one.name for one in tmp_path.iterdir())
    with pytest.raises(OutputError, match="no space left"):
        export(path, ExportOptions(format="docbin"), tmp_path / "out.spacy")
    assert sorted(one.name for one in tmp_path.iterdir()) == before


class Broken(brat.Brat):
    """brat, gone wrong half way."""

    def write_files(self, articles: Iterable[LabelledArticle], new_file: NewFile) -> list[Loss]:
        with new_file("000001-a.txt") as out:
            out.write(b"half")
        for _ in articles:
            raise OSError(28, "No space left on device")
        return []


def test_a_folder_that_fails_leaves_nothing(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> Broken:
        return Broken()

    monkeypatch.setattr(exporting, "writer_named", broken)
    before = sorted(one.name for one in tmp_path.iterdir())
    with pytest.raises(OutputError, match="no space left"):
        export(path, ExportOptions(format="brat"), tmp_path / "out")
    assert sorted(one.name for one in tmp_path.iterdir()) == before


class Forgetful(brat.Brat):
    """brat without its spans."""

    def write_files(self, articles: Iterable[LabelledArticle], new_file: NewFile) -> list[Loss]:
        return super().write_files((replace(one, mentions=()) for one in articles), new_file)


def test_a_folder_that_reads_back_otherwise_is_not_kept(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgetful(_: str) -> Forgetful:
        return Forgetful()

    monkeypatch.setattr(exporting, "writer_named", forgetful)
    with pytest.raises(OutputError, match="read again differs"):
        export(path, ExportOptions(format="brat"), tmp_path / "out")
    assert not (tmp_path / "out").exists()
