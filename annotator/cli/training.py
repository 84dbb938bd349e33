"""Training a pipeline from a terminal, or for a window that reads what happens as JSON lines."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from annotator.cli.printing import counted, progress_on_terminal, say
from annotator.cli.tables import table
from annotator.domain.reliability import ENOUGH, Bin, count_of, expected_error
from annotator.errors import AnnotatorError
from annotator.workflow.learning import Written, go_back, train_in_background, write_pipeline
from annotator.workflow.trained import Card, Verdict

_NICE = 15
_BETWEEN_SECONDS = 0.25
"""Progress is said so often at most."""


def train_project(project: Path, *, annotator: str, out: Path | None, language: str, seed: int, as_json: bool) -> int:
    """Train a pipeline for PROJECT, or for others into `out`; return the exit code."""
    if as_json:
        return _followed(lambda told: _train(project, annotator, out, language, seed, told))
    with progress_on_terminal("Training") as progress:
        made = _train(project, annotator, out, language, seed, progress)
    if isinstance(made, Written):
        said = f"{made.folder} knows {', '.join(made.labels)}, from {counted(made.articles, 'article')} ({made.way})."
        say(said)
    else:
        say(_sentence(made))
        for line in _reliability(made.reliability or ()):
            say(line)
    return 0


def back(project: Path, *, as_json: bool) -> int:
    """Use the pipeline before the one in use; return the exit code."""
    card = go_back(project)
    if as_json:
        _emit({"event": "back", "number": card.number if card else 0, "version": card.version if card else ""})
    else:
        say(
            f"Pipeline {card.number} of {card.created[:10]} is in use again." if card else "What ships is in use again."
        )
    return 0


def _train(
    project: Path,
    annotator: str,
    out: Path | None,
    language: str,
    seed: int,
    progress: Callable[[int, int], None] | None,
) -> Card | Written:
    if out is not None:
        return write_pipeline(project, out, annotator=annotator, language=language, seed=seed, progress=progress)
    return train_in_background(project, annotator=annotator, language=language, seed=seed, progress=progress)


def _followed(train: Callable[[Callable[[int, int], None]], Card | Written]) -> int:
    if hasattr(os, "nice"):
        os.nice(_NICE)
    last = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _BETWEEN_SECONDS:
            last = now
            _emit({"event": "progress", "done": done, "total": total})

    try:
        made = train(progress)
    except AnnotatorError as error:
        _emit({"event": "failed", "what": error.what, "remedy": error.remedy})
        return 1
    if isinstance(made, Written):
        _emit({"event": "trained", "folder": str(made.folder), "version": made.version, "articles": made.articles})
        return 0
    kept: dict[str, object] = {"event": "trained" if made.verdict is Verdict.ACCEPTED else "kept"}
    names = ("number", "articles", "held_out", "before", "after", "way", "version", "seconds")
    _emit(
        kept
        | {name: getattr(made, name) for name in names}
        | {"said": _sentence(made)}
        | {"reliability": [asdict(one) for one in made.reliability or ()]}
    )
    return 0


def _sentence(card: Card) -> str:
    new, held = f"{card.after:.1%}", counted(card.held_out, "article")
    old = f"{card.before:.1%}" if card.before is not None else "nothing"
    if card.verdict is Verdict.ACCEPTED:
        return f"Learnt from {counted(card.articles, 'article')}: F1 {new} on {held} not seen before, was {old}."
    return f"The pipeline in use stays: F1 {old} on {held} not seen before, the new one {new}."


def _reliability(bins: Sequence[Bin]) -> Iterator[str]:
    """Yield how often suggestions on the articles kept back were right, by score."""
    count = count_of(bins)
    if count < ENOUGH:
        many = counted(count, "suggestion")
        yield f"Whether its scores are true cannot be told from {many} in what was kept back: {ENOUGH} are needed."
        return
    yield ""
    off = expected_error(bins)
    yield f"Are its scores true? {counted(count, 'suggestion')} in what was kept back, off by {off:.1%} on average:"
    rows = [(f"{one.score:.2f}", f"{one.right:.2f}", f"{one.findings:,}") for one in bins]
    yield from table([("score", "share right", "suggestions"), *rows], right=(0, 1, 2))


def _emit(event: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")
    sys.stdout.flush()
