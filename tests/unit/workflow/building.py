"""Projects for tests: made from a few texts, worked on by a session, exported whole."""

from __future__ import annotations

from pathlib import Path

from annotator.domain.decision import SpanState
from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.store import suggestions
from annotator.workflow.annotating import Session
from annotator.workflow.exporting import ExportOptions, export
from annotator.workflow.importing import import_paths
from annotator.workflow.projects import open_project, open_session
from annotator.workflow.suggesting import make_current

TEXTS = (
    "Putin met Kim Jong Un in Moscow.\n",
    "Kim visited Moscow and Kim left.\n",
    "The European Union said nothing.\n",
)
EVERYTHING = ExportOptions(spans=frozenset(SpanState), articles="all")
RUN = SuggesterInfo("rules", "1")


def write_articles(folder: Path, texts: tuple[str, ...] = TEXTS) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(texts, 1):
        (folder / f"{number:03}.txt").write_bytes(text.encode())
    return folder


def make_project(folder: Path, texts: tuple[str, ...] = TEXTS) -> Path:
    path = folder / "p.annotator"
    import_paths(path, [write_articles(folder / "articles", texts)])
    return path


def suggest(path: Path, *found: tuple[int, str, str], info: SuggesterInfo = RUN) -> None:
    """Store a suggestion for the first place of each (article, surface, label), as one run over those articles."""
    by_article: dict[int, list[tuple[str, str]]] = {}
    for number, surface, label in found:
        by_article.setdefault(number, []).append((surface, label))
    with open_project(path) as project, project.transaction():
        run = suggestions.begin_run(project, info)
        for number, wanted in by_article.items():
            (text,) = project.connection.execute("SELECT text FROM article WHERE id = ?", (number,)).fetchone()
            spans = [
                Suggestion(
                    start=text.index(surface),
                    end=text.index(surface) + len(surface),
                    label=label,
                    source="gazetteer",
                    score=0.9,
                    reason=f"list: {surface}",
                    version=info.version,
                )
                for surface, label in wanted
            ]
            make_current(project, run, number, sorted(spans, key=lambda one: (one.start, -one.end)))


def working(path: Path, name: str = "ann", article: int = 1) -> Session:
    """Open a session on an article; the test closes its project."""
    session = open_session(path, name)
    session.open(article)
    return session


def key_of(session: Session, surface: str) -> str:
    """Return the key of the first mention with this surface on the open page."""
    assert session.page is not None
    return next(one.key for one in session.page.mentions if session.page.surface(one) == surface)


def exported(path: Path, options: ExportOptions = EVERYTHING) -> bytes:
    out = path.with_suffix(".jsonl")
    export(path, options, out)
    return out.read_bytes()


def decisions_in(path: Path) -> int:
    with open_project(path) as project:
        return int(project.connection.execute("SELECT count(*) FROM decision").fetchone()[0])
