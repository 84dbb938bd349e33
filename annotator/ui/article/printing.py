"""The article on pages: the same column, laid out for the paper's width and cut between lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPagedPaintDevice, QPainter

from annotator.ui.article.header import Header
from annotator.ui.article.layout import ArticleLayout
from annotator.ui.article.painting import ArticlePainter, Look
from annotator.ui.article.placing import Metrics
from annotator.ui.theme import ARTICLE_PX, LabelColours, Theme, load_theme

_DPI = 96
_MARGIN = 24

Pages = QPagedPaintDevice


def print_article(
    device: Pages,
    column: ArticleLayout,
    *,
    title: str,
    subtitle: str,
    theme: Theme,
    colours: Callable[[str], LabelColours],
) -> None:
    """Print a column and its header on as many pages as it takes, in the light theme whatever the screen has."""
    painter = QPainter(device)
    scale = device.logicalDpiX() / _DPI
    painter.scale(scale, scale)
    page = QRect(0, 0, round(device.width() / scale), round(device.height() / scale))
    if theme.dark:
        theme = replace(load_theme("light", reading_family=theme.reading_family), same=theme.same)
        colours = theme.label_colours
    for number, draw in enumerate(pages(column, title, subtitle, theme=theme, colours=colours, page=page)):
        if number:
            device.newPage()
        painter.save()
        draw(painter)
        painter.restore()
    painter.end()


def pages(
    column: ArticleLayout,
    title: str,
    subtitle: str,
    *,
    theme: Theme,
    colours: Callable[[str], LabelColours],
    page: QRect,
) -> Iterator[Callable[[QPainter], None]]:
    """Yield for each page what draws it within `page` (logical pixels)."""
    metrics = Metrics(text=theme.reading_font(ARTICLE_PX), chip=theme.chip_font(ARTICLE_PX))
    artist = ArticlePainter(theme, metrics, colours)
    artist.on_paper = True
    width = page.width() - 2 * _MARGIN
    copy = ArticleLayout(
        column.text,
        mentions=column.mentions,
        regions=column.regions,
        metrics=metrics,
        width=width,
        chip_width=artist.chip_width,
        show_rejected=column.show_rejected,
    )
    header = Header(title, subtitle, theme=theme, width=width)
    room = page.height() - 2 * _MARGIN
    above = header.height
    for top, bottom in cuts(copy, first=room - above, room=room):
        yield _drawer(artist, copy, header if top == 0 else None, above=above if top == 0 else 0, rows=(top, bottom))


def _drawer(
    artist: ArticlePainter, column: ArticleLayout, header: Header | None, *, above: int, rows: tuple[int, int]
) -> Callable[[QPainter], None]:
    def draw(painter: QPainter) -> None:
        painter.translate(_MARGIN, _MARGIN)
        if header is not None:
            header.paint(painter)
        painter.translate(0, above - rows[0])
        painter.setClipRect(QRectF(-_MARGIN, rows[0] - 1, column.width + 2 * _MARGIN, rows[1] - rows[0] + 1))
        artist.paint(painter, column, top=rows[0], bottom=rows[1], look=Look())

    return draw


def cuts(column: ArticleLayout, *, first: int, room: int) -> Iterator[tuple[int, int]]:
    """Yield the rows of each page, cut between lines; chunks are laid out as they are reached."""
    start, end, limit = 0, 0, first
    for index in range(len(column)):
        chunk = column.chunk(index)
        base = column.top(index)
        for placed, top in zip(chunk.placed, chunk.tops, strict=True):
            for row in placed.rows:
                bottom = base + top + row.bottom
                if bottom - start > limit and end > start:
                    yield start, end
                    start, limit = end, room
                end = bottom
    yield start, end
