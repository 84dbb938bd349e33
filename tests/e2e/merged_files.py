"""What the killed processes of `killed_child` merge: project files with labelled articles of their own."""

from collections.abc import Iterator
from pathlib import Path

from annotator.domain.article import Article
from annotator.domain.suggestion import Suggestion
from annotator.workflow.merging import merge
from tests.e2e import making

FILES, ARTICLES = 6, 20
DECISIONS = 2
"""In each article: a span accepted, and the state."""


def make_sources(folder: Path) -> list[Path]:
    """Make the files; each article's source is its file's name."""
    folder.mkdir()
    made: list[Path] = []
    for number in range(FILES):
        path = folder / f"{number}.annotator"
        texts = [f"Kim {number} {at} spoke.\n" + "Nothing was said. " * 300 for at in range(ARTICLES)]
        proposed = {at: [Suggestion(0, 3, "PERSON", "test", 0.5, "", "1")] for at in range(1, ARTICLES + 1)}
        making.make_project(path, [Article.from_raw(text, source=path.name) for text in texts], proposed)
        session = making.session(path, f"person {number}")
        for at in range(1, ARTICLES + 1):
            session.open(at)
            session.finish()
        session.project.close()
        made.append(path)
    return made


def merging(path: Path, _seed: int) -> Iterator[str]:
    """Merge one file after the other, again and again; say each one's name when it is in the project."""
    yield "ready"
    while True:
        for source in sorted((path.parent / "sources").glob("*.annotator")):
            merge(path, [source])
            yield source.name
