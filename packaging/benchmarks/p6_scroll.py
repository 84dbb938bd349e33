"""P6: a frame of scrolling through 1 MB with 20k spans, and a jump to a suggestion far away."""

from __future__ import annotations

import random

from article_scenes import FRAME, Painted, application, article, line, p95, settle, until_painted, window

from annotator.ui.article.view import ArticleView
from annotator.ui.theme import load_theme

ROUNDS, STEPS, NOTCH = 5, 100, 90


def main() -> None:
    """Print two lines."""
    application()
    text, mentions = article(1_000_000, 20_000)
    view = ArticleView(load_theme("light"))
    frame = window(view)
    view.set_article(text, title="A title", mentions=mentions)
    settle()
    painted = Painted(view.viewport())
    bar = view.verticalScrollBar()
    rng = random.Random(1)  # noqa: S311 - a benchmark's places, no secret
    scrolls: list[float] = []
    jumps: list[float] = []
    for number in range(ROUNDS):
        bar.setValue((number + 1) * bar.maximum() // (ROUNDS + 1))
        settle()
        scrolls.append(p95([until_painted(painted, lambda: bar.setValue(bar.value() + NOTCH)) for _ in range(STEPS)]))
        keys = [one.key for one in rng.sample(mentions, STEPS)]
        jumps.append(p95([until_painted(painted, lambda key=key: view.set_focus_key(key)) for key in keys]))
    floor = f"{1000 * FRAME:.1f} ms frame"
    for name, what, best, goal in (
        ("P6a", "scroll frame", min(scrolls), 0.5),
        ("P6b", "jump to a far suggestion", min(jumps), 1.0),
    ):
        figure = f"{1000 * best:.2f} ms {what}, p95, 1 MB, 20k spans"
        line(name, figure, floor=floor, ratio=best / FRAME, goal=goal)
    frame.close()


if __name__ == "__main__":
    main()
