"""Labels out: what was asked for and nothing else, one complete file or the old one, and what stays behind is said."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SpanState
from annotator.errors import AnnotatorError, CancelledError, InputError, OutputError
from annotator.formats import Loss, annotator_jsonl, writer_named
from annotator.workflow import exporting
from annotator.workflow.exporting import ExportOptions, Preflight, export, preflight
from annotator.workflow.importing import import_paths
from annotator.workflow.projects import open_project
from annotator.workflow.suggesting import suggest_project
from tests.unit.workflow.building import EVERYTHING, exported, key_of, make_project, suggest, working
from tests.unit.workflow.test_importing import FOLDERS

FINISHED = ExportOptions()
Row = dict[str, Any]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a project in which ann finished article 1 and began 2, and bob finished 2 without spans."""
    path = make_project(tmp_path)
    suggest(path, (1, "Putin", "PERSON"), (1, "Moscow", "GPE"), (2, "Kim", "PERSON"), (2, "Moscow", "GPE"))
    session = working(path)
    session.reject(key_of(session, "Moscow"))
    session.finish()
    session.open(2)
    session.accept(key_of(session, "Kim"))
    session.project.close()
    session = working(path, "bob", 2)
    session.reject(key_of(session, "Kim"))
    session.reject(key_of(session, "Moscow"))
    session.finish()
    session.project.close()
    return path


def rows(data: bytes) -> list[Row]:
    return [json.loads(line) for line in data.splitlines()]


def said(data: bytes) -> list[tuple[str, str | None, str, list[str]]]:
    return [
        (one["source"], one["annotator"], one["state"], [f"{s['state'][0]}:{s['text']}" for s in one["spans"]])
        for one in rows(data)
    ]


def test_default_is_accepted_spans_of_finished_articles(path: Path) -> None:
    assert said(exported(path, FINISHED)) == [
        ("001.txt", "ann", "finished", ["a:Putin"]),
        ("002.txt", "bob", "finished", []),
    ]
    assert preflight(path, FINISHED) == Preflight(
        annotators=("ann", "bob"),
        annotation_sets=2,
        spans={SpanState.ACCEPTED: 1},
        written=1,
        unfinished=1,
        not_begun=3,
        rejected=3,
    )
    assert not preflight(path, FINISHED).by_one
    assert preflight(path, replace(FINISHED, annotators=("ann",))).by_one


def test_unfinished_articles_between_are_passed_over(path: Path) -> None:
    session = working(path, "ann", 3)
    session.label(4, 18, "ORG")
    session.finish()
    session.open(1)
    session.reopen()
    session.project.close()
    assert said(exported(path, replace(FINISHED, annotators=("ann",)))) == [
        ("003.txt", "ann", "finished", ["a:European Union"])
    ]


def test_all_articles_of_everybody_who_began(path: Path) -> None:
    working(path, "eve").project.close()  # looked in, did nothing
    assert said(exported(path)) == [
        ("001.txt", "ann", "finished", ["a:Putin", "r:Moscow"]),
        ("001.txt", "bob", "new", ["s:Putin", "s:Moscow"]),
        ("002.txt", "ann", "in_progress", ["a:Kim", "s:Moscow"]),
        ("002.txt", "bob", "finished", ["r:Kim", "r:Moscow"]),
        ("003.txt", "ann", "new", []),
        ("003.txt", "bob", "new", []),
    ]
    found = preflight(path, EVERYTHING)
    assert (found.annotation_sets, found.unfinished, found.not_begun, found.undecided) == (6, 0, 0, 0)
    assert found.spans == {SpanState.ACCEPTED: 2, SpanState.REJECTED: 3, SpanState.SUGGESTED: 3}


def test_chosen_annotators_and_labels(path: Path) -> None:
    some = replace(EVERYTHING, annotators=("bob",), labels=("GPE",))
    assert said(exported(path, some)) == [
        ("001.txt", "bob", "new", ["s:Moscow"]),
        ("002.txt", "bob", "finished", ["r:Moscow"]),
        ("003.txt", "bob", "new", []),
    ]
    assert preflight(path, some).other_labels == 2
    with pytest.raises(InputError, match="zoe"):
        preflight(path, replace(some, annotators=("zoe",)))


def test_project_nobody_began_goes_out_once_an_article(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    suggest(path, (1, "Putin", "PERSON"))
    assert said(exported(path)) == [
        ("001.txt", None, "new", ["s:Putin"]),
        ("002.txt", None, "new", []),
        ("003.txt", None, "new", []),
    ]
    session = working(path)
    session.accept(key_of(session, "Putin"))
    session.undo()
    assert exported(path) == exported(path)
    assert rows(exported(path))[0]["annotator"] is None  # taken back is as if never begun
    session.note("Only a note.")
    session.project.close()
    assert rows(exported(path))[0]["annotator"] == "ann"


def test_nothing_to_export_is_said_and_writes_nothing(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    out = tmp_path / "o.jsonl"
    out.write_text("old")
    with pytest.raises(OutputError, match="No article is finished"):
        export(path, FINISHED, out)
    assert out.read_text() == "old"
    with pytest.raises(InputError, match="no format"):
        export(path, replace(FINISHED, format="nix"), out)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parent.name)
def test_every_text_is_the_articles_and_every_span_where_it_says(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "p.annotator"
    import_paths(path, [folder])
    suggest_project(path)
    found = rows(exported(path, replace(EVERYTHING, spans=frozenset({SpanState.SUGGESTED}))))
    with open_project(path) as project:
        texts = dict(project.connection.execute("SELECT source, text FROM article"))
    assert {one["source"]: one["text"] for one in found} == texts
    for one in found:
        for span in one["spans"]:
            assert one["text"][span["start"] : span["end"]] == span["text"] == span["text"].strip() != ""
    assert sum(len(one["spans"]) for one in found) > 10 * len(found)


def test_others_may_write_meanwhile(path: Path) -> None:
    session = working(path, "eve", 3)
    calls: list[int] = []

    def progress(done: int, _: int) -> None:
        calls.append(done)
        session.label(0, 3, "PERSON") if len(calls) == 1 else session.undo()

    export(path, EVERYTHING, path.with_suffix(".jsonl"), progress=progress)
    assert calls
    assert len(session.history()) == 1
    session.project.close()


# ---- the file is complete or not there


def test_new_file_is_whole_and_nothing_else_is_left(path: Path) -> None:
    old = os.umask(0o022)
    try:
        report = export(path, FINISHED, path.with_name("o.jsonl"))
    finally:
        os.umask(old)
    assert report.path.read_bytes() == exported(path, FINISHED)
    assert not list(path.parent.glob(".*"))
    if os.name == "posix":
        assert stat.S_IMODE(report.path.stat().st_mode) == 0o644
        report.path.chmod(0o600)
        export(path, FINISHED, report.path)
        assert stat.S_IMODE(report.path.stat().st_mode) == 0o600


class Broken:
    """Our format, gone wrong on the way out or in."""

    name, title, suffix, suffixes, complete = "jsonl", "Broken", ".jsonl", (".jsonl",), True
    lossless = True

    def __init__(self, fault: str) -> None:
        self.fault = fault

    def sniff(self, head: bytes, name: str) -> bool:
        return annotator_jsonl.FORMAT.sniff(head, name)

    def read(self, path: Path, *, source: str = "") -> Iterable[LabelledArticle]:
        return annotator_jsonl.FORMAT.read(path, source=source)

    def carried(self, one: LabelledArticle) -> object:
        return annotator_jsonl.FORMAT.carried(one)

    def write(self, articles: Iterable[LabelledArticle], out: BinaryIO) -> list[Loss]:
        lines = [annotator_jsonl.line(one) for one in articles]
        match self.fault:
            case "full":
                out.write(lines[0][:10])
                raise OSError(errno.ENOSPC, "No space left on device")
            case "short":
                out.writelines(lines[:-1])
            case "long":
                out.writelines([*lines, lines[0]])
            case "cut":
                out.write(b"".join(lines)[:-9])
            case "changed":
                out.writelines(line.replace(b'"finished"', b'"flagged"') for line in lines)
            case _:
                raise RuntimeError(self.fault)
        return []


@pytest.mark.parametrize("fault", ["full", "short", "long", "cut", "changed", "a bug"])
def test_failure_leaves_the_earlier_file(path: Path, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    out = path.with_name("o.jsonl")
    out.write_text("earlier")

    def broken(_: str) -> Broken:
        return Broken(fault)

    monkeypatch.setattr(exporting, "writer_named", broken)
    with pytest.raises(RuntimeError if fault == "a bug" else OutputError) as caught:
        export(path, FINISHED, out)
    assert out.read_text() == "earlier"
    assert sorted(one.name for one in path.parent.iterdir()) == ["articles", "o.jsonl", "p.annotator"]
    if fault == "full":
        assert "no space left" in str(caught.value)


def test_cancelling_leaves_the_earlier_file(path: Path) -> None:
    out = path.with_name("o.jsonl")
    out.write_text("earlier")

    def progress(done: int, total: int) -> None:
        assert done <= total
        raise CancelledError

    with pytest.raises(CancelledError):
        export(path, FINISHED, out, progress=progress)
    assert out.read_text() == "earlier"
    assert not list(path.parent.glob(".*"))


@pytest.mark.parametrize("name", ["p.annotator", "no/such/folder/o.jsonl", "articles", "x" * 300])
def test_impossible_target_is_refused(path: Path, name: str) -> None:
    before = path.read_bytes()
    with pytest.raises(AnnotatorError):
        export(path, FINISHED, path.parent / name)
    assert path.read_bytes() == before


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_link_stays_a_link(path: Path) -> None:
    out = path.with_name("link.jsonl")
    out.symlink_to("real.jsonl")
    export(path, FINISHED, out)
    assert out.is_symlink()
    assert path.with_name("real.jsonl").read_bytes() == exported(path, FINISHED)


def test_what_a_killed_export_left_is_removed_an_hour_later(path: Path) -> None:
    old, young = path.with_name(".annotator-1-aa.part"), path.with_name(".annotator-2-bb.part")
    for one in (old, young):
        one.write_text("half")
    os.utime(old, (0, 0))
    export(path, FINISHED, path.with_name("o.jsonl"))
    assert not old.exists()
    assert young.exists()


def test_writer_is_found_by_name() -> None:
    assert writer_named("jsonl") is annotator_jsonl.FORMAT
