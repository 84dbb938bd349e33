"""R12: thousands of random operations with undo and redo, each compared with an oracle (`oracle.py`)."""

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from annotator.domain.annotation import AnnotationSet, Mention
from annotator.domain.article import Article, Region
from annotator.domain.decision import Action, SetState, SpanState, StepKind
from annotator.domain.suggestion import Suggestion
from annotator.errors import DecisionError
from annotator.store import suggestions
from annotator.store.connection import Project
from annotator.workflow.annotating import Session
from annotator.workflow.changes import Changes
from tests.e2e import making
from tests.e2e.oracle import Deed, Place, Proposal, RefusedError, Shown, World, content_of

TEXTS = (
    "Paris met Rome in Bonn. Paris again.\nRead more: Rome",
    " Prévost et l’Élysée 🇫🇷 ont parlé à Lomé;\u00a0Lomé s’est tu. ",
    "قال الرئيس في القاهرة: UN and القاهرة agree 👩‍👩‍👧 today",
    "Kim\0Jong Un flew. Kim Jong-un’s plane\n\nKim landed.\nCredit: AFP",
    "東京 と 大阪 は 東京 で あう",
    "one two three two one",
)
_FAST, _LONG = 10_000, 200_000
_CHECK_EVERY = 200

Act = Callable[[], Changes | None]


class Person:
    """One annotator: the program's session beside the oracle's world, and what both are asked to do."""

    def __init__(self, path: Path, name: str, world: World, rng: random.Random) -> None:
        self.path = path
        self.name = name
        self.world = world
        self.rng = rng
        self.here = 1
        self.session = self._open()

    def _open(self) -> Session:
        session = making.session(self.path, self.name)
        # Thousands of waits for the disk would show nothing here; that commits survive is test_killed's business.
        session.project.connection.execute("PRAGMA synchronous = OFF")
        session.open(self.here)
        return session

    def restart(self) -> None:
        self.session.project.close()
        self.session = self._open()

    def page(self) -> AnnotationSet:
        assert self.session.page is not None
        return self.session.page

    # ---- one random operation

    def act(self) -> None:
        """Do something, in the program and in the oracle, and compare what came of it."""
        choice = self.rng.choices([*_OPERATIONS], weights=[*_OPERATIONS.values()])[0]
        choice(self)

    def move_on(self) -> None:
        self.here = self.rng.choice([*self.world.texts])
        self.session.open(self.here)

    def undo(self) -> None:
        self._take_back(StepKind.UNDO, self.session.undo, self.world.undo())

    def redo(self) -> None:
        self._take_back(StepKind.REDO, self.session.redo, self.world.redo())

    def undo_to(self) -> None:
        depth = max(0, len(self.world.done) - self.rng.randrange(12))
        wanted = len(self.world.done) > depth
        while len(self.world.done) > depth:
            self.world.undo()
        assert (self.session.undo_to(depth) is not None) == wanted

    def _take_back(self, kind: StepKind, call: Act, deed: Deed | None) -> None:
        before = _mentions(self.page())
        changes = call()
        if deed is None:
            assert changes is None
            return
        assert changes is not None
        assert (changes.action, changes.kind, changes.article) == (deed.action, kind, deed.article)
        assert set(changes.articles) == set(deed.articles)
        self._check_delta(before, changes)

    def _perform(self, wanted: Callable[[], None], call: Act) -> None:
        stale = self.page()
        before, rows = _mentions(stale), _rows(self.session.project)
        depth = len(self.world.done)
        try:
            wanted()
        except RefusedError:
            with pytest.raises(DecisionError) as refused:
                call()
            assert refused.value.what.endswith(".")
            assert _rows(self.session.project) == rows
            return
        changes = call()
        assert changes is not None
        assert len(self.world.done) == changes.undo_depth == depth + 1
        assert changes.redo_depth == 0
        deed = self.world.done[-1]
        assert (changes.action, changes.kind, changes.article) == (deed.action, StepKind.DO, deed.article)
        assert set(changes.articles) == set(deed.articles)
        assert changes.count == deed.line[2]
        for number in deed.articles:
            page = self.page() if number == self.here else self.session.load(number)
            self.world.learn(number, _contents(page))
        self._check_delta(before, changes)
        if changes.focus and deed.article == self.here:
            self.page().mention(changes.focus)

    def _check_delta(self, before: dict[str, Mention], changes: Changes) -> None:
        if changes.reloaded:
            return
        after = dict(before)
        for one in changes.delta.removed:
            assert after.pop(one.key) == one
        for one in changes.delta.added:
            assert one.key not in after
            after[one.key] = one
        assert after == _mentions(self.page())

    # ---- what to decide about

    def _some_key(self) -> str:
        shown = [*self.world.shown(self.here)]
        if not shown or self.rng.random() < 0.02:
            return self.rng.choice([one.key for one in self.page().mentions] or ["s0"])  # perhaps gone by now
        return self.rng.choice(shown)

    def _some_place(self, number: int = 0) -> Place:
        text = self.world.texts[number or self.here]
        start, end = self.rng.choice(making.words(text))
        if self.rng.random() < 0.3:  # parts of words, white space, the wrong way round, beyond the end
            start, end = self.rng.randrange(len(text) + 3), self.rng.randrange(len(text) + 3)
        return start, end

    def accept(self) -> None:
        key = self._some_key()
        self._perform(lambda: self.world.accept(self.here, key), lambda: self.session.accept(key))

    def reject(self) -> None:
        key = self._some_key()
        self._perform(lambda: self.world.reject(self.here, key), lambda: self.session.reject(key))

    def remove(self) -> None:
        key = self._some_key()
        self._perform(lambda: self.world.remove(self.here, key), lambda: self.session.remove(key))

    def relabel(self) -> None:
        key, label = self._some_key(), self.rng.choice(making.LABELS)
        self._perform(lambda: self.world.relabel(self.here, key, label), lambda: self.session.relabel(key, label))

    def move(self) -> None:
        key, place = self._some_key(), self._some_place()
        self._perform(lambda: self.world.move(self.here, key, place), lambda: self.session.move(key, *place))

    def label(self) -> None:
        place, label = self._some_place(), self.rng.choice(making.LABELS)
        self._perform(lambda: self.world.label(self.here, place, label), lambda: self.session.label(*place, label))

    def all_here(self) -> None:
        self._all([self.here])

    def all_over(self) -> None:
        self._all(self.rng.sample([*self.world.texts], 3))

    def _all(self, numbers: list[int]) -> None:
        label = self.rng.choice([*making.LABELS, None])
        places = [(number, self._word(number)) for number in numbers for _ in range(self.rng.randrange(1, 4))]
        self._perform(
            lambda: self.world.decide_all(places, label, first=self.here),
            lambda: self.session.decide_all([(number, *place) for number, place in places], label),
        )

    def _word(self, number: int) -> Place:
        return self.rng.choice(making.words(self.world.texts[number]))

    def finish(self) -> None:
        self._perform(lambda: self.world.finish(self.here), self.session.finish)

    def reopen(self) -> None:
        self._perform(lambda: self.world.set_state(Action.REOPEN, self.here, SetState.IN_PROGRESS), self.session.reopen)

    def skip(self) -> None:
        self._perform(lambda: self.world.set_state(Action.SKIP, self.here, SetState.SKIPPED), self.session.skip)

    def flag(self) -> None:
        self._perform(lambda: self.world.flag(self.here), self.session.flag)

    def note(self) -> None:
        notes = self.world.papers[self.here].notes
        key = self.rng.choice([*notes]) if notes and self.rng.random() < 0.6 else ""
        text = self.rng.choice(["why?", "see page 2 👀", ""] if key else ["check", "wer?"])
        place = self.rng.choice([(-1, -1), (0, 3)])
        self._perform(
            lambda: self.world.note(self.here, text, place, key),
            lambda: self.session.note(text, start=place[0], end=place[1], key=key),
        )

    def toggle_ignored(self) -> None:
        place = self._some_place()
        place = min(place), max(place)
        self._perform(lambda: self.world.toggle_ignored(self.here, place), lambda: self.session.toggle_ignored(*place))

    # ---- comparing

    def compare(self) -> None:
        """Compare the open page, and what is stored about its article, with the oracle."""
        self._compare_page(self.page())
        stacks = self.session.stacks
        assert (stacks.undo_depth, stacks.redo_depth) == (len(self.world.done), len(self.world.undone))
        self._compare_history(3)
        row = self.session.project.connection.execute(
            "SELECT state, open, accepted, rejected FROM annotation_set WHERE annotator_id = ? AND article_id = ?",
            (self.session.number, self.here),
        ).fetchone()
        if row is not None:
            assert row == self.world.counts(self.here)

    def compare_everything(self) -> None:
        """Compare all that can be read from the file anew with the oracle."""
        self._compare_history(len(self.world.done) + 1)
        rows = self.session.project.connection.execute(
            "SELECT article_id, state, open, accepted, rejected FROM annotation_set WHERE annotator_id = ?",
            (self.session.number,),
        )
        cached = {number: tuple(counts) for number, *counts in rows}
        for number in self.world.texts:
            self._compare_page(self.session.load(number))
            untouched = self.world.counts(number) if number not in cached else None
            assert cached.get(number, untouched) == self.world.counts(number)

    def _compare_page(self, page: AnnotationSet) -> None:
        number = page.number
        shown = self.world.shown(number)
        assert {one.key: _content(one) for one in page.mentions} == {k: content_of(one) for k, one in shown.items()}
        assert [(one.start, -one.end) for one in page.mentions] == sorted((s.start, -s.end) for s in shown.values())
        assert _contents(page) == self.world.contents(number)
        assert page.state == self.world.papers[number].state
        assert +page.counts == Counter(one.state for one in shown.values())
        surfaces: dict[str, Counter[tuple[str, SpanState]]] = {}
        for one in shown.values():
            surfaces.setdefault(page.article.text[one.start : one.end], Counter())[one.label, one.state] += 1
        assert page.surfaces == surfaces
        assert not _twins(shown.values())

    def _compare_history(self, limit: int) -> None:
        told = [
            (one.action, one.kind, one.article, one.depth, one.surface, one.label, one.count)
            for one in self.session.history(limit=limit)
        ]
        stack = [(len(self.world.done) - at, deed) for at, deed in enumerate(reversed(self.world.done[-limit:]))]
        assert told == [(deed.action, StepKind.DO, deed.article, depth, *deed.line) for depth, deed in stack]


_OPERATIONS: dict[Callable[[Person], None], int] = {
    Person.accept: 16,
    Person.reject: 10,
    Person.remove: 7,
    Person.relabel: 7,
    Person.move: 6,
    Person.label: 8,
    Person.all_here: 3,
    Person.all_over: 3,
    Person.finish: 2,
    Person.reopen: 1,
    Person.skip: 1,
    Person.flag: 2,
    Person.note: 3,
    Person.toggle_ignored: 3,
    Person.move_on: 6,
    Person.undo: 18,
    Person.redo: 9,
    Person.undo_to: 1,
    Person.restart: 1,
}


def _mentions(page: AnnotationSet) -> dict[str, Mention]:
    return {one.key: one for one in page.mentions}


def _content(one: Mention) -> tuple[object, ...]:
    return (one.start, one.end, one.label, one.state, one.suggestion, one.source)


def _contents(page: AnnotationSet) -> dict[str, tuple[object, ...]]:
    return {
        **{one.key: _content(one) for one in page.mentions if not one.is_open},
        **{one.key: ("region", one.start, one.end) for one in page.regions},
        **{one.key: ("note", one.text, one.start, one.end) for one in page.notes},
    }


def _twins(shown: Iterable[Shown]) -> list[tuple[Place, str]]:
    """Return what is accepted twice on one range with one label."""
    accepted = Counter((one.place, one.label) for one in shown if one.state is SpanState.ACCEPTED)
    return [one for one, count in accepted.items() if count > 1]


def _rows(project: Project) -> tuple[int, int]:
    query = "SELECT (SELECT coalesce(max(seq), 0) FROM step), (SELECT coalesce(max(seq), 0) FROM decision)"
    steps, decisions = project.connection.execute(query).fetchone()
    return steps, decisions


class Log:
    """The log as it was when last looked at: what has been written must stay as it is."""

    def __init__(self) -> None:
        self.rows = (0, 0)
        self.digest = hashlib.sha256().hexdigest()

    def look(self, project: Project) -> None:
        """Check that the rows of the last look are there unchanged, and that no number was left out."""
        assert self._digest(project, self.rows) == self.digest
        rows = _rows(project)
        assert rows >= self.rows
        counted = project.connection.execute("SELECT (SELECT count(*) FROM step), (SELECT count(*) FROM decision)")
        assert counted.fetchone() == rows
        self.rows, self.digest = rows, self._digest(project, rows)

    @staticmethod
    def _digest(project: Project, rows: tuple[int, int]) -> str:
        digest = hashlib.sha256()
        for table, last in zip(("step", "decision"), rows, strict=True):
            for row in project.connection.execute(f"SELECT * FROM {table} WHERE seq <= ? ORDER BY seq", (last,)):  # noqa: S608 - two names from the line above
                digest.update(repr(row).encode())
        return digest.hexdigest()


def _articles() -> list[Article]:
    made: list[Article] = []
    for text in TEXTS:
        line = text.rpartition("\n")
        found = (Region(len(text) - len(line[2]), len(text), "read more", f"r{len(made)}"),) if line[1] else ()
        made.append(Article.from_raw(text, boilerplate=found))
    return made


def _suggest(path: Path, rng: random.Random, people: list[Person], version: str) -> None:
    """Store a new run over some articles, as another program would, and tell the oracles."""
    proposed: dict[int, list[Suggestion]] = {}
    for number in rng.sample(range(1, len(TEXTS) + 1), 3):
        words = making.words(TEXTS[number - 1])
        places = {(*rng.choice(words), rng.choice(making.LABELS)) for _ in range(rng.randrange(12))}
        places |= {(words[0][0], words[1][1], "ORG")} if rng.random() < 0.5 else set()
        some = sorted(places)
        proposed[number] = [Suggestion(start, end, label, "test", 0.5, "", "1") for start, end, label in some]
    with Project(path) as project:
        making.store_run(project, proposed, version=version)
        for number in proposed:
            stored = [Proposal(one.id, one.start, one.end, one.label) for one in suggestions.current(project, number)]
            for person in people:
                person.world.proposals[number] = stored


def _storm(path: Path, operations: int, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - a seeded one is the point
    made = _articles()
    making.make_project(path, made)
    texts = dict(enumerate(TEXTS, 1))
    regions = {at: {r.key: (r.start, r.end) for r in one.boilerplate} for at, one in enumerate(made, 1)}
    people = [Person(path, name, World(texts, regions), rng) for name in ("ann", "bob")]
    log = Log()
    for done in range(operations):
        if done % 120 == 0:
            _suggest(path, rng, people, f"{done}")
            if rng.random() < 0.5:
                for person in people:
                    person.session.refresh()
                    person.compare()
        person = people[rng.random() < 0.25]
        person.act()
        person.compare()
        if done % (5 * _CHECK_EVERY) == 0:
            log.look(person.session.project)
        if done % _CHECK_EVERY == 0:
            for one in people:
                one.compare_everything()
                assert one.session.project.check() == []
    for person in people:
        log.look(person.session.project)
        person.compare_everything()
        assert len(person.world.done) > 0
        person.session.project.close()


def test_ten_thousand_operations_agree_with_the_oracle(tmp_path: Path) -> None:
    _storm(tmp_path / "storm.annotator", _FAST, seed=12)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_many_more_operations_agree_with_the_oracle(tmp_path: Path) -> None:
    _storm(tmp_path / "storm.annotator", _LONG, seed=random.SystemRandom().randrange(1 << 30))
