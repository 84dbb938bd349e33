"""Offset to place to offset, in any script; boxes where glyphs are."""

from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGlyphRun
from PySide6.QtWidgets import QApplication

from annotator.domain.tokens import character_after, character_before
from annotator.ui.article.layout import ArticleLayout
from annotator.ui.article.painting import ArticlePainter
from annotator.ui.article.placing import Metrics
from annotator.ui.article.shaping import shown
from annotator.ui.article.view import ArticleView
from annotator.ui.theme import load_theme
from tests.ui.article.scenes import MIXED, mention

WORDS = st.sampled_from(
    [
        "Kim ",
        "of",
        "\n",
        " ",
        "e\u0301",
        "Zu\u0308rich, ",
        "👋🏽",
        "🇫🇷",
        "👩\u200d🚀 ",
        "السلام ",
        "عاش ",
        "שלום ",
        "123 ",
        "北京",
        "\x00",
        "\u00a0",
        "a" * 40,
        "\u0e01\u0e33",
    ]
)
TEXTS = st.lists(
    st.one_of(
        WORDS, WORDS, st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cf", "Zl", "Zp"]), max_size=3)
    ),
    max_size=40,
).map("".join)


def laid_out(text: str, width: int = 300) -> ArticleLayout:
    theme = load_theme("light")
    metrics = Metrics(text=theme.reading_font(), chip=theme.chip_font())
    painter = ArticlePainter(theme, metrics, theme.label_colours)
    layout = ArticleLayout(text, metrics=metrics, width=width, chip_width=painter.chip_width)
    for index in range(len(layout)):
        layout.chunk(index)
    return layout


def clusters(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        end = character_after(text, at)
        found.append((at, end))
        at = end
    return found


@settings(max_examples=60)
@given(TEXTS)
@example("Kim \U0001f3fbKim ").via("a mark of another font than its base, which Qt passes over")
@example("a \U0001f3fbb")
def test_the_character_under_a_glyph_is_the_one_that_drew_it(qapp: QApplication, text: str) -> None:
    assert qapp is not None
    layout = laid_out(text)
    for start, end in clusters(text):
        if text[start:end].isspace():
            continue
        spot = layout.spot(start)
        pieces = spot.block.pieces(start, end, spot.line)
        assert pieces, (text, start)
        wide = max(pieces, key=lambda piece: piece.right - piece.left)
        if wide.right - wide.left < 3:
            # A mark or a joiner alone may have no width of its own.
            continue
        hit = layout.offset_at((wide.left + wide.right) / 2, (spot.top + spot.bottom) / 2, on_character=True)
        assert layout.caret(hit)[1] == spot.top
        assert start <= hit < end or _shares_glyph(layout, start) or _overlap(layout, hit, start)


def _shares_glyph(layout: ArticleLayout, offset: int) -> bool:
    """Tell whether a character is part of a ligature; Qt takes every place on one for its first character."""
    spot = layout.spot(offset)
    unit = layout.offsets.to_utf16(offset) - layout.offsets.to_utf16(spot.block.start)
    split = QGlyphRun.GlyphRunFlag.SplitLigature
    return any(bool(run.flags() & split) for run in spot.line.qt.glyphRuns(unit, 1))


def _overlap(layout: ArticleLayout, one: int, other: int) -> bool:
    """Tell whether two characters are drawn in one place: Qt may take more together than we do."""
    spot = layout.spot(one)
    boxes = [spot.block.pieces(place, character_after(layout.text, place), spot.line) for place in (one, other)]
    return any(a.left < b.right and b.left < a.right for a in boxes[0] for b in boxes[1])


def test_parts_of_an_arabic_ligature_lie_side_by_side(qapp: QApplication) -> None:
    assert qapp is not None
    for text in ("السلام ", "abc السلام def"):
        layout = laid_out(text)
        spot = layout.spot(0)
        start = text.index("س")
        boxes = [spot.block.pieces(place, place + 1, spot.line)[0] for place in range(start, start + 4)]
        for before, after in pairwise(boxes):
            assert abs(after.right - before.left) <= 1


@settings(max_examples=60)
@given(TEXTS, st.floats(-20, 400), st.floats(0, 1))
def test_every_point_has_a_place_between_characters(qapp: QApplication, text: str, x: float, share: float) -> None:
    assert qapp is not None
    layout = laid_out(text)
    y = share * layout.height
    offset = layout.offset_at(x, y)
    assert 0 <= offset <= len(text)
    if 0 < offset < len(text):
        assert character_after(text, character_before(text, offset)) == offset
    _, top, _ = layout.caret(offset)
    spot = layout.spot_at(y)
    assert top == spot.top


@settings(max_examples=40)
@given(TEXTS.filter(lambda text: all(ord(char) < 0x590 or 0x4E00 <= ord(char) < 0xA000 for char in text)))
def test_where_one_reads_from_left_to_right_the_caret_comes_back(qapp: QApplication, text: str) -> None:
    assert qapp is not None
    layout = laid_out(text)
    for start, _ in clusters(text):
        x, top, bottom = layout.caret(start)
        back = layout.offset_at(x, (top + bottom) / 2)
        assert layout.caret(back) == (x, top, bottom)


def test_pictures_of_controls_take_one_place_each() -> None:
    text = "a\x00b\x1f\x7f\x85\u2028\ufffcc\ttab"
    assert shown(text) == "a\u2400b\u241f\u2421\ufffd\ufffd\ufffdc\ttab"
    assert len(shown(text)) == len(text)


def test_a_span_over_both_directions_has_its_own_boxes_only(view: ArticleView) -> None:
    text = "The word السلام and more"
    view.set_article(text)
    start, end = text.index("rd"), text.index("لام")
    spot = view.column.spot(start)
    pieces = spot.block.pieces(start, end, spot.line)
    assert len(pieces) == 2
    # What is left of the Arabic word lies between the two boxes and is not covered.
    rest = spot.block.pieces(end, text.index(" and"), spot.line)
    assert len(rest) == 1
    assert all(rest[0].right <= piece.left + 1 or rest[0].left >= piece.right - 1 for piece in pieces)
    covered = sum(piece.right - piece.left for piece in (*pieces, *rest))
    whole = spot.block.pieces(start, text.index(" and"), spot.line)
    assert abs(covered - (whole[-1].right - whole[0].left)) <= 3


def test_no_mention_is_left_undrawn(view: ArticleView) -> None:
    surfaces = [
        "Kim Jong\u00a0Un",
        "👋🏽",
        "🇫🇷",
        "السلام عليكم",
        "שלום",
        "Vladimir Putin",
        "北京",
        "Cafe\u0301",
        "\x00",
    ]
    mentions = [mention(MIXED, surface, "ORG") for surface in surfaces]
    view.set_article(MIXED, mentions=mentions)
    column = view.column
    chunk = column.chunk(0)
    drawn = {mark.mention.key for placed in chunk.placed for mark in placed.marks}
    chips = [chip.mention.key for placed in chunk.placed for chip in placed.chips]
    assert drawn == {one.key for one in mentions}
    assert sorted(chips) == sorted(drawn)
    for placed in chunk.placed:
        for mark in placed.marks:
            assert mark.right > mark.left


def test_a_span_over_lines_is_open_at_the_breaks(view: ArticleView) -> None:
    text = "word " * 40
    one = mention(text, text[10:174], "ORG")
    view.set_article(text, mentions=[one])
    marks = view.column.chunk(0).placed[0].marks
    assert len(marks) > 2
    assert [mark.open_left for mark in marks] == [False] + [True] * (len(marks) - 1)
    assert [mark.open_right for mark in marks] == [True] * (len(marks) - 1) + [False]
    assert len(view.column.chunk(0).placed[0].chips) == 1


def test_chips_keep_clear_of_the_line_above(view: ArticleView) -> None:
    text = "gypsy quip jumpy " * 30
    mentions = [mention(text, "gypsy quip", "ORG", nth=nth) for nth in range(30)]
    view.set_article(text, mentions=mentions)
    placed = view.column.chunk(0).placed[0]
    cap = view.column.metrics.chip_row - 4
    for chip in placed.chips:
        line = next(mark.line for mark in placed.marks if mark.mention == chip.mention)
        if line:
            above = placed.rows[line - 1]
            assert chip.baseline - cap >= above.box_bottom + 2
        assert chip.baseline < placed.rows[line].box_top - 2


def test_rect_of_is_where_the_text_is_drawn(view: ArticleView) -> None:
    text = "Then Vladimir Putin came."
    view.set_article(text, title="A title")
    rect = view.rect_of(5, 13)
    assert view.offset_at(QPoint(rect.left() + 1, rect.center().y())) == 5
    assert view.offset_at(QPoint(rect.right(), rect.center().y())) == 13
