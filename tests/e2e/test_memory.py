"""Memory stays flat however many articles come in or go out, in every format that holds several."""

from __future__ import annotations

import csv
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from itertools import product
from pathlib import Path
from typing import TextIO

import pytest

from annotator.domain.article import Article
from annotator.formats import FORMATS, FolderWriter, Reader, Writer, writer_named

ROOT = Path(__file__).resolve().parents[2]
FEW = 1_000
WRITING = [one.name for one in FORMATS if isinstance(one, Writer | FolderWriter)]
BACK = {one.name for one in FORMATS if isinstance(one, Reader)}
READ_ONLY = {"text-jsonl": ".jsonl", "table": ".csv", "spacy-json": ".json"}
"""With how their files end; the others that are only read have one article a file."""
BYTES_AN_ARTICLE = 600
"""What may be kept of an article: its digest, its place, the name of its file. Its text alone is three times that."""
MORE_BYTES = {"training": 600}
"""And hashes of its wording, by which near-duplicates are told: a fifth of a text; and who has which of them."""
SLACK_KB = 64 * 1024
"""SQLite's cache has 32 MB, which few articles do not fill; what waits for an import has 16; chance has the rest."""

SYLLABLES = [first + second for first, second in product("bdfgklmnprstvz", "aeiou")]
WORDS = [first + second for first, second in product(SYLLABLES, SYLLABLES)]


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


def write_rows(out: TextIO, format_: str, texts: Iterable[str]) -> None:
    """Write texts as one of READ_ONLY."""
    if format_ == "table":
        table = csv.writer(out)
        table.writerow(["title", "text"])
        table.writerows([text[:30], text] for text in texts)
    elif format_ == "text-jsonl":
        out.writelines(json.dumps({"title": text[:30], "text": text}) + "\n" for text in texts)
    else:
        pairs = (json.dumps([text, {"entities": [[0, 3, "PERSON"]]}]) for text in texts)
        out.write("[" + next(pairs))
        out.writelines(",\n" + one for one in pairs)
        out.write("]")


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


@cache
def measured(folder: Path, format_: str, number: int) -> dict[str, int]:
    """Return what exporting so many articles needed and, where the format is read, bringing them in again."""
    project, importing = made(folder, number)
    if format_ == "jsonl":
        return {"in": importing, "out": needed("export", project, folder / "out.jsonl", format_, number=number)}
    out, again = folder / f"{number}-{format_}{writer_named(format_).suffix}", folder / f"{number}-{format_}.annotator"
    figures = {"out": needed("export", project, out, format_, number=number)}
    if format_ in BACK:
        figures["back in"] = needed("import", again, out, format_, number=number)
        again.unlink()
    shutil.rmtree(out) if out.is_dir() else out.unlink()
    return figures


@cache
def read(folder: Path, format_: str, number: int) -> dict[str, int]:
    """Return what bringing so many articles in needed, in a format that is only read."""
    file, project = folder / f"{number}-{format_}{READ_ONLY[format_]}", folder / f"{number}-{format_}.annotator"
    with file.open("w", encoding="utf-8", newline="") as out:
        write_rows(out, format_, map(text_of, range(number)))
    figures = {"in": needed("import", project, file, format_, number=number)}
    project.unlink()
    file.unlink()
    return figures


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for the projects, which all tests share."""
    return tmp_path_factory.mktemp("memory")


def assert_flat(few: dict[str, int], many: dict[str, int], number: int, *, more_bytes: int = 0) -> None:
    allowed = SLACK_KB + (number - FEW) * (BYTES_AN_ARTICLE + more_bytes) // 1024
    sys.stdout.write(f"\n{FEW:,} articles: {few}; {number:,}: {many} (kB)\n")
    for what, needed_ in many.items():
        more = needed_ - few[what]
        assert more < allowed, f"{number:,} articles need {more:,} kB more than {FEW:,} did; {allowed:,} are allowed"


@pytest.mark.soak
@pytest.mark.timeout(4 * 3600)
@pytest.mark.skipif(sys.platform != "linux", reason="the most memory a process had is asked of Linux")
@pytest.mark.parametrize("format_", WRITING)
@pytest.mark.parametrize("number", [10_000, 100_000])
def test_memory_does_not_grow_with_the_articles(folder: Path, format_: str, number: int) -> None:
    few, many = measured(folder, format_, FEW), measured(folder, format_, number)
    assert_flat(few, many, number, more_bytes=MORE_BYTES.get(format_, 0))


@pytest.mark.soak
@pytest.mark.timeout(4 * 3600)
@pytest.mark.skipif(sys.platform != "linux", reason="the most memory a process had is asked of Linux")
@pytest.mark.parametrize("format_", READ_ONLY)
@pytest.mark.parametrize("number", [10_000, 100_000])
def test_memory_does_not_grow_with_what_is_only_read(folder: Path, format_: str, number: int) -> None:
    assert_flat(read(folder, format_, FEW), read(folder, format_, number), number)
