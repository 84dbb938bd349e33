"""What a review is turned into: cards, matrices, lists, rows, ways to settle a disagreement, and their words."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.agreement import METRICS
from annotator.domain.adjudication import Ruling
from annotator.ui.actions import load_keys
from annotator.ui.review import presenting, presenting_cases, wording
from annotator.ui.review.decision_bar import ChoiceButton
from annotator.ui.review.presenting_cases import snippet, spans_said
from annotator.ui.review.worklist_row import WorkRow, WorkStatus
from annotator.workflow.adjudicating import settled_here
from annotator.workflow.choosing import MAJORITY, NO_ENTITY, Choice
from annotator.workflow.overview import overview
from annotator.workflow.reviewing import Review
from annotator.workflow.worklist import Wanted, find
from tests.unit.workflow.compared import MINISTRY, TEXTS, label_all, reviewing

KEYS = load_keys({})


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Make projects once: three annotators, two of them, one."""
    names = {"three": MINISTRY, "two": {one: MINISTRY[one] for one in ("ann", "bob")}, "one": {"ann": MINISTRY["ann"]}}
    return {name: label_all(tmp_path_factory.mktemp(name), work) for name, work in names.items()}


def opened(source: Path, folder: Path) -> Review:
    return reviewing(Path(shutil.copy(source, folder)))


@pytest.fixture
def review(made: dict[str, Path], tmp_path: Path) -> Iterator[Review]:
    """Three annotators; the ministry is one case twice, Kim is bob's alone, all agree on Seoul."""
    found = opened(made["three"], tmp_path)
    yield found
    found.session.project.close()


@pytest.fixture
def pair(made: dict[str, Path], tmp_path: Path) -> Iterator[Review]:
    """Two of them: cases at a tie, and an article that one has finished alone."""
    found = opened(made["two"], tmp_path)
    yield found
    found.session.project.close()


@pytest.fixture
def alone(made: dict[str, Path], tmp_path: Path) -> Iterator[Review]:
    """One annotator: there is nothing to compare."""
    found = opened(made["one"], tmp_path)
    yield found
    found.session.project.close()


def cluster(review: Review, article: int, surface: str) -> int:
    here = review.disagreements
    within = here.in_article(article)
    start = TEXTS[article - 1].index(surface)
    return next(one for one in range(within.start, within.stop) if here.clusters.start[one] == start)


def settle(review: Review, number: int, choice: Choice) -> None:
    review.take_in(review.settle([number], choice))


def rows(review: Review, wanted: Wanted | None = None) -> list[WorkRow]:
    listed = find(review.disagreements, wanted or Wanted())
    return list(presenting_cases.work_rows(review, listed, text_of=review.text)(0, len(listed)))


def choices(review: Review, number: int, repeat: Choice = MAJORITY) -> dict[str, ChoiceButton]:
    text = TEXTS[review.disagreements.article_of(number) - 1]
    return {one.name: one for one in presenting_cases.choices(review, number, text, keys=KEYS, repeat=repeat)}


def bare(text: str) -> str:
    """Return a text without the marks that keep directions apart."""
    return text.translate({0x2068: None, 0x2069: None, 0xA0: " "})


# ---- numbers


def test_cards_say_number_interval_and_what_it_rests_on(review: Review) -> None:
    strict, relaxed, alpha, left, out = presenting.cards(review.comparison, review.disagreements)
    assert strict.title == "Strict F1 · 3 pairs, pooled"
    score = review.comparison.score("strict_f1")
    assert score.value is not None
    assert strict.value == f"{score.value:.3f}"
    assert bare(strict.note).endswith(" · 3 articles")
    assert "It rests on 10 spans in 3 articles." in strict.tooltip
    one = wording.about(replace(score, n=1, documents=1), next(one for one in METRICS if one.name == "strict_f1"))
    assert "It rests on 1 span in 1 article." in bare(one)
    assert "no agreed scale" in strict.tooltip
    wider = review.comparison.score("relaxed_f1").value
    assert wider is not None
    assert bare(relaxed.note).endswith(f"boundaries cost {wider - score.value:.3f}")
    assert "Krippendorff 2004: from 0.800 reliable; from 0.667 for tentative conclusions; below that" in alpha.tooltip
    assert (left.value, bare(left.note)) == ("3", "of 3 · 2 distinct cases")
    assert (out.value, out.note) == ("0", "two people have finished every article")


def test_an_interval_there_is_not_says_why(review: Review) -> None:
    strict, *_ = presenting.cards(review.comparison, review.disagreements)
    assert bare(strict.note) == "Too few documents for an interval · 3 articles"


def test_no_number_is_a_dash_and_the_reason(alone: Review) -> None:
    strict, *_, out = presenting.cards(alone.comparison, alone.disagreements)
    assert (strict.title, strict.value) == ("Strict F1", "–")
    assert strict.note == "Agreement needs at least two annotators."
    assert (out.value, out.note) == ("3", "articles not finished by two people")


def test_open_disagreements_count_down(review: Review) -> None:
    settle(review, cluster(review, 2, "Kim"), NO_ENTITY)
    card = presenting.cards(review.comparison, review.disagreements)[3]
    assert (card.value, bare(card.note)) == ("2", "of 3 · 1 distinct case")


def test_articles_of_one_person_are_told(pair: Review) -> None:
    cards = presenting.cards(pair.comparison, pair.disagreements)
    assert cards[0].title == "Strict F1 · 1 pair, pooled"
    assert bare(cards[2].note).endswith("1 article had one person only")
    assert (cards[4].value, cards[4].note) == ("1", "article not finished by two people")


def test_annotators_meet_in_a_matrix_with_gold_once_it_has_finished(review: Review) -> None:
    before = presenting.annotator_matrix(overview(review.comparison))
    assert before.rows == before.columns == ("ann", "bob", "cid")
    assert before.cells[0][2].text == "1.000"
    assert before.cells[0][1].text == before.cells[1][0].text
    assert before.cells[0][2].strength > before.cells[0][1].strength
    assert not before.cells[1][1].choosable
    assert "2 articles" in before.cells[0][1].tooltip
    assert "Krippendorff" in before.cells[0][1].tooltip
    review.take_in(review.pre_merge(by_majority=True))
    after = presenting.annotator_matrix(overview(review.comparison, only=("strict_f1",)))
    assert after.rows == ("ann", "bob", "cid", "gold")
    assert after.cells[0][3].text == "1.000"
    assert "Krippendorff" not in after.cells[0][3].tooltip


def test_labels_meet_in_a_matrix_whose_names_are_what_a_list_wants(review: Review) -> None:
    names = review.comparison.names
    confusion = review.comparison.confusion((names.index("ann"), names.index("bob")))
    matrix = presenting.label_matrix(confusion)
    assert matrix.rows[0] == "none"
    assert set(matrix.rows) == {"none", "ORG", "NORP", "GPE", "PERSON"}
    assert matrix.corner == "ann ↓ bob →"
    at = {name: place for place, name in enumerate(matrix.rows)}
    cell = matrix.cells[at["ORG"]][at["NORP"]]
    assert (cell.text, cell.agreeing, cell.choosable) == ("2", False, True)
    assert bare(cell.tooltip) == "ann has ORG, bob has NORP: 2"
    assert bare(matrix.cells[0][at["PERSON"]].tooltip) == "bob has PERSON, ann has nothing there: 1"
    assert bare(matrix.cells[at["GPE"]][at["GPE"]].tooltip).startswith("Both have GPE")
    assert matrix.cells[at["GPE"]][at["GPE"]].agreeing
    assert not matrix.cells[at["NORP"]][at["ORG"]].choosable
    assert matrix.cells[0][0].text == ""
    found = find(review.disagreements, Wanted(cell=("ORG", "NORP"), pair=("ann", "bob")))
    assert len(found.order) == int(cell.text)


def test_the_matrix_of_all_pairs_counts_every_span_there_is(review: Review) -> None:
    confusion = review.comparison.confusion()
    matrix = presenting.label_matrix(confusion)
    assert sum(int(cell.text or 0) for row in matrix.cells for cell in row) == int(confusion.counts.sum())
    assert matrix.corner == "all pairs"
    strengths = [cell.strength for row in matrix.cells for cell in row]
    assert max(strengths) == 1.0
    assert all((cell.strength > 0) == (cell.text not in ("", "0")) for row in matrix.cells for cell in row)


def test_labels_and_articles_are_ranked(review: Review) -> None:
    labels = presenting.ranked_labels(overview(review.comparison))
    assert [one.name for one in labels][-1] == "GPE"
    assert labels[-1].value == "1.000"
    assert labels[-1].note == "3 spans"
    assert {one.name for one in labels} == {"GPE", "NORP", "ORG", "PERSON"}
    numbers, articles = presenting.ranked_articles(review.disagreements, lambda number: f"No.\n{number}" * (number > 1))
    assert numbers == (2, 1)
    assert [(one.name, one.value, one.fraction) for one in articles] == [("No. 2", "2", 1.0), ("Article 1", "1", 0.5)]
    each = review.comparison.f1_by_article()
    assert [one.note for one in articles] == [f"F1 {each[number]:.3f}" for number in numbers]
    assert each[1] == pytest.approx(2 / 3)


# ---- disagreements


def test_rows_say_what_differs_where_and_how_often(review: Review) -> None:
    ministry, kim = rows(review)
    assert (ministry.kind, ministry.labels, ministry.votes, ministry.count) == (
        "label + boundary",
        "ORG · NORP",
        "2 : 1",
        2,
    )
    assert (ministry.before, ministry.surface) == ("The ", "Russian foreign ministry")
    assert ministry.after.startswith(" spoke in Seoul.")
    assert (kim.kind, kim.labels, kim.count) == ("only bob", "PERSON", 1)


def test_rows_of_partly_settled_cases_stay_open(review: Review) -> None:
    settle(review, cluster(review, 1, "Russian"), MAJORITY)
    every = Wanted(status=(*Wanted().status, *(type(Wanted().status[0])(1),)))
    assert [one.status for one in rows(review, every)] == [WorkStatus.OPEN, WorkStatus.OPEN]
    settle(review, cluster(review, 2, "Russian"), MAJORITY)
    assert rows(review, every)[0].status is WorkStatus.SETTLED


def test_blind_rows_legend_and_buttons_name_nobody(review: Review) -> None:
    review.set_blind(blind=True)
    kim = cluster(review, 2, "Kim")
    letter = review.shown_name("bob", 2)
    assert rows(review)[1].kind == f"only {letter}"
    assert [choices(review, kim)[f"take_{at}"].text for at in (1, 2, 3)] == ["A", "B", "C"]
    lines = presenting_cases.legend(review, kim, TEXTS[1])
    assert [line.name for line in lines] == ["A", "B", "C"]
    said = {line.name: bare(line.text) for line in lines}
    assert said.pop(letter) == "PERSON “Kim”"
    assert set(said.values()) == {"no entity"}


def test_choices_say_what_they_write_or_why_not(review: Review) -> None:
    made = choices(review, cluster(review, 1, "Russian"))
    assert list(made) == [
        "take_1",
        "take_2",
        "take_3",
        "majority",
        "union",
        "intersection",
        "no_entity",
        "identical",
    ]
    assert [one.key for one in made.values()] == ["1", "2", "3", "Return", "U", "I", "X", "Shift+Return"]
    assert bare(made["take_2"].tooltip) == "Writes gold: NORP “Russian”"
    assert made["majority"].text == "Majority: ORG"
    assert not made["intersection"].enabled
    assert "no characters with the same label" in made["intersection"].tooltip
    assert made["identical"].text == "All 2 identical"
    assert bare(made["no_entity"].tooltip) == "Writes gold: no entity"
    kim = choices(review, cluster(review, 2, "Kim"))
    assert kim["majority"].text == "Majority: no entity"
    assert not kim["identical"].enabled


def test_all_identical_repeats_what_it_is_told_to(review: Review) -> None:
    number = cluster(review, 1, "Russian")
    made = choices(review, number, Choice(Ruling.PICKED, "bob"))
    assert bare(made["identical"].tooltip) == "Writes gold: NORP “Russian”"


def test_the_sentence_says_what_the_default_writes_then_what_gold_has(review: Review) -> None:
    number = cluster(review, 1, "Russian")
    said = bare(presenting_cases.said(review, number, TEXTS[0]))
    assert said == "Taking “Majority” writes gold: ORG “Russian foreign ministry”. Jumping never decides."
    settle(review, number, Choice(Ruling.PICKED, "bob"))
    gold = settled_here(review.session.load(1), 4, 28)
    said = bare(presenting_cases.said(review, number, TEXTS[0], gold=gold))
    assert said == "Gold has: NORP “Russian” (one version taken, me)."
    settle(review, number, NO_ENTITY)
    gold = settled_here(review.session.load(1), 4, 28)
    assert "no entity (ruled out, me)" in bare(presenting_cases.said(review, number, TEXTS[0], gold=gold))


def test_a_tie_is_said_where_the_default_would_be(pair: Review) -> None:
    number = cluster(pair, 1, "Russian")
    assert presenting_cases.said(pair, number, TEXTS[0]).startswith("There is no majority here.")
    made = choices(pair, number)
    assert (made["majority"].text, made["majority"].enabled) == ("Majority", False)
    assert not made["identical"].enabled


# ---- texts


@pytest.mark.parametrize(
    ("text", "surface", "wanted"),
    [
        ("In Seoul.", "Seoul", ("In ", "Seoul", ".")),
        ("a\n\nSeoul\tb", "Seoul", ("a ", "Seoul", " b")),
        ("Seoul", "Seoul", ("", "Seoul", "")),
        ("alongsideSeoul’s", "Seoul", ("alongside", "Seoul", "’s")),
        ("one two three Seoul four fives", "Seoul", ("… three ", "Seoul", " four …")),
        ("x" * 30 + "Seoul" + "y" * 30, "Seoul", ("…" + "x" * 10, "Seoul", "y" * 10 + "…")),
        ("\u202eabc Seoul \u2067", "Seoul", ("abc ", "Seoul", " ")),
    ],
)
def test_snippets_are_cut_between_words(text: str, surface: str, wanted: tuple[str, str, str]) -> None:
    start = text.index(surface)
    assert snippet(text, start, start + len(surface), around=10) == wanted


def test_long_surfaces_are_cut() -> None:
    text = "a word " * 5000
    before, surface, after = snippet(text, 7, 30_000)
    assert (before, len(surface) <= 80, after[-1]) == ("a word ", True, "…")
    assert len(spans_said([(0, 30_000, "ORG")], text)) < 100
