"""Merging project files: any order, again and again, the same annotator twice, nothing lost, sources untouched."""

from __future__ import annotations

import hashlib
import itertools
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from annotator.domain.article import Region
from annotator.domain.decision import SetState, SpanState
from annotator.domain.scheme import parse_scheme
from annotator.domain.suggestion import SuggesterInfo
from annotator.errors import (
    AnnotatorError,
    CancelledError,
    DecisionError,
    ForeignFileError,
    NewerProjectError,
    ProjectError,
)
from annotator.store import annotators, articles, backups, packs, schemes, suggestions
from annotator.store.connection import Project
from annotator.workflow.annotating import Session
from annotator.workflow.annotation_sets import load_set
from annotator.workflow.checking import doctor
from annotator.workflow.merging import merge
from annotator.workflow.projects import open_project
from tests.unit.workflow.building import exported, key_of, make_project, suggest, working


class Stands(NamedTuple):
    """What stands in one set; spans are (surface, start, label, state, and why it is open for a conflict)."""

    state: str
    spans: list[tuple[str, int, str, str, str]]
    notes: list[tuple[str, int]]
    regions: tuple[Region, ...]
    conflicts: int


Standing = dict[tuple[str, str], Stands]
Deed = Callable[[Session], object]


def standing(path: Path) -> Standing:
    """Return what stands in a project by annotator and text."""
    found: Standing = {}
    with Project(path) as project:
        for (name, number), article in itertools.product(
            annotators.annotators(project).items(), range(1, articles.count_articles(project) + 1)
        ):
            page = load_set(project, number, article)
            spans = sorted(
                (page.surface(one), one.start, one.label, str(one.state), one.reason if one in page.conflicts else "")
                for one in page.mentions
            )
            if page.seq:
                notes = sorted((one.text, one.start) for one in page.notes)
                found[name, page.article.text] = Stands(
                    str(page.state), spans, notes, page.regions, len(page.conflicts)
                )
    return found


def labels_of(path: Path) -> set[str]:
    with Project(path) as project:
        scheme = schemes.active_scheme(project)
        assert scheme is not None
        return set(scheme.names)


def rows_of(path: Path) -> tuple[int, ...]:
    """Return how many rows each table has."""
    with Project(path) as project:
        tables = ("article", "run", "suggestion", "annotator", "step", "decision", "annotation_set", "span_pack")
        return tuple(project.connection.execute(f"SELECT count(*) FROM {one}").fetchone()[0] for one in tables)  # noqa: S608 - our own names


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def do(path: Path, *deeds: Deed, name: str = "ann", article: int = 1) -> Path:
    session = working(path, name, article)
    for deed in deeds:
        deed(session)
    session.project.close()
    return path


def span(surface: str, label: str | None) -> Deed:
    """Return the deed that accepts a mention (of this label), labels a place by hand, or rejects (None)."""

    def deed(session: Session) -> object:
        page = session.page
        assert page is not None
        start = page.article.text.index(surface)
        there = page.on_range(start, start + len(surface))
        if label is None:
            return session.reject(there[0].key)
        if there and there[0].is_open and there[0].label == label:
            return session.accept(there[0].key)
        return session.label(start, start + len(surface), label)

    return deed


def finish(session: Session) -> object:
    return session.finish()


@pytest.fixture
def base(tmp_path: Path) -> Path:
    path = make_project(tmp_path)
    suggest(path, (1, "Putin", "PERSON"), (1, "Moscow", "GPE"), (2, "Kim", "PERSON"))
    return path


def copy(base: Path, name: str) -> Path:
    with closing(sqlite3.connect(base)) as one, closing(sqlite3.connect(base.with_name(name))) as other:
        one.backup(other)
    return base.with_name(name)


def merged_in_all_orders(folder: Path, sources: list[Path]) -> Path:
    """Merge into a new project in every order, check that the same stands, and return the last."""
    into = folder / "none"
    seen: list[tuple[Standing, set[str]]] = []
    before = [digest(path) for path in sources]
    for at, order in enumerate(itertools.permutations(sources)):
        into = folder / f"into{at}.annotator"
        merge(into, order)
        seen.append((standing(into), labels_of(into)))
        rows = rows_of(into)
        again = merge(into, order)
        assert [(one.steps, one.articles) for one in again.sources] == [(0, 0)] * len(sources)
        assert rows_of(into) == rows, "merging twice adds no row"
        assert [one.what for one in doctor(into) if one.level == "wrong"] == []
    assert all(one == seen[0] for one in seen)
    assert [digest(path) for path in sources] == before, "no byte of a source changes"
    assert {path.name for path in folder.iterdir() if path.name.endswith(("-wal", "-shm"))} == set()
    return into


def test_three_analysts_in_all_orders(tmp_path: Path, base: Path) -> None:
    """Two copies of a project and one of its own, with an article more, a label more, a note and a region."""
    anna = copy(base, "anna.annotator")
    do(anna, span("Putin", "PERSON"), lambda session: session.toggle_ignored(6, 9), finish, name="Anna")
    bob = copy(base, "bob.annotator")
    do(bob, span("Moscow", None), lambda session: session.note("really?"), name="Bob")
    do(bob, lambda session: session.skip(), name="Bob", article=3)
    with open_project(bob) as project:
        toml = schemes.active_scheme(project)
        assert toml is not None
        extra = '\n[[label]]\nname = "SHIP"\nkey = "1"\nguideline = "Ships, \\"by name\\"."\nexamples = ["Titanic"]\n'
        schemes.use_scheme(project, parse_scheme(toml.toml + extra.replace('key = "1"', 'key = "ß"')))
    do(bob, span("European Union", "SHIP"), name="Bob", article=3)
    cleo = make_project(tmp_path / "more", ("A fourth article, about Rome.\n", "The European Union said nothing.\n"))
    do(cleo, span("Rome", "GPE"), finish, name="Cleo")
    into = merged_in_all_orders(tmp_path, [anna, bob, cleo])
    found = standing(into)
    assert {name for name, _ in found} == {"Anna", "Bob", "Cleo"}
    assert len(found) == 4
    assert not any(one.conflicts for one in found.values())
    with Project(into) as project:
        scheme = schemes.active_scheme(project)
        assert scheme is not None
        ship = scheme.label("SHIP")
        assert ship is not None
        assert (ship.guideline, ship.examples) == ('Ships, "by name".', ("Titanic",))


def test_the_same_annotator_on_three_machines_in_all_orders(tmp_path: Path, base: Path) -> None:
    """Conflicting, equal, moved, made by hand, removed and restated: each once."""
    do(base, span("Kim Jong Un", "PERSON"))
    one = copy(base, "one.annotator")
    two = copy(base, "two.annotator")
    three = copy(base, "three.annotator")
    do(one, span("Putin", "PERSON"), span("Moscow", "GPE"), span("Kim Jong Un", "ORG"))
    do(two, span("Putin", "PERSON"), lambda session: session.move(key_of(session, "Moscow"), 22, 32))
    do(two, lambda session: session.undo(), lambda session: session.redo())
    do(three, span("Putin", None), span("Kim Jong Un", None), span("met", "EVENT"))
    do(one, span("Kim", "PERSON"), finish, article=2)
    do(two, span("Kim", "PERSON"), finish, article=2)
    into = merged_in_all_orders(tmp_path, [one, two, three])
    first, second = (standing(into)["ann", text] for text in sorted(text for _, text in standing(into))[::-1])
    said = "Decided differently in project files: "
    kim, putin = said + "accepted as ORG; rejected as PERSON.", said + "accepted as PERSON; rejected."
    assert (first.state, first.conflicts) == (SetState.FLAGGED, 5)
    assert [
        (surface, label, state, reason) for surface, _, label, state, reason in first.spans if "oscow" not in surface
    ] == [
        ("Kim Jong Un", "ORG", "suggested", kim),
        ("Kim Jong Un", "PERSON", "suggested", kim),
        ("Putin", "PERSON", "suggested", putin),
        ("met", "EVENT", "accepted", ""),
    ]
    assert [one[3] for one in first.spans if "oscow" in one[0]] == ["suggested"] * 2
    assert (second.state, second.conflicts) == (SetState.FINISHED, 0)
    assert exported(into), "an open conflict goes out as an undecided span"


def test_each_into_the_other_gives_the_same(base: Path) -> None:
    one = do(copy(base, "one.annotator"), span("Putin", "PERSON"), finish)
    two = do(copy(base, "two.annotator"), span("Putin", None), span("met", "EVENT"), lambda session: session.flag())
    ours, theirs = copy(one, "ours.annotator"), copy(two, "theirs.annotator")
    report = merge(ours, [two])
    assert (report.conflicts, report.sources[0].annotators, report.made) == (1, ("ann",), False)
    merge(theirs, [one])
    assert standing(ours) == standing(theirs)
    with Project(ours) as project:
        marks = project.connection.execute(
            "SELECT target, below, undo_depth FROM step WHERE action = 'merge'"
        ).fetchall()
    assert marks == [(0, -1, 0), (0, 0, 0)], (
        "where what was brought begins, what its first step had seen, where it ends"
    )
    rows = rows_of(ours)
    merge(ours, [theirs])
    assert rows_of(ours) == rows, "what was merged elsewhere adds nothing"


def test_whoever_goes_on_after_a_merge_has_seen_both_sides(base: Path) -> None:
    one = do(copy(base, "one.annotator"), span("Putin", "PERSON"))
    two = do(copy(base, "two.annotator"), span("Moscow", "GPE"))
    assert merge(one, [two]).conflicts == 0
    do(one, span("Putin", None), span("Moscow", None))
    merge(two, [one])
    assert standing(two) == standing(one)
    assert [state for *_, state, _ in standing(two).popitem()[1].spans] == ["rejected", "rejected"]


def test_a_choice_made_in_one_file_is_taken_over_in_the_others(tmp_path: Path, base: Path) -> None:
    one = do(copy(base, "one.annotator"), span("Moscow", "GPE"))
    two = do(copy(base, "two.annotator"), span("Moscow", "ORG"))
    merge(one, [two])
    session = working(one)
    assert session.page is not None
    with pytest.raises(DecisionError, match="2 spans are still open"):
        session.finish()
    way = next(each for each in session.page.conflicts if each.label == "ORG")
    session.accept(way.key)
    session.finish()
    session.project.close()
    into = merged_in_all_orders(tmp_path, [one, two])
    assert standing(into) == standing(one)
    (found,) = standing(into).values()
    assert found.state == SetState.FINISHED
    merge(two, [one])
    assert standing(two) == standing(one)


def test_undo_begins_anew_for_whom_something_came_and_stays_for_others(base: Path) -> None:
    other = do(copy(base, "other.annotator"), span("Moscow", "GPE"), name="Bob")
    do(base, span("Putin", "PERSON"), span("Moscow", "GPE"), name="Anna")
    do(base, span("Putin", None), name="Bob")
    merge(base, [other])
    session = working(base, "Anna")
    assert session.stacks.undo_depth == 2
    changes = session.undo()
    assert changes is not None
    assert session.redo() is not None
    assert [one.surface for one in session.history()] == ["Moscow", "Putin"]
    session.project.close()
    session = working(base, "Bob")
    assert session.page is not None
    assert (session.stacks.undo_depth, session.undo(), session.redo(), session.history()) == (0, None, None, [])
    session.reject(key_of(session, "Moscow"))
    session.label(6, 9, "EVENT")
    assert [(one.surface, one.depth) for one in session.history()] == [("met", 2), ("Moscow", 1)]
    assert session.undo() is not None
    assert session.undo() is not None
    assert session.undo() is None
    states = {session.page.surface(one): one.state for one in session.page.mentions}
    assert states == {"Putin": SpanState.REJECTED, "Moscow": SpanState.ACCEPTED}
    session.project.close()


def test_a_page_that_is_open_meanwhile_is_read_again(base: Path) -> None:
    other = do(copy(base, "other.annotator"), span("Moscow", "GPE"))
    session = working(base)
    merge(base, [other])
    delta = session.refresh()
    assert delta is not None
    assert [(one.label, one.state) for one in delta.added] == [("GPE", SpanState.ACCEPTED)]
    session.project.close()


def test_the_greater_run_is_current_and_answered_suggestions_come_along(tmp_path: Path, base: Path) -> None:
    one = do(copy(base, "one.annotator"), span("Moscow", "GPE"), name="Anna")
    two = copy(base, "two.annotator")
    suggest(two, (1, "Kim Jong Un", "PERSON"), info=SuggesterInfo("rules", "2"))
    into = merged_in_all_orders(tmp_path, [one, two])
    with Project(into) as project:
        assert [suggestion.label for suggestion in suggestions.current(project, 1)] == ["PERSON"]
        assert [suggestion.label for suggestion in suggestions.current(project, 2)] == ["PERSON"]
        page = load_set(project, 1, 1)
        (moscow,) = page.accepted
        row = project.connection.execute("SELECT start, label FROM suggestion WHERE id = ?", (moscow.suggestion,))
        assert row.fetchone() == (moscow.start, "GPE")
        assert page.counts[SpanState.SUGGESTED] == 1
    # Into the one that has Anna's set already: what is open for her is counted anew.
    merge(one, [two])
    assert [finding.what for finding in doctor(one) if finding.level == "wrong"] == []


def test_one_run_over_different_articles_is_one_run(base: Path) -> None:
    more = copy(base, "more.annotator")
    with open_project(more) as project, project.transaction() as connection:
        found = suggestions.current(project, 1)
        connection.execute("DROP TRIGGER suggestion_delete")
        connection.execute("DELETE FROM suggestion WHERE article_id = 1 AND label = 'GPE'")
        connection.execute("UPDATE article_run SET suggestions = 1 WHERE article_id = 1")
        connection.execute(
            "CREATE TRIGGER suggestion_delete BEFORE DELETE ON suggestion BEGIN\n"
            "  SELECT RAISE(ABORT, 'the suggestion log is append-only'); END"
        )
    assert len(found) == 2
    do(more, finish)
    ours = copy(base, "ours.annotator")
    merge(ours, [more])
    merge(more, [base])
    for path in (ours, more):
        with Project(path) as project:
            assert [one.label for one in suggestions.current(project, 1)] == ["PERSON", "GPE"]
        assert [finding.what for finding in doctor(path) if finding.level == "wrong"] == []


def test_what_was_answered_and_taken_back_is_found_again_here(base: Path) -> None:
    suggest(base, (1, "Putin", "PERSON"), (1, "Putin", "ORG"))
    other = copy(base, "other.annotator")
    session = working(other, "Bob")
    assert session.page is not None
    org = next(one for one in session.page.mentions if one.label == "ORG")
    session.accept(org.key)
    session.undo()
    session.redo()
    session.project.close()
    do(base, span("met", "EVENT"), name="Anna")
    merge(base, [other])
    with Project(base) as project:
        rows = project.connection.execute(
            "SELECT seq, kind, target, below FROM step WHERE annotator_id = 2 ORDER BY seq"
        ).fetchall()
        assert rows == [(2, "do", 0, 0), (3, "undo", 2, 0), (4, "redo", 2, 0)]
        (accepted,) = load_set(project, 2, 1).accepted
        found = project.connection.execute("SELECT label FROM suggestion WHERE id = ?", (accepted.suggestion,))
        assert found.fetchone() == ("ORG",)


def test_a_set_that_got_decisions_and_suggestions_says_how_far_it_is_true(base: Path) -> None:
    other = do(copy(base, "other.annotator"), span("Moscow", "GPE"))
    suggest(other, (1, "Kim Jong Un", "PERSON"), info=SuggesterInfo("rules", "2"))
    do(base, span("met", "EVENT"))
    merge(base, [other])
    with Project(base) as project:
        last = project.connection.execute("SELECT max(seq) FROM decision WHERE article_id = 1").fetchone()
        assert project.connection.execute("SELECT touched FROM annotation_set").fetchall() == [last]


def test_an_articles_id_that_another_text_has_is_not_taken(tmp_path: Path, base: Path) -> None:
    other = make_project(tmp_path / "more", ("Another text.\n",))
    with Project(base) as project:
        taken = articles.article(project, 1).id
    with Project(other) as project, project.transaction() as connection:
        connection.execute("UPDATE article SET uuid = ?", (taken,))
    assert merge(base, [other]).sources[0].articles == 1
    with Project(base) as project:
        assert len(set(articles.ids(project).values())) == 4
        assert articles.article(project, 4).text == "Another text.\n"


def test_finished_sets_are_packed_and_conflicts_unpack_them(base: Path) -> None:
    one = do(copy(base, "one.annotator"), span("Putin", "PERSON"), finish)
    two = do(copy(base, "two.annotator"), span("Putin", None), finish)
    into = base.with_name("into.annotator")
    merge(into, [one])
    with Project(into) as project:
        assert packs.missing(project) == []
        assert project.connection.execute("SELECT count(*) FROM span_pack").fetchone() == (1,)
    merge(into, [two])
    with Project(into) as project:
        assert packs.missing(project) == []
        assert project.connection.execute("SELECT count(*) FROM span_pack").fetchone() == (0,)


# ---- what is refused, stopped or broken


def test_what_cannot_be_merged_is_refused_before_anything_is_written(tmp_path: Path, base: Path) -> None:
    good = do(copy(base, "good.annotator"), span("Putin", "PERSON"))
    text, newer, damaged = tmp_path / "t.annotator", copy(base, "n.annotator"), copy(base, "d.annotator")
    text.write_text("hello")
    with closing(sqlite3.connect(newer)) as connection, connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('annotator', 'm999', '')"
        )
    damaged.write_bytes(damaged.read_bytes()[:20000] + bytes(40000))
    into = tmp_path / "into.annotator"
    refused: list[tuple[Path, type[AnnotatorError]]] = [
        (tmp_path / "nix.annotator", ProjectError),
        (text, ForeignFileError),
        (newer, NewerProjectError),
        (damaged, ForeignFileError),
        (good, ProjectError),
    ]
    for path, error in refused:
        with pytest.raises(error) as raised:
            merge(into, [good, path])
        assert path.name in raised.value.what
        assert raised.value.remedy
        assert not into.exists()
    before = digest(good)
    with pytest.raises(ProjectError, match="into itself"):
        merge(good, [base, tmp_path / "." / "good.annotator"])
    with pytest.raises(ProjectError, match="nothing to merge"):
        merge(good, [])
    assert digest(good) == before
    assert not backups.listed(good)


def test_a_changed_text_is_refused_and_a_new_project_is_not_left_behind(base: Path) -> None:
    with closing(sqlite3.connect(base)) as connection, connection:
        connection.execute("UPDATE article SET text = replace(text, 'Moscow', 'Warsaw') WHERE id = 1")
    into = base.with_name("into.annotator")
    with pytest.raises(ForeignFileError, match="was changed"):
        merge(into, [base])
    assert not list(base.parent.glob("into*"))


def test_a_backup_is_made_first(base: Path) -> None:
    other = do(copy(base, "other.annotator"), span("Moscow", "GPE"))
    before = standing(base)
    report = merge(base, [other])
    assert report.backup is not None
    assert "before-merge" in report.backup.name
    assert standing(report.backup) == before != standing(base)


def test_stopped_in_the_middle_nothing_is_changed(base: Path) -> None:
    other = do(copy(base, "other.annotator"), span("Moscow", "GPE"), span("Putin", None))
    do(base, span("Putin", "PERSON"))
    rows, now = rows_of(base), standing(base)
    calls = 0
    for at in itertools.count():
        told: list[tuple[int, int]] = []

        def progress(done: int, total: int, *, at: int = at, told: list[tuple[int, int]] = told) -> None:
            told.append((done, total))
            if len(told) > at:
                raise CancelledError

        try:
            merge(base, [other], progress=progress)
        except CancelledError:
            calls += 1
            assert rows_of(base) == rows
            assert standing(base) == now
        else:
            assert told == sorted(told)
            assert told[-1][0] == told[-1][1]
            break
    assert calls > 4
    assert standing(base) != now


def test_stopped_after_the_first_of_two_it_says_so(base: Path) -> None:
    one = do(copy(base, "one.annotator"), span("Moscow", "GPE"), name="Anna")
    two = do(copy(base, "two.annotator"), span("Moscow", "GPE"), name="Bob")

    def progress(done: int, total: int) -> None:
        if done > total / 2:
            raise CancelledError

    report = merge(base, [one, two], progress=progress)
    assert report.stopped
    assert [source.path for source in report.sources] == [one]
    assert {name for name, _ in standing(base)} == {"Anna"}


def test_an_older_file_is_read_as_it_is(tmp_path: Path, base: Path) -> None:
    older = tmp_path / "older.annotator"
    shutil.copy(Path(__file__).resolve().parents[2] / "databases" / "m001_first.sqlite", older)
    older.chmod(0o600)
    before = digest(older)
    into = tmp_path / "into.annotator"
    report = merge(into, [older, base])
    assert report.sources[0].articles
    assert digest(older) == before
    assert not list(tmp_path.glob("older*backups"))
