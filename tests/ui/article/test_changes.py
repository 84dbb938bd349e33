"""Changing mentions piece by piece shows what a fresh look at the same mentions shows."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from annotator.domain.annotation import Mention
from annotator.domain.article import Region
from annotator.domain.decision import SpanState
from annotator.ui.article.view import ArticleView
from tests.ui.article.scenes import MIXED, mention, on_screen, picture

LABELS = ("PERSON", "ORG", "GPE", "WORK_OF_ART")
TEXT = MIXED + "\n\n" + "The two men of the University of Cambridge met in Seoul at last. " * 12
SPANS = st.tuples(st.integers(0, 700), st.integers(1, 30), st.sampled_from(LABELS), st.sampled_from(SpanState))


def made(number: int, span: tuple[int, int, str, SpanState]) -> Mention:
    start, size, label, state = span
    start = min(start, len(TEXT) - 1)
    return Mention(f"m{number}", start, min(start + size, len(TEXT)), label, state)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SPANS, max_size=12), st.lists(SPANS, max_size=6), st.randoms(use_true_random=False), st.booleans())
def test_a_change_equals_a_fresh_article(
    view: ArticleView,
    before: list[tuple[int, int, str, SpanState]],
    new: list[tuple[int, int, str, SpanState]],
    rng: random.Random,
    show: bool,  # noqa: FBT001 - hypothesis passes it by name
) -> None:
    old = [made(number, span) for number, span in enumerate(before)]
    gone = [one for one in old if rng.random() < 0.4]
    changed = [replace(one, state=rng.choice(list(SpanState)), end=min(one.end + 3, len(TEXT))) for one in gone[::2]]
    added = changed + [made(100 + number, span) for number, span in enumerate(new)]
    view.set_show_rejected(show)
    view.set_article(TEXT, mentions=old)
    picture(view)
    view.change_mentions(gone, added)
    step_by_step, height = picture(view), view.column.height
    view.set_article(TEXT, mentions=[one for one in old if one not in gone] + added)
    assert picture(view) == step_by_step
    assert view.column.height == height


def test_regions_change_like_fresh_ones(view: ArticleView) -> None:
    start = TEXT.index("The two")
    regions = [Region(0, 20, "marked", "a"), Region(start, start + 200, "marked", "b")]
    view.set_article(TEXT, regions=regions[:1])
    picture(view)
    view.set_regions(regions)
    changed = picture(view)
    view.set_article(TEXT, regions=regions)
    assert picture(view) == changed
    view.set_regions(())
    cleared = picture(view)
    view.set_article(TEXT)
    assert picture(view) == cleared


class Areas(QObject):
    """Remembers which areas of a widget were painted."""

    def __init__(self) -> None:
        super().__init__()
        self.areas: list[QRect] = []

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.areas.append(event.rect())
        return False


def test_one_decision_paints_its_own_lines_only(view: ArticleView) -> None:
    text = "The envoy of France met Kim in Seoul. " * 60
    one = mention(text, "France", "GPE", nth=3, key="one")
    view.set_article(text, mentions=[one])
    for _ in range(5):
        QApplication.processEvents()
    areas = Areas()
    view.viewport().installEventFilter(areas)
    view.change_mentions([one], [replace(one, state=SpanState.ACCEPTED)])
    QApplication.processEvents()
    assert areas.areas
    assert all(area.height() <= 70 for area in areas.areas)


def test_painting_in_parts_leaves_nothing_behind(view: ArticleView) -> None:
    rng = random.Random(5)  # noqa: S311 - any numbers do
    view.move(0, 0)
    mentions = {
        f"m{n}": made(n, (rng.randrange(600), rng.randint(3, 30), rng.choice(LABELS), SpanState.SUGGESTED))
        for n in range(25)
    }
    view.set_article(TEXT, title="A title", mentions=mentions.values())
    on_screen(view)
    for _ in range(40):
        old = mentions[rng.choice(list(mentions))]
        new = replace(
            old,
            state=rng.choice(list(SpanState)),
            label=rng.choice(LABELS),
            end=max(old.start + 1, old.end + rng.randint(-3, 3)),
        )
        mentions[new.key] = new
        view.change_mentions([old], [new])
        view.set_focus_key(rng.choice(list(mentions)))
        QApplication.processEvents()
    seen, drawn = on_screen(view), picture(view)
    assert seen.convertToFormat(drawn.format()) == drawn


def test_a_change_all_over_a_long_article_shows_in_every_part_of_it(view: ArticleView) -> None:
    text = "The envoy of France met Kim in Seoul. " * 200
    every = [mention(text, "France", "GPE", nth=at, key=f"{at}") for at in range(200)]
    new = [replace(one, state=SpanState.ACCEPTED, label="ORG") for one in every]
    view.set_article(text, mentions=every)
    column = view.column
    assert len(column) > 3
    seen = [list(column.chunk(at).placed) for at in range(len(column))]
    view.change_mentions(every, new)
    changed = [column.chunk(at).placed for at in range(len(column))]
    view.set_article(text, mentions=new)
    fresh = [view.column.chunk(at).placed for at in range(len(view.column))]
    assert changed == fresh != seen


def test_rejecting_a_mention_moves_no_text(view: ArticleView) -> None:
    text = "The envoy of France met Kim in Seoul. " * 20
    one = mention(text, "France", "GPE", nth=3, key="one")
    view.set_article(text, mentions=[one])
    height, caret = view.column.height, view.column.caret(len(text))
    view.change_mentions([one], [replace(one, state=SpanState.REJECTED)])
    assert (view.column.height, view.column.caret(len(text))) == (height, caret)


def test_a_mention_unknown_or_known_already_does_no_harm(view: ArticleView) -> None:
    one = mention(TEXT, "envoy", "PERSON", key="one")
    view.set_article(TEXT, mentions=[one])
    view.change_mentions([mention(TEXT, "Seoul", "GPE", key="other")], [one])
    assert [each.key for each in view.column.mentions] == ["one"]


@pytest.mark.parametrize("size", [17, 26])
def test_what_is_read_stays_when_the_size_changes(view: ArticleView, size: int) -> None:
    text = "\n".join(f"Line {n}: " + "words and more words, " * 9 for n in range(300))
    view.set_article(text, title="A title")
    view.scroll_to(text.index("Line 150"), text.index("Line 150") + 4)
    top = view.column.spot_at(view.to_column(view.viewport().rect().topLeft())[1]).line.start
    view.set_zoom(size)
    spot = view.column.spot(top)
    assert abs(view.rect_of(top, top + 1).top()) < 2 * view.column.metrics.line + 20
    assert spot.line.start <= top <= spot.line.end
    assert view.zoom == size


def test_the_focused_mention_comes_into_sight(view: ArticleView) -> None:
    text = "The envoy of France met Kim in Seoul. " * 4000
    mentions = [mention(text, "Seoul", "GPE", nth=nth, key=str(nth)) for nth in (0, 500)]
    far = mention(text[-200:], "France", "GPE")
    offset = len(text) - 200
    mentions.append(replace(far, key="far", start=far.start + offset, end=far.end + offset))
    view.set_article(text, mentions=mentions)
    for one in (mentions[1], mentions[2], mentions[0], mentions[2]):
        view.set_focus_key(one.key)
        assert view.focused == one
        assert view.viewport().rect().contains(view.rect_of(one.start, one.end))
    value = view.verticalScrollBar().value()
    view.set_focus_key(mentions[0].key, ensure_visible=False)
    assert view.verticalScrollBar().value() == value
    view.set_focus_key(None)
    assert view.focused is None
