"""Random histories of copies of one project, merged: against an oracle, and against themselves in other orders.

The oracle knows three sides and what they began with, by word; nothing of logs, steps or who had seen what. Longer
histories, in which files were merged with each other and worked on again, have no oracle: there the same must stand
whatever the order, and whatever way the steps came.
"""

from __future__ import annotations

import itertools
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.article import Article
from annotator.domain.decision import SetState, SpanState
from annotator.errors import DecisionError
from annotator.store import annotators, articles
from annotator.store.connection import Project
from annotator.workflow.annotating import Session
from annotator.workflow.annotation_sets import load_set
from annotator.workflow.checking import doctor
from annotator.workflow.merging import merge
from tests.e2e import making

TEXT = "Paris met Rome."
WORDS = making.words(TEXT)
PERSON = "ann"
Value = tuple[SpanState, str]
LESS_DONE = [SetState.FLAGGED, SetState.IN_PROGRESS, SetState.SKIPPED, SetState.FINISHED]


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a project of two articles with suggestions on their words."""
    path = tmp_path_factory.mktemp("storm") / "blank.annotator"
    made = [Article.from_raw(TEXT), Article.from_raw(TEXT + " Oslo.")]
    making.make_project(path, made, {1: making.propose(TEXT), 2: making.propose(TEXT, every=2)})
    return path


# ---- against an oracle


@dataclass
class Side:
    """What one side has, by word (None: the suggestion is open), and the set's state."""

    words: list[Value | None] = field(default_factory=lambda: [None] * len(WORDS))
    state: SetState = SetState.NEW

    def copy(self) -> Side:
        return Side(list(self.words), self.state)

    def do(self, word: int, how: str) -> None:
        """Do a deed as the program would."""
        before = self.words[word]
        label = before[1] if before else "GPE"
        if how in ("skip", "flag", "finish"):
            self.state = {"skip": SetState.SKIPPED, "flag": SetState.FLAGGED, "finish": SetState.FINISHED}[how]
            if how == "finish":
                self.words = [one or (SpanState.ACCEPTED, "GPE") for one in self.words]
            return
        self.words[word] = {
            "accept": (SpanState.ACCEPTED, label),
            "reject": (SpanState.REJECTED, label),
            "relabel": (SpanState.ACCEPTED, "ORG"),
        }[how]
        if self.state in (SetState.NEW, SetState.SKIPPED):
            self.state = SetState.IN_PROGRESS


def expected(base: Side, sides: list[Side]) -> tuple[SetState, list[set[Value]], int]:
    """Return the state, what is shown on each word, and how many ways stand open."""
    conflicts = 0
    words: list[set[Value]] = []
    for word, before in enumerate(base.words):
        changed = {one for side in sides if (one := side.words[word]) is not None and one != before}
        rejected = all(state is SpanState.REJECTED for state, _ in changed)
        if len(changed) > 1 and (before is not None or not rejected):
            changed = {(SpanState.SUGGESTED, label) for _, label in changed}
            conflicts += len(changed)
        words.append(changed or {before or (SpanState.SUGGESTED, "GPE")})
    states = [side.state for side in sides if side.state != base.state] or [base.state]
    state = min(states, key=LESS_DONE.index) if set(states) != {SetState.NEW} else SetState.NEW
    return (SetState.FLAGGED if conflicts else state), words, conflicts


def perform(path: Path, deeds: list[tuple[int, str]]) -> None:
    session = making.session(path, PERSON)
    page = session.open(1)
    for word, how in deeds:
        if how in ("skip", "finish") or (how == "flag" and page.state is not SetState.FLAGGED):
            {"skip": session.skip, "finish": session.finish, "flag": session.flag}[how]()
        elif how != "flag":
            key = page.on_range(*WORDS[word])[0].key
            {"accept": session.accept, "reject": session.reject}.get(how, lambda key: session.relabel(key, "ORG"))(key)
    session.project.close()


_DEEDS = st.lists(
    st.tuples(st.integers(0, len(WORDS) - 1), st.sampled_from(["accept", "reject", "relabel"])), max_size=4
).flatmap(
    lambda deeds: st.sampled_from([None, None, "skip", "flag", "finish"]).map(
        lambda last: [*deeds, *([(0, last)] if last else [])]
    )
)


@settings(max_examples=20)
@given(first=_DEEDS, drawn=st.lists(_DEEDS, min_size=3, max_size=3), order=st.permutations(range(3)))
def test_three_sides_of_one_project(
    blank: Path, first: list[tuple[int, str]], drawn: list[list[tuple[int, str]]], order: list[int]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base, start = Side(), folder / "base.annotator"
        shutil.copy(blank, start)
        perform(start, first)
        for deed in first:
            base.do(*deed)
        sides, files = [base.copy() for _ in drawn], [folder / f"{at}.annotator" for at in range(3)]
        for side, file, deeds in zip(sides, files, drawn, strict=True):
            shutil.copy(start, file)
            perform(file, deeds)
            for deed in deeds:
                side.do(*deed)
        into = folder / "into.annotator"
        merge(into, [files[at] for at in order])
        with Project(into) as project:
            number = annotators.annotator_number(project, PERSON)
            page = load_set(project, number or 0, articles.known(project, [Article.from_raw(TEXT).sha256]).popitem()[1])
            shown = [{(one.state, one.label) for one in page.on_range(*word)} for word in WORDS]
        assert (page.state, shown, len(page.conflicts)) == expected(base, sides)


# ---- against themselves


def stands(path: Path) -> dict[tuple[str, str], tuple[object, ...]]:
    """Return what stands in a project by annotator and text, without what differs from file to file."""
    found: dict[tuple[str, str], tuple[object, ...]] = {}
    with Project(path) as project:
        for (name, number), article in itertools.product(annotators.annotators(project).items(), (1, 2)):
            page = load_set(project, number, article)
            if not page.seq:
                continue
            spans = sorted((one.start, one.end, one.label, one.state, one in page.conflicts) for one in page.mentions)
            why = sorted(one.reason for one in page.conflicts)
            notes = sorted((one.text, one.start) for one in page.notes)
            regions = sorted((one.start, one.end) for one in page.regions)
            found[name, page.article.text] = (page.state, spans, why, notes, regions)
    return found


def work(path: Path, rng: random.Random, deeds: int, name: str = PERSON) -> None:
    session = making.session(path, name)
    for _ in range(deeds):
        session.open(rng.choice([1, 1, 2]))
        with suppress(DecisionError):
            _one_of_many(session, rng)
    session.project.close()


def _one_of_many(session: Session, rng: random.Random) -> None:
    page = session.page
    assert page is not None
    last = len(page.article.text) - 1
    mention = rng.choice(list(page.mentions)) if len(page.mentions) else None
    start, end = rng.choice(making.words(page.article.text))
    label = rng.choice(making.LABELS[:2])
    note = rng.choice([*(one.key for one in page.notes), ""])
    deeds = [
        lambda: session.label(start, min(last, end + rng.choice([0, 0, 4])), label),
        lambda: session.note(rng.choice("ab"), key=note),
        lambda: session.toggle_ignored(start, end),
        rng.choice([session.finish, session.flag, session.skip, session.reopen]),
        session.undo,
        session.redo,
    ]
    if mention is not None:
        key = mention.key
        deeds += [lambda: session.accept(key), lambda: session.reject(key)] * 2
        deeds += [lambda: session.relabel(key, label), lambda: session.remove(key)]
        deeds.append(lambda: session.move(key, mention.start, min(last, mention.end + 4)))
    rng.choice(deeds)()


def histories(blank: Path, folder: Path, rng: random.Random) -> list[Path]:
    """Return three project files that went their own ways, met each other, and went on."""
    base = folder / "base.annotator"
    shutil.copy(blank, base)
    work(base, rng, rng.randrange(5))
    files: list[Path] = []
    for at in range(3):
        files.append(folder / f"{at}.annotator")
        shutil.copy(base, files[-1])
        work(files[-1], rng, rng.randrange(1, 8))
        if rng.random() < 0.3:
            work(files[-1], rng, 3, name=f"p{at}")
    for _ in range(rng.randrange(3)):
        one, other = rng.sample(files, 2)
        merge(one, [other])
        work(one, rng, rng.randrange(4))
        work(other, rng, rng.randrange(3))
    return files


def same_in_any_order(blank: Path, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - a seeded one is the point
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = histories(blank, folder, rng)
        for file in files:
            alone = folder / f"alone-{file.name}"
            merge(alone, [file])
            assert stands(alone) == stands(file), "what stands follows from the steps"
        into = list(_merged(folder, files))
        found = [stands(one) for one in into]
        assert all(one == found[0] for one in found)
        assert [one.what for one in doctor(into[0]) if one.level == "wrong"] == []
        report = merge(into[0], [*files, *into[1:]])
        assert [(one.steps, one.decisions) for one in report.sources] == [(0, 0)] * len(report.sources)
        ours, theirs = folder / "ours.annotator", folder / "theirs.annotator"
        shutil.copy(files[0], ours)
        shutil.copy(files[1], theirs)
        merge(ours, [files[1]])
        merge(theirs, [files[0]])
        assert stands(ours) == stands(theirs)
        merge(ours, [files[2], theirs])
        assert stands(ours) == found[0]


def _merged(folder: Path, files: list[Path]) -> Iterator[Path]:
    for at, order in enumerate(itertools.permutations(files)):
        into = folder / f"into{at}.annotator"
        merge(into, order)
        yield into


@pytest.mark.parametrize("seed", range(8))
def test_histories_that_met_before(blank: Path, seed: int) -> None:
    same_in_any_order(blank, seed)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_two_thousand_histories_that_met_before(blank: Path) -> None:
    for seed in range(2_000):
        same_in_any_order(blank, seed)
