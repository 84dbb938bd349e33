"""One golden file for each format that writes: the same few articles, with some of everything, as they always looked.

A change here is a change for everybody who reads these files: make it on purpose, then run this file as a script.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.annotation import Mention, Note
from annotator.domain.article import Article, Region
from annotator.domain.boilerplate import region
from annotator.domain.dataset import LabelledArticle, unlabelled
from annotator.domain.decision import SetState, SpanState
from annotator.formats import FolderWriter, Format, Reader, Returning
from tests.unit.formats.round_trips import WRITING, carried, write

GOLDEN = Path(__file__).parents[2] / "golden" / "formats"
BINARY = {"docbin", "xmi", "hf-parquet", "training"}
"""Formats whose bytes are other people's business: compared by what they say."""


CAIRO = "\u0627\u0644\u0642\u0627\u0647\u0631\u0629"


def number(last: int) -> str:
    """Return a UUID that is easy to recognise."""
    return f"00000000-0000-7000-8000-{last:012d}"


def sample() -> LabelledArticle:
    """Return one article with some of everything, the same at each call."""
    text = f"Kim met Putin\u00a0in Pyongyang.🇰🇵\nMore under this ad\nalongsideRussia’s\n\n{CAIRO}\nMore under this ad"
    boilerplate = (region(30, 48, "repeated line"), region(len(text) - 18, len(text), "repeated line"))
    article = Article.from_raw(
        text,
        source="news/a.txt",
        title="Kim met Putin",
        date="2023-11-14",
        meta={"publisher": "Latin Times", "pages": [1, 2.5, None], "long": 12345678901234567890},
        boilerplate=boilerplate,
        id=number(1),
    )
    at = text.index("Russia")
    return LabelledArticle(
        article=article,
        annotator="anna",
        state=SetState.FINISHED,
        mentions=(
            Mention(number(2), 0, 3, "PERSON", SpanState.ACCEPTED),
            Mention("", 8, 13, "PERSON", SpanState.SUGGESTED, "name", "0.1", 0.75, "surname: Putin", 7),
            Mention(number(3), 17, 26, "ORG", SpanState.REJECTED, "gazetteer", "0.1", 1.0, "list: “ORG”", 8),
            Mention(number(4), at, at + 8, "NORP", SpanState.ACCEPTED),
            Mention(number(5), at, at + 6, "GPE", SpanState.ACCEPTED, "gazetteer", "0.1", 0.9, "", 9),
        ),
        ignored=(boilerplate[0], Region(68, 75, "marked", number(6))),
        notes=(Note(number(7), "Is that so?"), Note(number(8), "Who?", 8, 13), Note(number(11), "First?", 0, 3)),
    )


def articles() -> list[LabelledArticle]:
    """Return one article with some of everything by two annotators, one nobody began, one without spans."""
    one = sample()
    plain = Article.from_raw("=No names here.", source="b.txt", title="No names", id=number(9))
    told = Article.from_raw("Mr. Kim is in Seoul. He left.\n\nWhy?", source="c.txt", title="Told", id=number(10))
    proposed = Mention("", 4, 7, "PERSON", SpanState.SUGGESTED, "name", "0.1", 0.5, "surname", 0)
    bob = replace(one, annotator="bob", mentions=one.mentions[2:4], state=SetState.SKIPPED, notes=())
    mentions = tuple(replace(mention, key=number(50 + at)) for at, mention in enumerate(bob.mentions))
    return [
        one,
        replace(bob, mentions=mentions),
        LabelledArticle(plain, "ann", SetState.FINISHED),
        replace(unlabelled(told), mentions=(proposed,)),
    ]


def golden(format_: Format) -> Path:
    return GOLDEN / f"{format_.name}{getattr(format_, 'suffix', '')}"


HAVE_GOLDENS = [one for one in WRITING if one.name != "jsonl"]  # which has one of its own


def contents(path: Path) -> dict[str, bytes]:
    """Return the files at a place, by their names in it."""
    if path.is_dir():
        return {str(one.relative_to(path)): one.read_bytes() for one in sorted(path.rglob("*")) if one.is_file()}
    return {"": path.read_bytes()}


@pytest.mark.parametrize("format_", HAVE_GOLDENS, ids=lambda one: one.name)
def test_golden(format_: Format, tmp_path: Path) -> None:
    [first, *_], _ = write(format_, articles(), tmp_path)
    if format_.name not in BINARY:
        assert contents(tmp_path if isinstance(format_, FolderWriter) else first) == contents(golden(format_))


@pytest.mark.parametrize(
    "format_", [one for one in HAVE_GOLDENS if isinstance(one, Returning)], ids=lambda one: one.name
)
def test_golden_reads_back(format_: Format) -> None:
    assert isinstance(format_, Reader)
    path = golden(format_)
    files = [path]
    if path.is_dir():
        files = sorted(
            (one for one in path.rglob("*") if one.name.endswith(format_.suffixes)), key=lambda one: one.name
        )
    found = [one for file in files for one in format_.read(file)]
    assert carried(format_, found) == carried(format_, articles())


def make() -> None:
    """Write every golden file anew."""
    for format_ in HAVE_GOLDENS:
        path = golden(format_)
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        folder = GOLDEN / ".new"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        files, _ = write(format_, articles(), folder)
        (folder if isinstance(format_, FolderWriter) else files[0]).rename(path)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    make()
