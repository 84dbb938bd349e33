"""Articles in: everything of a call or nothing of it, each text once, and whatever was left out is said."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import AnnotatorError, CancelledError, ForeignFileError, ProjectError
from annotator.resources import seeds
from annotator.store import articles, backups
from annotator.workflow import importing
from annotator.workflow.importing import Duplicate, import_paths
from annotator.workflow.projects import open_project
from annotator.workflow.taking_in import TakingIn
from tests.unit.workflow.building import TEXTS, exported, make_project, write_articles

SHARED = Path(__file__).resolve().parents[4] / "shared" / "articles"
FOLDERS = [seeds() / "articles", *([SHARED] if SHARED.is_dir() else [])]


def stored(path: Path) -> list[tuple[str, str]]:
    with open_project(path) as project:
        return project.connection.execute("SELECT source, text FROM article ORDER BY id").fetchall()


def test_folder_is_read_in_order_with_sources_relative_to_it(tmp_path: Path) -> None:
    folder = write_articles(tmp_path / "news")
    write_articles(folder / "later" / "still", ("Deep down.",))
    report = import_paths(tmp_path / "p.annotator", [folder])
    assert [source for source, _ in stored(tmp_path / "p.annotator")] == [
        "001.txt",
        "002.txt",
        "003.txt",
        "later/still/001.txt",
    ]
    assert (report.added, report.numbers) == (4, range(1, 5))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parent.name)
def test_text_is_the_files(tmp_path: Path, folder: Path) -> None:
    import_paths(tmp_path / "p.annotator", [folder])
    with open_project(tmp_path / "p.annotator") as project:
        for number in range(1, articles.count_articles(project) + 1):
            one = articles.article(project, number)
            data = (folder / one.source).read_bytes()
            assert one.origin.raw_sha256 == hashlib.sha256(data).hexdigest()
            text = data.decode(one.origin.encoding).removeprefix("\ufeff")
            assert one.text == re.sub("\r\n|[\r\x85\u2028\u2029]", "\n", text)


def test_same_text_twice_is_one_article_and_said(tmp_path: Path) -> None:
    folder = write_articles(tmp_path / "news", (*TEXTS, TEXTS[0]))
    report = import_paths(tmp_path / "p.annotator", [folder])
    assert report.added == 3
    assert report.duplicates == (Duplicate("004.txt", TEXTS[0].strip()),)
    again = import_paths(tmp_path / "p.annotator", [folder])
    assert again.added == 0
    assert [one.source for one in again.duplicates] == ["001.txt", "002.txt", "003.txt", "004.txt"]


def test_refused_file_does_not_stop_the_others(tmp_path: Path) -> None:
    folder = write_articles(tmp_path / "news")
    (folder / "000.txt").write_bytes(b"")
    (folder / "002.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(200)))
    (folder / "lines.jsonl").write_text('{"text": "A fine line."}\n{"text": 7}\n')
    report = import_paths(tmp_path / "p.annotator", [folder, tmp_path / "nowhere"])
    assert report.added == 2
    refused = {one.source: one for one in report.refused}
    assert refused.keys() == {"000.txt", "002.txt", "lines.jsonl", str(tmp_path / "nowhere")}
    assert refused["lines.jsonl"].line == 2
    assert all(one.reason for one in report.refused)


def test_hidden_files_our_own_and_strangers_stay_out(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    (tmp_path / ".hidden.txt").write_text("Not me.")
    (tmp_path / "picture.png").write_text("Nor me.")
    (tmp_path / "notes").write_text("Named, I come in.")
    backups.back_up(path)
    report = import_paths(tmp_path / "other.annotator", [tmp_path])
    assert {source for source, _ in stored(tmp_path / "other.annotator")} == {
        "articles/001.txt",
        "articles/002.txt",
        "articles/003.txt",
    }
    assert report.left_out == ("notes", "picture.png")
    assert not report.refused
    assert import_paths(path, [tmp_path / "notes"]).added == 1


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_links_that_lead_back_end(tmp_path: Path) -> None:
    folder = write_articles(tmp_path / "news")
    (folder / "self").symlink_to(folder)
    (folder / "up").symlink_to(tmp_path)
    (folder / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    report = import_paths(tmp_path / "p.annotator", [folder])
    assert report.added == 3
    assert "gone.txt" in {one.source for one in report.refused}


@pytest.mark.skipif(os.name != "posix", reason="names are text elsewhere")
def test_name_that_is_no_text_is_shown(tmp_path: Path) -> None:
    folder = write_articles(tmp_path / "news", ())
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text("A text.")
    import_paths(tmp_path / "p.annotator", [folder])
    assert stored(tmp_path / "p.annotator") == [("caf\\xe9.txt", "A text.")]


def test_common_lines_are_boilerplate(tmp_path: Path) -> None:
    path = make_project(tmp_path, tuple(f"Story {n}\n\nIt was {n}.\n\nThe Daily Bugle\n" for n in range(2)))
    import_paths(path, [write_articles(tmp_path / "more", ("Story 9\n\nIt was 9.\n\nThe Daily Bugle\n",))])
    with open_project(path) as project:
        found = [[one.reason for one in articles.article(project, number).boilerplate] for number in (1, 2, 3)]
    assert found == [[], [], ["common line"]]


def stopping_at(call: int) -> Callable[[int, int], None]:
    calls: list[int] = []

    def progress(done: int, total: int) -> None:
        assert 0 <= done <= total
        calls.append(done)
        if len(calls) == call:
            raise CancelledError

    return progress


@pytest.mark.parametrize("call", [1, 2, 4, 5])  # before the first file, at the second, at the end, before the commit
def test_cancelled_import_changes_nothing(tmp_path: Path, call: int) -> None:
    with pytest.raises(CancelledError):
        import_paths(tmp_path / "p.annotator", [write_articles(tmp_path / "news")], progress=stopping_at(call))
    assert not list(tmp_path.glob("p.annotator*"))


def test_cancelled_import_leaves_what_was_there(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    before = exported(path)
    with pytest.raises(CancelledError):
        import_paths(path, [write_articles(tmp_path / "more", ("One more.",))], progress=stopping_at(3))
    assert exported(path) == before


def test_nothing_readable_makes_no_project(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    report = import_paths(tmp_path / "p.annotator", [tmp_path / "a.txt"])
    assert report.refused
    assert not (tmp_path / "p.annotator").exists()


def test_strange_project_file_is_left_alone(tmp_path: Path) -> None:
    strange = tmp_path / "p.annotator"
    strange.write_bytes(b"SQLite format 3\0" + bytes(500))
    with pytest.raises(ForeignFileError):
        import_paths(strange, [write_articles(tmp_path / "news")])
    assert strange.read_bytes() == b"SQLite format 3\0" + bytes(500)
    with pytest.raises(ProjectError):
        import_paths(tmp_path, [tmp_path / "news"])


def test_backup_before_importing_into_articles(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    assert not backups.listed(path)
    import_paths(path, [tmp_path / "articles"])
    assert not backups.listed(path)  # nothing new, nothing to go wrong
    import_paths(path, [write_articles(tmp_path / "more", ("New.",))])
    (copy,) = backups.listed(path)
    assert copy.name.endswith("-before-import.annotator")
    with open_project(copy) as project:
        assert articles.count_articles(project) == 3


def test_failing_transaction_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_project(tmp_path)
    before = exported(path)

    def broken(*_: object, **__: object) -> None:
        raise AnnotatorError("The disk is full.")

    monkeypatch.setattr(TakingIn, "take", broken)
    with pytest.raises(AnnotatorError):
        import_paths(path, [write_articles(tmp_path / "more", ("New.",))])
    assert exported(path) == before


def test_open_project_is_used_as_it_is(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    with open_project(path) as project:
        report = import_paths(project, [write_articles(tmp_path / "more", ("New.",))])
        assert articles.count_articles(project) == 4
    assert report.numbers == range(4, 5)


def test_article_that_somebody_imported_meanwhile_is_there_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_project(tmp_path)
    more = write_articles(tmp_path / "more", ("New.", "Newer."))
    real = importing.gather

    def slowly(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - handed through
        found = real(*arguments, **named)
        monkeypatch.setattr(importing, "gather", real)
        assert import_paths(path, [more / "001.txt"]).added == 1
        return found

    monkeypatch.setattr(importing, "gather", slowly)
    report = import_paths(path, [more])
    assert report.added == 1
    assert [one.source for one in report.duplicates] == ["001.txt"]
    real_survey = importing.survey

    def still_slower(*arguments: Any) -> Any:  # noqa: ANN401 - handed through
        found = real_survey(*arguments)
        monkeypatch.setattr(importing, "survey", real_survey)
        assert import_paths(path, [last]).added == 1
        return found

    last = write_articles(tmp_path / "last", ("Last.",))
    monkeypatch.setattr(importing, "survey", still_slower)
    report = import_paths(path, [last])
    assert (report.added, [one.title for one in report.duplicates]) == (0, ["Last."])
