"""P7: opening 5 MB with 100k spans until it is painted, against Qt's plain text widget without any spans.

The spans come in an index by place, as an annotation set keeps them; the view takes a copy of it.
"""

from __future__ import annotations

from article_scenes import Painted, application, article, line, settle, until_painted, window
from PySide6.QtWidgets import QPlainTextEdit

from annotator.domain.span import SpanIndex
from annotator.ui.article.view import ArticleView
from annotator.ui.theme import load_theme

ROUNDS = 5


def main() -> None:
    """Print one line."""
    application()
    text, spans = article(5_000_000, 100_000)
    mentions = SpanIndex(spans)
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(ROUNDS):
        plain = QPlainTextEdit()
        frame = window(plain)
        painted = Painted(plain.viewport())
        theirs.append(until_painted(painted, lambda plain=plain: plain.setPlainText(text)))
        frame.close()
        frame.deleteLater()
        settle()
        view = ArticleView(load_theme("light"))
        frame = window(view)
        painted = Painted(view.viewport())
        ours.append(
            until_painted(painted, lambda view=view: view.set_article(text, title="A title", mentions=mentions))
        )
        frame.close()
        frame.deleteLater()
        settle()
    best, floor = min(ours), min(theirs)
    figure = f"{1000 * best:.0f} ms open 5 MB, 100k spans, painted"
    line("P7", figure, floor=f"{1000 * floor:.0f} ms QPlainTextEdit", ratio=best / floor, goal=1.0)


if __name__ == "__main__":
    main()
