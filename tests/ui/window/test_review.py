"""The review in the real window, by keys: switching to it, settling, taking back, and what stands on the disk."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible

from annotator.domain.adjudication import Ruling, Triple, adjudication_of
from annotator.domain.decision import SetState, SpanState
from annotator.errors import DecisionError
from annotator.ui.actions import Face
from annotator.ui.faces import Faces, label_keys
from annotator.ui.review.page import ReviewPage
from annotator.ui.reviewing import Reviewing
from annotator.workflow import disagreeing
from annotator.workflow.adjudicating import Adjudicator
from annotator.workflow.choosing import INTERSECTION, MAJORITY, NO_ENTITY, UNION, Choice
from annotator.workflow.projects import open_project
from annotator.workflow.reviewing import Review
from tests.ui.window.conftest import Open
from tests.ui.window.desk import Desk, settle, wait
from tests.ui.window.disagreeing import Told, disputed_project, tell
from tests.ui.window.test_accessible import nameless
from tests.unit.workflow.compared import MINISTRY, TEXTS, label_all, place


class Table:
    """The review of one window, as a person has it before them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        faces = desk.part(Faces)
        self.faces = faces

    def enter(self) -> None:
        """Go to the review and wait for it."""
        self.desk.press("F6")
        wait(lambda: self.desk.window.face is Face.REVIEW, "the review")
        wait(lambda: self.reviewing.review is not None, "the disagreements")
        settle()

    @property
    def page(self) -> ReviewPage:
        assert self.faces.page is not None
        return self.faces.page

    @property
    def reviewing(self) -> Reviewing:
        assert self.faces.reviewing is not None
        return self.faces.reviewing

    @property
    def review(self) -> Review:
        assert self.reviewing.review is not None
        return self.reviewing.review

    @property
    def surface(self) -> str:
        return self.reviewing.surface()

    def accepted(self) -> set[Triple]:
        """Return gold's spans in the open article as the page has them."""
        page = self.review.session.page
        assert page is not None
        return {(one.start, one.end, one.label) for one in page.accepted}


@pytest.fixture
def told() -> list[Told]:
    return tell(3, seed=5, number=20)


@pytest.fixture
def table(open_window: Open, tmp_path: Path, told: list[Told], me: None, suggester: list[Path]) -> Table:
    assert me is None
    assert suggester == []
    return Table(open_window([disputed_project(tmp_path / "disputed.annotator", told)]))


def true_of(told: list[Told], review: Review, number: int) -> list[Triple]:
    found = review.disagreements.disagreement(number)
    return [one for one in told[found.article - 1].truth if one[0] < found.end and found.start < one[1]]


def key_for(told: list[Told], review: Review, number: int, keys: dict[str, str]) -> str:
    """Return the one key that settles a disagreement as is true."""
    truth = sorted(true_of(told, review, number))
    order = review.order(review.disagreements.article_of(number))
    ways: list[tuple[str, Choice]] = [("Return", MAJORITY)]
    ways += [(str(at), Choice(Ruling.PICKED, name)) for at, name in enumerate(order, 1)]
    ways += [("U", UNION), ("I", INTERSECTION), ("X", NO_ENTITY)]
    for key, choice in ways:
        try:
            if sorted(review.spans_of(number, choice)) == truth:
                return key
        except DecisionError:
            continue
    start, end, _ = review.own(number)
    assert [one[:2] for one in truth] == [(start, end)]
    return keys[truth[0][2]]


def gold_on_disk(path: Path, article: int) -> tuple[set[Triple], SetState]:
    with open_project(path) as project:
        page = Adjudicator(project, "anybody").load(article)
        return {(one.start, one.end, one.label) for one in page.accepted}, page.state


def test_two_hundred_disagreements_of_three_in_at_most_220_keys(
    open_window: Open, tmp_path: Path, me: None, suggester: list[Path]
) -> None:
    assert me is None
    assert suggester == []
    told = tell(16, seed=11, number=200)
    table = Table(open_window([disputed_project(tmp_path / "disputed.annotator", told)]))
    desk = table.desk
    table.enter()
    assert table.review.disagreements.count() == 200
    keys = label_keys(table.review.session.scheme, desk.window.keys)
    pressed = 1  # F6
    while table.review.is_open(table.reviewing.number):
        desk.press(key_for(told, table.review, table.reviewing.number, keys))
        pressed += 1
        assert pressed <= 220
    before = table.review
    desk.press("Ctrl+M")
    pressed += 1
    wait(lambda: table.reviewing.review is not before and table.reviewing.review is not None, "the review anew")
    for article, one in enumerate(told, 1):
        assert gold_on_disk(desk.path, article) == (set(one.truth), SetState.FINISHED)
    assert pressed <= 220


def test_jumping_and_looking_never_decides(table: Table) -> None:
    table.enter()
    seen: list[int] = []
    for _ in range(20):
        seen.append(table.reviewing.number)
        table.desk.press("J")
    assert len(set(seen)) == 20
    assert table.reviewing.number == seen[0]  # and round again
    table.desk.press("K", "K", "Space", "Space", "G", "G")
    assert table.reviewing.number == seen[-2]
    assert table.review.session.stacks.undo_depth == 0
    assert table.review.disagreements.count() == 20


def test_a_decision_is_on_the_disk_goes_on_and_comes_back_by_undo(table: Table) -> None:
    table.enter()
    first = table.reviewing.number
    wanted = set(table.review.spans_of(first, MAJORITY))
    article = table.review.disagreements.article_of(first)
    table.desk.press("Return")
    assert table.reviewing.number != first
    assert gold_on_disk(table.desk.path, article)[0] == wanted
    assert table.desk.saved.startswith("✓ saved")
    table.desk.press("Ctrl+Z")
    assert table.reviewing.number == first
    assert gold_on_disk(table.desk.path, article)[0] == set()
    table.desk.press("Ctrl+Shift+Z")
    assert gold_on_disk(table.desk.path, article)[0] == wanted


def test_digits_take_versions_and_labels_have_keys_of_their_own(table: Table, told: list[Told]) -> None:
    table.enter()
    number = table.reviewing.number
    found = table.review.disagreements.disagreement(number)
    bobs = {one for one in told[found.article - 1].versions["bob"] if one[0] < found.end and found.start < one[1]}
    table.desk.press("2")
    assert gold_on_disk(table.desk.path, found.article)[0] == bobs
    table.desk.press("Ctrl+Z")
    start, end, _ = table.review.own(number)
    table.desk.press("Ctrl+1")
    label = next(one.name for one in table.review.session.scheme.labels if one.key == "1")
    assert gold_on_disk(table.desk.path, found.article)[0] == {(start, end, label)}


def test_boundaries_move_without_going_on(table: Table) -> None:
    table.enter()
    number = table.reviewing.number
    start, end, label = table.review.own(number)
    table.desk.press("Ctrl+Alt+Left", "Ctrl+Alt+Left")
    assert table.reviewing.number == number
    assert table.accepted() == {(start, end - 2, label)}
    table.desk.press("X")
    assert table.accepted() == set()


def test_finish_refuses_while_something_is_open_and_says_what_to_do(table: Table) -> None:
    table.enter()
    page = table.review.session.page
    assert page is not None
    article = page.number
    table.desk.press("Ctrl+Return")
    assert gold_on_disk(table.desk.path, article)[1] is SetState.NEW
    while any(map(table.review.is_open, range(*_numbers(table.review, article)))):
        if table.review.disagreements.article_of(table.reviewing.number) != article:
            table.desk.press("J")
            continue
        table.desk.press("1")
    table.reviewing.go(_numbers(table.review, article)[0])
    table.desk.press("Ctrl+Return")
    assert gold_on_disk(table.desk.path, article)[1] is SetState.FINISHED


def _numbers(review: Review, article: int) -> tuple[int, int]:
    here = review.disagreements.in_article(article)
    return here.start, here.stop


def test_a_reason_is_kept_with_the_decision(table: Table) -> None:
    table.enter()
    number = table.reviewing.number
    table.desk.press("S", "1")
    assert table.review.explanation(number)[0] == "slip"
    page = table.review.session.load(table.review.disagreements.article_of(number))
    assert {how.adjudicator for how in map(adjudication_of, page.mentions) if how is not None} == {"tester"}


def test_the_faces_keep_their_keys_apart(table: Table) -> None:
    desk = table.desk
    table.enter()
    focus = desk.window.deciding.focus
    desk.press("A", "Tab", "D")
    assert desk.window.deciding.focus is focus
    assert table.review.session.stacks.undo_depth == 0
    desk.press("F6")
    assert desk.window.face is Face.ANNOTATE
    desk.press("J", "U")
    assert table.review.session.stacks.undo_depth == 0
    desk.press("F6")
    wait(lambda: desk.window.face is Face.REVIEW, "the review again")


def test_nobody_to_compare_is_said_with_a_way_out(desk: Desk) -> None:
    desk.press("F6")
    faces = desk.part(Faces)
    wait(lambda: faces.page is not None and desk.window.face is Face.REVIEW, "the review")
    assert faces.page is not None
    assert "two" in faces.page.emptiness
    assert not any(one.state is SpanState.REJECTED for one in desk.page.mentions)


def test_the_status_bar_counts_what_the_face_is_about(desk: Desk) -> None:
    counted = desk.window.status._project  # pyright: ignore[reportPrivateUsage] - it has no name
    assert counted.text() == "0 of 4 finished"
    desk.press("F6")
    faces = desk.part(Faces)
    wait(lambda: faces.page is not None and desk.window.face is Face.REVIEW, "the review")
    assert counted.text() == "", "nobody is compared"
    desk.enter_progress()
    assert counted.text() == "0 of 4 finished"


def test_intervals_are_drawn_anew_on_demand(open_window: Open, tmp_path: Path, me: None, suggester: list[Path]) -> None:
    assert me is None
    assert suggester == []
    table = Table(open_window([disputed_project(tmp_path / "more.annotator", tell(16, seed=5, number=20))]))
    table.enter()
    notes = [face.card.note for face in table.page.cards.faces]
    assert not any("bootstrap" in note for note in notes)
    table.desk.press("Ctrl+Shift+B")
    wait(lambda: any("bootstrap" in face.card.note for face in table.page.cards.faces), "the bootstrap")
    table.desk.press("Return")  # settles something: the people's numbers stay what they are
    assert "bootstrap" in table.page.cards.faces[0].card.note


def test_what_gold_corrects_is_a_cell_of_the_annotators(table: Table) -> None:
    table.enter()
    for _ in range(20):
        table.desk.press("X")  # gold has no entity wherever they differ
    before = table.review
    table.desk.press("Ctrl+M")
    wait(lambda: table.reviewing.review is not before and table.reviewing.review is not None, "the review anew")
    settle()
    lists = table.page.lists
    lists.annotator_matrix.cell_chosen.emit(0, 3)
    assert "Corrections of ann" in lists.list_title
    assert lists.shown is not None
    assert len(lists.shown.order) > 0


def test_identical_cases_are_one_key(open_window: Open, tmp_path: Path, me: None, suggester: list[Path]) -> None:
    assert me is None
    assert suggester == []
    path = label_all(tmp_path, MINISTRY)
    table = Table(open_window([path]))
    table.enter()
    assert table.surface == "Russian foreign ministry"
    table.desk.press("Alt+2")
    found = [gold_on_disk(path, article)[0] for article in (1, 2)]
    assert found == [{place(text, "Russian", "NORP")} for text in TEXTS[:2]]
    assert table.surface == "Kim"
    table.desk.press("Ctrl+Z")
    assert [gold_on_disk(path, article)[0] for article in (1, 2)] == [set(), set()]
    table.desk.press("Shift+Return")  # as it was settled last
    assert [gold_on_disk(path, article)[0] for article in (1, 2)] == found


def test_everything_in_the_review_has_a_name_and_a_key(table: Table) -> None:
    table.enter()
    for tab in range(table.page.lists.tabs.count()):
        table.page.lists.tabs.setCurrentIndex(tab)
        settle()
        assert nameless(table.desk.window) == []
    interface = QAccessible.queryAccessibleInterface(table.page.view)
    assert "ann:" in interface.text(QAccessible.Text.Description)  # who has what is told, not only drawn
    table.desk.press("F8")
    assert table.page.lists.worklist.hasFocus()
    row = table.page.lists.worklist.current_row
    table.desk.press("Down")
    assert table.page.lists.worklist.current_row == row + 1
    number = table.reviewing.number
    table.desk.press("Return")  # goes to the article, decides nothing
    assert table.page.view.hasFocus()
    assert table.reviewing.number == number
    assert table.review.session.stacks.undo_depth == 0
    table.page.lists.tabs.setCurrentIndex(0)
    table.desk.press("F9", "Right", "Return")
    assert table.page.lists.label_matrix.chosen is not None
    table.desk.press("Escape")
    assert table.page.lists.label_matrix.chosen is None


def test_numbers_are_there_before_the_disagreements_are_found(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    found = disagreeing.cases

    def slowly(*arguments: object) -> object:
        assert go_on.wait(20)
        return found(*arguments)  # type: ignore[arg-type] # passed on as they came

    monkeypatch.setattr(disagreeing, "cases", slowly)
    table.desk.press("F6")
    wait(lambda: table.desk.window.face is Face.REVIEW, "the numbers")
    first = table.page.cards.faces[0].card
    assert first.value.startswith("0.")
    assert "Looking" in table.page.lists.list_title
    table.desk.press("Return", "1", "J")  # there is nothing to decide about yet
    go_on.set()
    wait(lambda: table.reviewing.review is not None, "the disagreements")
    settle()
    assert table.page.cards.faces[0].card.value == first.value
    assert table.review.session.stacks.undo_depth == 0
    assert table.review.is_open(table.reviewing.number)


def test_nothing_in_sight_names_anybody_when_names_are_hidden(
    open_window: Open, tmp_path: Path, me: None, suggester: list[Path]
) -> None:
    assert me is None
    assert suggester == []
    work = {"ann": {1: [("Seoul", "GPE")]}, "bob": {1: [("Russian", "NORP"), ("Seoul", "GPE")]}}
    table = Table(open_window([label_all(tmp_path, work)]))
    table.enter()
    lists, bar = table.page.lists, table.page.case.bar

    def said() -> list[str]:
        rows = [lists.worklist.rows.row(at) for at in range(lists.worklist.rows.rowCount())]
        return [one.text() for one in bar.buttons.values()][:2] + [row.kind for row in rows if row is not None]

    assert said() == ["ann", "bob", "only bob"]
    assert lists.tabs.isTabVisible(1)
    table.desk.press("Ctrl+B")
    settle()
    assert not lists.tabs.isTabVisible(1)
    assert said()[:2] == ["A", "B"]
    assert said()[2] in ("only A", "only B")
    table.desk.press("Ctrl+B")
    settle()
    assert said() == ["ann", "bob", "only bob"]
    assert lists.tabs.isTabVisible(1)
