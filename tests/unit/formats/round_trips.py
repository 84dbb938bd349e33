"""Writing with a format and reading it again, for tests of all formats."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from annotator.domain.annotation import Mention
from annotator.domain.article import Article
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState, SpanState
from annotator.formats import FORMATS, FolderWriter, Format, Loss, Reader, Returning, Writer, plain_text
from annotator.resources import seeds

SHARED = Path(__file__).resolve().parents[4] / "shared" / "articles"
NAMES = re.compile(r"[A-Z][\w’-]+(?: [A-Z][\w’-]+)*")
RETURNING = [one for one in FORMATS if isinstance(one, Returning)]
WRITING = [one for one in FORMATS if isinstance(one, Writer | FolderWriter)]


@contextmanager
def new_file(folder: Path, name: str) -> Generator[BinaryIO]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as stream:
        yield stream


def write(format_: Format, articles: Sequence[LabelledArticle], folder: Path) -> tuple[list[Path], list[Loss]]:
    """Write into an empty folder; return the files that hold articles, in order, and the losses."""
    if isinstance(format_, FolderWriter):
        losses = format_.write_files(articles, lambda name: new_file(folder, name))
        suffixes = format_.suffixes if isinstance(format_, Reader) else ("",)
        files = [path for path in folder.rglob("*") if path.is_file() and path.name.endswith(suffixes)]
        return sorted(files, key=lambda path: path.name), losses
    assert isinstance(format_, Writer)
    path = folder / f"out{format_.suffix}"
    with path.open("xb") as stream:
        losses = format_.write(articles, stream)
    return [path], losses


def returned(format_: Format, articles: Sequence[LabelledArticle]) -> list[LabelledArticle]:
    """Return what the format reads of what it wrote."""
    assert isinstance(format_, Reader)
    folder = Path(tempfile.mkdtemp())
    try:
        files, _ = write(format_, articles, folder)
        return [one for path in files for one in format_.read(path)]
    finally:
        shutil.rmtree(folder)


def carried(format_: Format, articles: Sequence[LabelledArticle]) -> list[object]:
    assert isinstance(format_, Returning)
    return [value for one in articles if (value := format_.carried(one)) is not None]


def losses_of(format_: Format, articles: Sequence[LabelledArticle]) -> dict[str, int]:
    folder = Path(tempfile.mkdtemp())
    try:
        return {one.kind: one.count for one in write(format_, articles, folder)[1]}
    finally:
        shutil.rmtree(folder)


def written(format_: Format, articles: Sequence[LabelledArticle]) -> bytes:
    assert isinstance(format_, Writer)
    out = io.BytesIO()
    format_.write(articles, out)
    return out.getvalue()


def finished(text: str, *spans: tuple[str, str], annotator: str | None = "ann") -> LabelledArticle:
    """Return a finished article with a span for the first place of each (surface, label)."""
    article = Article.from_raw(text, source="a.txt", title="T")
    mentions = [accepted(text.index(said), text.index(said) + len(said), label) for said, label in spans]
    return LabelledArticle(article, annotator, SetState.FINISHED, tuple(sorted(mentions, key=_order)))


def accepted(start: int, end: int, label: str) -> Mention:
    return Mention(f"00000000-0000-7000-8000-{start:06}{end:06}", start, end, label, SpanState.ACCEPTED)


def folders() -> list[Path]:
    return [seeds() / "articles", *([SHARED] if SHARED.is_dir() else [])]


def names_in(folder: Path) -> list[LabelledArticle]:
    """Return a folder's articles with every run of capitalised words as a span, and "Russia" wherever it stands."""
    found: list[LabelledArticle] = []
    for path in sorted(folder.glob("*.txt")):
        [article] = (one.article for one in plain_text.FORMAT.read(path))
        places = {match.span(): "PERSON" for match in NAMES.finditer(article.text)}
        places |= {match.span(): "GPE" for match in re.finditer("Russia", article.text)}
        mentions = sorted((accepted(*place, label) for place, label in places.items()), key=_order)
        found.append(LabelledArticle(article, "ann", SetState.FINISHED, tuple(mentions)))
    return found


def _order(one: Mention) -> tuple[int, int]:
    return one.start, -one.end
