"""The window's place over the column, without a window: what is seen keeps its distances, whatever is laid out."""

from hypothesis import example, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from annotator.ui.article.layout import ArticleLayout
from annotator.ui.article.painting import ArticlePainter
from annotator.ui.article.placing import Metrics
from annotator.ui.article.scrolling import Scroll
from annotator.ui.theme import load_theme

TEXT = "\n".join("word " * (n % 40) for n in range(1500))
HEADER = 90


def column() -> ArticleLayout:
    theme = load_theme("light")
    metrics = Metrics(text=theme.reading_font(), chip=theme.chip_font())
    painter = ArticlePainter(theme, metrics, theme.label_colours)
    return ArticleLayout(TEXT, metrics=metrics, width=500, chip_width=painter.chip_width)


@settings(max_examples=25)
@example(300, [0.75, 0.8893917525740624, 310])
@given(st.integers(300, 6000), st.lists(st.one_of(st.floats(0, 1), st.integers(-400, 400)), max_size=40))
def test_what_stays_in_sight_moves_by_what_is_said(qapp: QApplication, view: int, moves: list[float | int]) -> None:
    assert qapp is not None
    layout = column()
    scroll = Scroll(layout, header=HEADER, view=view)
    scroll.go(0)
    for move in moves:
        top = scroll.top
        middle = min(max(top + view // 2, 0), layout.height - 1)
        offset = layout.spot_at(middle).line.start
        seen = layout.spot(offset).top - top
        if isinstance(move, float):
            scroll.go(round(move * scroll.maximum))
        else:
            value = scroll.value
            moved = scroll.go(value + move)
            if abs(move) >= view and abs(moved) >= view:
                continue  # nothing is left in sight: how far it went rests on estimates
            # The ends are the only other reason to move less far than asked.
            assert moved == -move or scroll.value in (0, scroll.maximum) or value + move < 0
            assert layout.spot(offset).top - scroll.top == seen + moved
        assert 0 <= scroll.value <= scroll.maximum
        shown = range(layout.chunk_at(scroll.top), layout.chunk_at(scroll.top + view - 1) + 1)
        assert all(layout.is_laid_out(index) for index in shown)


def test_a_place_is_held_over_a_new_width(qapp: QApplication) -> None:
    assert qapp is not None
    layout = column()
    scroll = Scroll(layout, header=HEADER, view=600)
    scroll.go(9000)
    held = scroll.hold()
    theme = load_theme("light")
    metrics = Metrics(text=theme.reading_font(24), chip=theme.chip_font(24))
    layout.set_geometry(metrics, 700, chip_width=lambda label: 9 * len(label))
    other = Scroll(layout, header=HEADER, view=600)
    other.restore(held)
    assert layout.spot(held[0]).top - other.top == held[1]


def test_what_was_seen_is_steadier_than_what_is_only_known(qapp: QApplication) -> None:
    assert qapp is not None
    layout = column()
    layout.chunk(1)
    scroll = Scroll(layout, header=HEADER, view=5000)
    scroll.go(layout.top(3) + HEADER + 10)
    assert not layout.is_laid_out(2)
    estimate = layout.chunk_height(2)
    before = layout.top(3) - scroll.top
    moved = scroll.go(scroll.value - estimate - 50)
    assert layout.is_laid_out(2)
    assert layout.chunk_height(2) != estimate
    assert layout.top(3) - scroll.top == before + estimate + 50 == before + moved


def test_the_top_is_the_top_whatever_was_estimated(qapp: QApplication) -> None:
    assert qapp is not None
    layout = column()
    estimate = layout.chunk_height(0)
    scroll = Scroll(layout, header=HEADER, view=600)
    scroll.go(0)
    assert layout.chunk_height(0) != estimate
    assert (scroll.value, scroll.top) == (0, -HEADER)
