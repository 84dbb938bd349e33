"""P1–P4: from a key that accepts a suggestion and goes on to the painted frame, in articles of four sizes."""

from __future__ import annotations

from article_scenes import (
    FRAME,
    Deciding,
    Painted,
    application,
    article,
    line,
    p95,
    press,
    settle,
    until_painted,
    window,
)

SCENES = (
    ("P1", "3 kB, 20 spans", 3_000, 20, True, 0.25),
    ("P2", "1 MB, 20k spans", 1_000_000, 20_000, True, 0.5),
    ("P3", "5 MB, 100k spans", 5_000_000, 100_000, True, 0.5),
    ("P4", "1 MB in one paragraph, 20k spans", 1_000_000, 20_000, False, 1.0),
)
ROUNDS, KEYS = 7, 60


def main() -> None:
    """Print four lines."""
    application()
    for name, what, size, spans, paragraphs, goal in SCENES:
        text, mentions = article(size, spans, paragraphs=paragraphs)
        view = Deciding(mentions)
        frame = window(view)
        view.set_article(text, title="A title", subtitle="2023-08-15 · a file", mentions=mentions)
        settle()
        painted = Painted(view.viewport())
        rounds: list[float] = []
        for number in range(ROUNDS):
            view.at = number * len(mentions) // ROUNDS
            view.set_focus_key(view.order[view.at])
            settle()
            rounds.append(p95([until_painted(painted, lambda view=view: press(view)) for _ in range(KEYS)]))
        best = min(rounds)
        figure = f"{1000 * best:.2f} ms key → painted, p95, {what}"
        line(name, figure, floor=f"{1000 * FRAME:.1f} ms frame", ratio=best / FRAME, goal=goal)
        frame.close()


if __name__ == "__main__":
    main()
