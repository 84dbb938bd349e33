"""Memory stays flat however many articles come in or go out, in every format that streams."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from annotator.domain.article import Article
from annotator.formats import FORMATS, FolderWriter, Reader, Writer

ROOT = Path(__file__).resolve().parents[2]
FEW = 1_000
HELD = {"docbin", "training", "hf-parquet", "doccano-relations"}
"""Formats that are one block of bytes, which have to be held; and one that is another's twin."""
STREAMING = [one.name for one in FORMATS if isinstance(one, Writer | FolderWriter) and one.name not in HELD]
BACK = {one.name for one in FORMATS if isinstance(one, Reader)}
BYTES_AN_ARTICLE = 600
"""What may be kept of an article: its digest, its place, the name of its file. Its text alone is three times that."""
SLACK_KB = 64 * 1024
"""SQLite's cache has 32 MB, which few articles do not fill; what waits for an import has 16; chance has the rest."""

SYLLABLES = [first + second for first, second in product("bdfgklmnprstvz", "aeiou")]
WORDS = [first + second for first, second in product(SYLLABLES, SYLLABLES)]

Done = Callable[[str, Path, Path, str], int]


def text_of(at: int) -> str:
    """Return a text of about 2,000 characters: five words that no other has, and no wording of another's."""
    said = random.Random(at).choices(WORDS, k=360)  # noqa: S311 - nothing secret
    said[::72] = [f"{word}{at}" for word in said[::72]]
    sentences = (" ".join(said[first : first + 18]) for first in range(0, len(said), 18))
    body = " ".join(f"{one.capitalize()}." for one in sentences)
    return f"Kim met Putin in Bonn on day {at}.\nNothing was said about Russia. {body}\n"


def write(file: Path, number: int) -> None:
    """Write so many finished articles, five spans each."""
    with file.open("w", encoding="utf-8") as out:
        for at in range(number):
            text = text_of(at)
            places = [(0, 3, "PERSON"), (8, 13, "PERSON"), (17, 21, "GPE")]
            found = text.index("Russia")
            places += [(text.index("day"), text.index(".\n"), "DATE"), (found, found + 6, "GPE")]
            spans = [
                {"start": start, "end": end, "label": label, "text": text[start:end], "state": "accepted"}
                | {"source": "human", "version": "1", "score": None}
                for start, end, label in places
            ]
            article = Article.from_raw(text, title=f"Day {at}", source=f"{at}.txt")
            row = {"format": "annotator/1", "id": article.id, "text": text, "title": f"Day {at}", "source": f"{at}.txt"}
            row |= {"sha256": article.sha256, "meta": {}, "annotator": "ann", "state": "finished", "spans": spans}
            out.write(json.dumps(row | {"ignored": [], "notes": []}) + "\n")


def needed(what: str, project: Path, files: Path, format_: str, *, number: int) -> int:
    """Return how much memory a process of its own needed to import or export, in kB."""
    command = [sys.executable, "-m", "tests.e2e.memory_child", what, str(project), str(files), format_]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    assert int(said[0]) == number
    return int(said[1])


@cache
def made(folder: Path, number: int) -> tuple[Path, int]:
    """Return a project of so many articles, and what importing them needed."""
    file, project = folder / f"{number}.jsonl", folder / f"{number}.annotator"
    write(file, number)
    memory = needed("import", project, file, "jsonl", number=number)
    file.unlink()
    return project, memory


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for the projects, which all tests share."""
    return tmp_path_factory.mktemp("memory")


def assert_flat(few: int, many: int, number: int) -> None:
    more = many - few
    allowed = SLACK_KB + (number - FEW) * BYTES_AN_ARTICLE // 1024
    assert more < allowed, f"{FEW:,} articles: {few:,} kB; {number:,}: {many:,} kB; {allowed:,} kB more are allowed"


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.skipif(sys.platform != "linux", reason="the most memory a process had is asked of Linux")
@pytest.mark.parametrize("format_", STREAMING)
@pytest.mark.parametrize("number", [10_000, 100_000])
def test_memory_does_not_grow_with_the_articles(folder: Path, format_: str, number: int, tmp_path: Path) -> None:
    measured: list[list[int]] = []
    for some in (FEW, number):
        project, importing = made(folder, some)
        out = tmp_path / f"{some}.{format_}"
        figures = [importing, needed("export", project, out, format_, number=some)]
        if format_ in BACK and format_ != "jsonl":
            figures.append(needed("import", tmp_path / f"{some}.annotator", out, format_, number=some))
        measured.append(figures)
    sys.stdout.write(f"\n{format_}, {FEW:,} and {number:,} articles (import, export, back), kB: {measured}\n")
    for few, many in zip(*measured, strict=True):
        assert_flat(few, many, number)
