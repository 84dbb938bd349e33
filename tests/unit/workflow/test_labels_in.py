"""Labels in: they become decisions with their ids and origins, and an export imported anew is the same project."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.article import Article
from annotator.domain.decision import Action, SetState, SpanState
from annotator.domain.scheme import LabelScheme, parse_scheme
from annotator.errors import DecisionError
from annotator.resources import seeds
from annotator.store import suggestions
from annotator.workflow.annotating import Session
from annotator.workflow.importing import ImportReport, import_paths
from annotator.workflow.projects import open_project, open_session
from tests.unit.workflow.building import (
    EVERYTHING,
    RUN,
    TEXTS,
    decisions_in,
    exported,
    key_of,
    make_project,
    suggest,
    working,
)

Row = dict[str, Any]


def span(text: str, surface: str, label: str, **more: object) -> Row:
    start = text.index(surface)
    own = {"start": start, "end": start + len(surface), "label": label, "text": surface, "state": "accepted"}
    return own | {"source": "human", "version": "1", "score": None} | more


def row(text: str = TEXTS[0], **more: object) -> Row:
    article = Article.from_raw(text)
    own: Row = {"format": "annotator/1", "id": article.id, "text": text, "title": "T", "source": "s", "meta": {}}
    rest: Row = {"annotator": "ann", "state": "finished", "spans": [], "ignored": [], "notes": []}
    return own | {"sha256": article.sha256} | rest | more


def write_rows(path: Path, rows: Iterable[Row]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in rows))
    return path


def import_rows(
    folder: Path, *rows: Row, annotator: str | None = None, scheme: LabelScheme | None = None
) -> ImportReport:
    source = write_rows(folder / "in.jsonl", rows)
    return import_paths(folder / "p.annotator", [source], annotator=annotator, scheme=scheme)


def lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in exported(path).splitlines()]


def test_labels_become_decisions_with_their_origins(tmp_path: Path) -> None:
    key, note = "0190b0a0-0000-7000-8000-000000000001", "0190b0a0-0000-7000-8000-000000000002"
    came = {"source": "gazetteer", "version": "7", "score": 0.5, "id": key, "reason": "list"}
    wanted = row(
        spans=[span(TEXTS[0], "Putin", "PERSON", **came), span(TEXTS[0], "Moscow", "ORG", state="rejected")],
        state="flagged",
        notes=[{"text": "Look.", "start": 0, "end": 5, "id": note}],
        ignored=[[6, 9]],
    )
    report = import_rows(tmp_path, wanted)
    assert (report.added, report.labelled, report.spans, report.refused) == (1, 1, 2, ())
    (found,) = lines(tmp_path / "p.annotator")
    assert found["spans"][0] == wanted["spans"][0]
    assert [one["state"] for one in found["spans"]] == ["accepted", "rejected"]
    assert (found["id"], found["state"], found["annotator"]) == (wanted["id"], "flagged", "ann")
    assert (found["notes"], found["ignored"]) == (wanted["notes"], [[6, 9]])


def test_one_step_a_set_that_undo_takes_back(tmp_path: Path) -> None:
    first, second = (row(text, spans=[span(text, "Moscow", "GPE")]) for text in TEXTS[:2])
    import_rows(tmp_path, first, second)
    session = working(tmp_path / "p.annotator", article=2)
    assert [one.action for one in session.history()] == [Action.IMPORT, Action.IMPORT]
    session.undo()
    assert session.page is not None
    assert not session.page.accepted
    assert session.page.state is SetState.NEW
    assert len(session.load(1).accepted) == 1
    session.project.close()


def test_finished_without_spans_is_not_new(tmp_path: Path) -> None:
    import_rows(tmp_path, row(), row(TEXTS[1], state="new", annotator=None))
    assert [(one["annotator"], one["state"]) for one in lines(tmp_path / "p.annotator")] == [
        ("ann", "finished"),
        ("ann", "new"),
    ]


def test_nobodys_labels_need_a_name(tmp_path: Path) -> None:
    nobodys = row(annotator=None, spans=[span(TEXTS[0], "Putin", "PERSON")])
    report = import_rows(tmp_path, row(TEXTS[1]), nobodys)
    assert not (tmp_path / "p.annotator").exists()
    assert "--annotator" in report.refused[0].remedy
    assert import_rows(tmp_path, row(TEXTS[1]), nobodys, annotator="eve").labelled == 2
    assert {one["annotator"] for one in lines(tmp_path / "p.annotator")} == {"eve"}


@pytest.mark.parametrize("name", ["", "x" * 65, "a\nb"])
def test_unusable_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DecisionError):
        import_rows(tmp_path, row(), annotator=name)
    assert import_rows(tmp_path, row(annotator=name or " ")).refused
    assert not (tmp_path / "p.annotator").exists()


def test_unknown_label_refuses_the_file_and_names_it(tmp_path: Path) -> None:
    odd = row(TEXTS[1], spans=[span(TEXTS[1], "Moscow", "STADT")])
    report = import_rows(tmp_path, row(), odd)
    assert "STADT" in report.refused[0].reason
    assert "--scheme" in report.refused[0].remedy
    own = parse_scheme('name = "own"\n[[label]]\nname = "STADT"\n')
    assert import_rows(tmp_path, row(), odd, scheme=own).added == 2


def test_bad_line_refuses_the_whole_file(tmp_path: Path) -> None:
    bad = row(TEXTS[1], spans=[span(TEXTS[1], "Moscow", "GPE", end=999)])
    report = import_rows(tmp_path, row(), bad)
    assert [(one.source, one.line) for one in report.refused] == [("in.jsonl", 2)]
    assert not (tmp_path / "p.annotator").exists()


def test_decisions_are_not_overwritten(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    session = working(path)
    session.label(0, 5, "PERSON")
    session.project.close()
    before = decisions_in(path)
    labels = [span(TEXTS[0], "Moscow", "GPE")]
    report = import_rows(tmp_path, row(spans=labels), row(annotator="bob", spans=labels))
    assert "ann has decided" in report.conflicts[0].reason
    assert report.labelled == 1
    assert decisions_in(path) == before + 2
    assert not report.duplicates
    assert import_rows(tmp_path, row(spans=labels, annotator="bob")).conflicts


def test_twice_the_same_set_in_a_call_keeps_the_first(tmp_path: Path) -> None:
    first = row(spans=[span(TEXTS[0], "Putin", "PERSON")])
    second = row(spans=[span(TEXTS[0], "Moscow", "GPE")], annotator="bob")
    report = import_rows(tmp_path, first, second, annotator="eve")
    assert len(report.conflicts) == 1
    assert [one["text"] for one in lines(tmp_path / "p.annotator")[0]["spans"]] == ["Putin"]


def test_ids_that_are_taken_become_new(tmp_path: Path) -> None:
    key = "0190b0a0-0000-7000-8000-000000000001"
    labels = [span(TEXTS[0], "Putin", "PERSON", id=key)]
    ours = row(spans=labels, notes=[{"text": "n", "start": None, "end": None, "id": key[:-1] + "9"}])
    import_rows(tmp_path, ours)
    import_rows(tmp_path, ours | {"annotator": "bob"})
    ids = [one["spans"][0]["id"] for one in lines(tmp_path / "p.annotator")]
    assert ids[0] == key
    assert ids[1] != key
    other = row(TEXTS[1]) | {"id": ours["id"]}
    import_rows(tmp_path, other)
    assert len({one["id"] for one in lines(tmp_path / "p.annotator")}) == 2


def test_suggestions_become_a_run_that_others_do_not_replace(tmp_path: Path) -> None:
    proposed = span(TEXTS[0], "Putin", "PERSON", state="suggested", source="model", version="3", score=None)
    report = import_rows(tmp_path, row(annotator=None, state="new", spans=[proposed | {"id": None, "reason": "r"}]))
    assert (report.suggested, report.labelled) == (1, 0)
    (found,) = lines(tmp_path / "p.annotator")
    assert found["annotator"] is None
    assert found["spans"][0]["source"] == "model"
    with open_project(tmp_path / "p.annotator") as project:
        assert suggestions.count_pending(project, RUN) == 0


def test_import_for_existing_articles_counts_open_suggestions_for_all(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    suggest(path, (1, "Moscow", "GPE"))
    session = working(path)
    session.accept(key_of(session, "Moscow"))
    session.project.close()
    proposed = [span(TEXTS[0], name, "PERSON", state="suggested", id=None) for name in ("Putin", "Kim Jong Un")]
    import_rows(tmp_path, row(annotator=None, state="new", spans=proposed))
    with open_project(path) as project:
        rows = project.connection.execute("SELECT open, accepted FROM annotation_set").fetchall()
    assert rows == [(2, 1)]


# ---- the same project again


def round_trip(path: Path, folder: Path) -> tuple[bytes, bytes]:
    """Export everything, import it into a fresh project, export that."""
    first = exported(path)
    source = folder / "round.jsonl"
    source.write_bytes(first)
    other = folder / "other.annotator"
    report = import_paths(other, [source])
    assert (report.refused, report.conflicts, report.duplicates) == ((), (), ())
    return first, exported(other)


def test_seeds_come_back_as_they_went(tmp_path: Path) -> None:
    path = tmp_path / "p.annotator"
    import_paths(path, [seeds() / "articles", seeds() / "labels"])
    first, second = round_trip(path, tmp_path)
    assert first == second
    assert len(first.splitlines()) == 60


def act(session: Session, article: int, choice: int, where: tuple[int, int], label: str) -> None:
    """Do one of the things a person does, as far as the page allows it."""
    page = session.open(article)
    mentions = list(page.mentions)
    start, end = where
    deeds: list[Callable[[], object]] = [
        lambda: session.label(start, end, label),
        lambda: session.toggle_ignored(start, end),
        lambda: session.note(f"about {label}", start=start, end=end),
        session.undo,
        session.finish,
        session.skip,
    ]
    if mentions:
        one = mentions[choice % len(mentions)]
        deeds += [
            *([lambda: session.accept(one.key)] * 3),
            *([lambda: session.reject(one.key)] * 2),
            lambda: session.relabel(one.key, label),
            lambda: session.move(one.key, one.start, min(one.end + 3, len(page.article.text))),
            lambda: session.remove(one.key),
        ]
    with suppress(DecisionError):
        deeds[choice % len(deeds)]()


LABELS = st.sampled_from(["PERSON", "GPE", "ORG"])
PLACES = st.tuples(st.integers(0, 20), st.integers(1, 10)).map(lambda one: (one[0], one[0] + one[1]))
DEEDS = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 200), PLACES, LABELS), max_size=12)


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(["ann", "bob"]), DEEDS), max_size=3))
def test_whatever_one_person_did_comes_back(
    work: list[tuple[str, list[tuple[int, int, tuple[int, int], str]]]],
) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        path = make_project(folder, (*TEXTS[:2], "Title\n\nThe Union said no.\n\nMore under this ad\n\nSo it was.\n"))
        suggest(path, (1, "Putin", "PERSON"), (1, "Kim Jong Un", "PERSON"), (1, "Moscow", "GPE"), (2, "Kim", "PERSON"))
        for name, deeds in work:
            with open_session(path, name).project as project:
                session = Session(project, name)
                for deed in deeds:
                    act(session, *deed)
        first, second = round_trip(path, folder)
        assert first == second
    finally:
        shutil.rmtree(folder)


def test_nested_suggestion_stays_open_beside_an_accepted_one(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    suggest(path, (1, "Kim Jong Un", "PERSON"), (1, "Kim", "PERSON"))
    session = working(path)
    session.accept(key_of(session, "Kim Jong Un"))
    session.project.close()
    first, second = round_trip(path, tmp_path)
    assert first == second
    assert [one["state"] for one in json.loads(first.splitlines()[0])["spans"]] == ["accepted", "suggested"]


def test_moved_answer_keeps_its_suggestion_answered(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    suggest(path, (1, "Moscow", "GPE"))
    session = working(path)
    session.relabel(key_of(session, "Moscow"), "ORG")
    session.move(key_of(session, "Moscow"), 22, 31)
    session.reject(key_of(session, "in Moscow"))
    session.project.close()
    other = working(path, "bob")
    other.skip()
    other.project.close()
    first, second = round_trip(path, tmp_path)
    assert first == second


def test_default_export_holds_accepted_spans_only(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    suggest(path, (1, "Putin", "PERSON"), (1, "Moscow", "GPE"))
    session = working(path)
    session.reject(key_of(session, "Moscow"))
    session.finish()
    session.project.close()
    (line,) = exported(
        path, replace(EVERYTHING, articles="finished", spans=frozenset({SpanState.ACCEPTED}))
    ).splitlines()
    assert [one["text"] for one in json.loads(line)["spans"]] == ["Putin"]
