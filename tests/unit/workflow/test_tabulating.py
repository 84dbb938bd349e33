"""What is counted and kept beside the log is what counting the log anew gives, to the last bit, whatever happens."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from annotator.agreement import Tables
from annotator.domain.annotation import Mention
from annotator.domain.decision import SetState
from annotator.domain.scheme import with_labels
from annotator.errors import DecisionError
from annotator.store import blocks, packs, schemes
from annotator.workflow import tabulating
from annotator.workflow.adjudicating import Adjudicator
from annotator.workflow.annotating import Session
from annotator.workflow.changes import Changes
from annotator.workflow.checking import doctor, rebuild_cache
from annotator.workflow.comparing import METRICS, Comparison
from annotator.workflow.merging import merge
from annotator.workflow.overview import overview
from annotator.workflow.projects import open_project, open_session
from tests.unit.workflow.building import TEXTS, make_project
from tests.unit.workflow.compared import MINISTRY, label_all

LABELS = ("GPE", "ORG", "PERSON", "NORP")
ARTICLES = 24


def texts() -> tuple[str, ...]:
    return tuple(f"{at} {TEXTS[at % len(TEXTS)]}{'Said Kim of Moscow. ' * (at % 4)}" for at in range(ARTICLES))


def state(comparison: Comparison) -> list[object]:
    """Return everything a comparison says: counts, sums by way of all numbers, matrices."""
    tables = comparison.tables
    found: list[object] = [
        comparison.names,
        comparison.people,
        comparison.gold,
        comparison.labels,
        cards_of(comparison),
    ]
    found += [comparison.articles.tolist(), tables.finished.tolist(), tables.lengths.tolist(), tables.tokens.tolist()]
    found += [tables.matrices.aligned.tolist(), tables.matrices.confusion.tolist()]
    scopes = [comparison.people, *(tables.everybody.__class__(pair) for pair in tables.pairs)]
    for metric in METRICS:
        found += [metric.score(tables, scope) for scope in scopes]
    corpus = tables.corpus()
    found += [corpus.rows.tolist(), corpus.offsets.tolist()]
    for name in ("spans", "exact", "covered", "aligned", "both", "hidden", "tokens", "same", "layer_tokens"):
        found.append(tables.lines_of(name, slice(None)).tolist())
    return found


def cards_of(comparison: Comparison) -> str:
    said = overview(comparison, only=("strict_f1", "relaxed_f1", "alpha"))
    return f"{said}".replace("\n", "")


def anew(path: Path, folder: Path) -> list[object]:
    """Return the state of a copy in which everything has been made anew from the log."""
    copy = folder / "anew.annotator"
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    rebuild_cache(copy)
    with open_project(copy) as project:
        comparison = Comparison(project)
        assert not blocks.before(project)
        return state(comparison)


def loaded(path: Path) -> Comparison:
    with open_project(path) as project:
        comparison = Comparison(project)
        comparison.tables.corpus()
        return comparison


class People:
    """Three people and gold at work on one file, at random."""

    def __init__(self, path: Path, seed: int) -> None:
        self.path = path
        self.chance = random.Random(seed)  # noqa: S311 - tests, no secrets
        self.sessions: dict[str, Session] = {}
        self.project = open_project(path)
        self.labels: list[str] = list(LABELS[:2])

    def close(self) -> None:
        self.project.close()

    def person(self, name: str) -> Session:
        if name not in self.sessions:
            session = Adjudicator(self.project, "me") if name == "gold" else Session(self.project, name)
            self.sessions[name] = session
        return self.sessions[name]

    def act(self, names: list[str]) -> set[int]:
        """Do something and return the articles it touched."""
        session = self.person(self.chance.choice(names))
        if self.chance.random() < 0.25:
            changes = session.undo()
            return set() if changes is None else set(changes.articles)
        page = session.open(self.chance.randrange(1, ARTICLES + 1))
        if page.state is SetState.FINISHED and self.chance.random() < 0.2:
            return set(session.reopen().articles)
        if page.state is not SetState.FINISHED and self.chance.random() < 0.5:
            return set(session.finish().articles)
        try:
            return set(self.edit(session, page.accepted).articles)
        except DecisionError:
            return set()

    def edit(self, session: Session, there: tuple[Mention, ...]) -> Changes:
        if there and self.chance.random() < 0.4:
            return session.remove(self.chance.choice(there).key)
        page = session.page
        assert page is not None
        start = self.chance.randrange(len(page.article.text) - 12)
        return session.label(start, start + self.chance.randrange(1, 12), self.chance.choice(self.labels))


def check(people: People, folder: Path, kept: Comparison) -> None:
    """Compare what was kept true, what the file has, and what its log says."""
    true = anew(people.path, folder)
    assert state(kept) == true
    again = loaded(people.path)
    again.use(people.project)
    assert state(again) == true
    with open_project(people.path) as project:
        twice = Comparison(project)  # from the blocks that the last one kept
        assert not blocks.before(project)
        assert state(twice) == true


@pytest.mark.parametrize("decisions", [280, pytest.param(1000, marks=pytest.mark.soak)])
def test_many_decisions_and_undos_leave_what_the_log_says(tmp_path: Path, decisions: int) -> None:
    path = make_project(tmp_path, texts())
    people = People(path, 1)
    people.project.connection.execute("PRAGMA synchronous = OFF")
    kept = Comparison(people.project)
    names = ["ann", "bob"]
    for done in range(decisions):
        if done == 60:
            names += ["cid", "gold"]
        if done == 100:
            people.labels += LABELS[2:]
        if done == 160:
            scheme = schemes.active_scheme(people.project)
            assert scheme is not None
            with people.project.transaction():
                schemes.store_scheme(people.project, with_labels(scheme, ["AAA"]))
            people.sessions.clear()
            people.labels.append("AAA")
        touched = people.act(names)
        if people.chance.random() < 0.8:
            kept.tables.corpus()
            kept.update(touched)
        else:
            kept = Comparison(people.project)
        if done % (decisions // 4) == decisions // 4 - 1:
            check(people, tmp_path, kept)
    people.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Three people finished articles, and somebody has looked at the agreement."""
    path = label_all(tmp_path, MINISTRY)
    with open_project(path) as project:
        Comparison(project)
    return path


def changed(path: Path) -> list[tuple[int, int]]:
    """Return the (article, annotator) of packs that changed since their block was made."""
    with open_project(path) as project:
        return [(row[0], row[2]) for some in blocks.before(project).values() for row in some]


def relabel(path: Path, article: int = 1, *, who: str = "ann", label: str = "NORP") -> None:
    session = open_session(path, who)
    page = session.open(article)
    session.relabel(page.accepted[0].key, label)
    session.project.close()


def test_a_decision_keeps_what_was_counted_before_it(path: Path, tmp_path: Path) -> None:
    with open_project(path) as project:
        (before, *_) = packs.of_article(project, 1).values()
    assert not changed(path)
    relabel(path)
    relabel(path, label="GPE")
    with open_project(path) as project:
        ((row,),) = blocks.before(project).values()
    assert row == (1, 45, before.annotator, before.tokens, before.spans)
    assert state(loaded(path)) == anew(path, tmp_path)
    assert not changed(path)


def test_an_article_finished_first_or_no_longer_corrects_its_block(path: Path, tmp_path: Path) -> None:
    session = open_session(path, "bob")
    session.open(3)
    session.reopen()
    session.project.close()
    assert changed(path) == [(3, 2)]
    assert state(loaded(path)) == anew(path, tmp_path)
    session = open_session(path, "ann")
    session.open(3)
    session.finish()
    session.project.close()
    assert changed(path) == [(3, 1)]
    assert state(loaded(path)) == anew(path, tmp_path)
    assert not changed(path)


def test_without_a_look_nothing_is_kept_but_packs(tmp_path: Path) -> None:
    path = label_all(tmp_path, MINISTRY)
    relabel(path)
    with open_project(path) as project:
        assert not blocks.blocks(project)
        assert not blocks.before(project)
        Comparison(project)
        assert blocks.blocks(project)


def damage(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE span_block SET tally = CAST(substr(tally, 1, length(tally) - 1) AS BLOB)",
        "UPDATE span_block SET tally = CAST(replace(tally, '\"rules\":', '\"rules\":9') AS BLOB)",
        "UPDATE span_block SET tally = x'00'",
        "DELETE FROM span_block",
    ],
)
def test_what_cannot_be_read_is_counted_anew(path: Path, tmp_path: Path, statement: str) -> None:
    relabel(path)
    damage(path, statement)
    assert state(loaded(path)) == anew(path, tmp_path)
    assert not changed(path)


def test_a_pack_written_by_anybody_makes_its_block_count_anew(path: Path) -> None:
    before = loaded(path)
    damage(path, "UPDATE span_pack SET spans = x'' WHERE article_id = 1 AND annotator_id = 1")
    after = loaded(path)
    assert after.tables.spans(after.people) == before.tables.spans(before.people) - 2


def wrong(path: Path) -> list[str]:
    return [one.what for one in doctor(path) if one.level == "wrong"]


def test_the_doctor_compares_packs_and_counts_with_the_log(path: Path) -> None:
    relabel(path)
    assert not wrong(path)
    damage(path, "UPDATE span_pack SET spans = x'' WHERE article_id = 1 AND annotator_id = 1")
    assert wrong(path) == ["What is kept for the agreement disagrees with the log in: article 1."]
    rebuild_cache(path)
    assert not wrong(path)
    loaded(path)
    damage(path, "DELETE FROM span_pack WHERE article_id = 2 AND annotator_id = 3")
    assert wrong(path) == ["What is kept for the agreement disagrees with the log in: article 2."]
    rebuild_cache(path)
    loaded(path)
    damage(path, "UPDATE span_pack SET spans = x'' WHERE article_id = 1; ")
    damage(path, "DELETE FROM span_before")
    assert wrong(path) == ["What is kept for the agreement disagrees with the log in: article 1, articles 0 to 511."]
    rebuild_cache(path)
    assert not wrong(path)


def test_counts_and_spans_are_of_one_moment(path: Path, tmp_path: Path) -> None:
    with open_project(path) as project:
        comparison = Comparison(project)
        relabel(path)
        assert not comparison.tables.has_corpus
        comparison.tables.corpus()
        assert state(comparison) == anew(path, tmp_path)


def test_an_edit_before_the_spans_were_asked_for(path: Path, tmp_path: Path) -> None:
    with open_project(path) as project:
        comparison = Comparison(project)
        relabel(path)
        assert comparison.update([1])
        assert state(comparison) == anew(path, tmp_path)
        relabel(path, label="ORG")
        assert not comparison.update([1])
        assert state(comparison) == anew(path, tmp_path)


def test_some_of_the_annotators(path: Path) -> None:
    with open_project(path) as project:
        comparison = Comparison(project, names=["ann", "cid"])
        assert comparison.names == ("ann", "cid")
        assert np.array_equal(comparison.tables.matrices.aligned, Tables(comparison.tables.corpus()).matrices.aligned)
        assert comparison.articles.tolist() == [1, 2, 3]
        strict = comparison.score("strict_f1")
        assert (strict.value, strict.documents) == (1.0, 2)
        bob = Comparison(project, names=["ann", "bob"])
        assert bob.articles.tolist() == [1, 2, 3]
        assert bob.score("strict_f1") == Comparison(project).score("strict_f1", bob.people.__class__((0, 1)))


def test_a_block_is_not_kept_when_somebody_wrote_meanwhile(path: Path) -> None:
    relabel(path)
    with open_project(path) as project, open_project(path) as other:
        with project.snapshot():
            found = tabulating.load(project, [1, 2, 3], sorted(packs.label_numbers(project)))
        relabel(path, label="GPE")
        tabulating.keep(other, found)
    assert len(changed(path)) == 1


def test_a_decision_in_an_article_that_is_not_finished_needs_no_numpy(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    code = f"""
import sys
from pathlib import Path
from annotator.workflow.merging import merge
from annotator.workflow.projects import open_session
session = open_session(Path({str(path)!r}), "ann")
session.open(1)
session.label(0, 5, "PERSON")
session.undo()
assert "numpy" not in sys.modules
session.finish()
assert "numpy" in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_merge_leaves_what_the_log_says(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.annotator"
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(other)) as target:
        source.backup(target)
    relabel(other)
    relabel(path, who="bob", label="PERSON")
    merge(path, [other])
    assert state(loaded(path)) == anew(path, tmp_path)
