"""What the benchmarks of the whole program share: projects in a temporary folder, the window on one of them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from article_scenes import article

from annotator.domain.article import Article
from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.store import articles, suggestions
from annotator.workflow.projects import open_project


@contextmanager
def folder() -> Generator[Path]:
    """Give a temporary folder that also holds the settings, so that nobody's own are touched."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["ANNOTATOR_SETTINGS"] = str(Path(name) / "settings.toml")
        Path(name, "settings.toml").write_text('annotator = "benchmark"\n', "utf-8")
        yield Path(name)


def project(path: Path, sizes: list[tuple[int, int]], *, suggested: bool = True) -> Path:
    """Make a project with an article for each (characters, spans), its spans stored as suggestions."""
    with open_project(path, create=True) as there:
        scenes = [article(size, spans, seed=seed) for seed, (size, spans) in enumerate(sizes)]
        with there.transaction():
            new = [Article.from_raw(text, title=f"Article {seed}") for seed, (text, _) in enumerate(scenes)]
            numbers = articles.add_articles(there, new)
            if suggested:
                run = suggestions.begin_run(there, SuggesterInfo("benchmark", "1"))
                for number, (_, mentions) in zip(numbers, scenes, strict=True):
                    rows = [Suggestion(one.start, one.end, one.label, "pattern", 0.5, "made") for one in mentions]
                    suggestions.store(there, run, number, rows)
    return path
