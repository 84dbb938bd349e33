"""One golden file for each format that writes: the same few articles, with some of everything, as they always looked.

A change here is a change for everybody who reads these files: make it on purpose, then run this file as a script. Of
formats that are only read, the golden files were written by hand, and what is read of them stands here.
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
from annotator.formats import (
    FORMATS,
    CountingReader,
    FolderWriter,
    Format,
    Losses,
    Reader,
    Returning,
    reader_for,
)
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


RENEE, ZURICH = "Rene\u0301e", "Zu\u0308rich"
KIM = "Kim\U0001f469\U0001f3fd\u200d\U0001f680"
ROCKET, KOREA, GRIN = "\U0001f680", "\U0001f1f0\U0001f1f5", "\U0001f600"
Read = tuple[str, SetState, list[tuple[int, str, str]]]
"""What is read of an article: its text, how far it is, and where each span begins, what it covers, its label."""

READ_ONLY: dict[str, tuple[list[Read], dict[str, int]]] = {
    "cas-json": (
        [
            (
                f"{KOREA} {RENEE} Ågren met {KIM} in {CAIRO}.\nShe left {ZURICH} at noon.",
                SetState.FINISHED,
                [
                    *((3, f"{RENEE} Ågren", "PERSON"), (10, "Ågren", "PERSON"), (20, KIM, "PERSON")),
                    *((31, CAIRO, "GPE"), (49, ZURICH, "GPE"), (60, "noon", "TIME")),
                ],
            )
        ],
        {"annotations of the layer CoreferenceLink": 1, "annotations of no characters": 1},
    ),
    "spacy-json": (
        [
            (
                f"{KOREA} {RENEE}  Ågren met {KIM}.\n{ZURICH} cheered.",
                SetState.FINISHED,
                [(0, KOREA, "GPE"), (3, f"{RENEE}  Ågren", "PERSON"), (21, KIM, "PERSON"), (30, ZURICH, "GPE")],
            ),
            (f"The {CAIRO} Post said so", SetState.IN_PROGRESS, [(0, f"The {CAIRO} Post", "ORG")]),
            ("Nobody looked", SetState.NEW, []),
        ],
        {"categories of texts": 1, "tags, lemmas and heads of tokens": 1},
    ),
    "spacy-json-pairs": (
        [
            (
                f"{RENEE} {ROCKET} met Kim in {ZURICH}.",
                SetState.FINISHED,
                [(0, RENEE, "PERSON"), (13, "Kim", "PERSON"), (20, ZURICH, "GPE")],
            ),
            (f"{GRIN} Nothing.", SetState.FINISHED, []),
        ],
        {"what is said beside entities": 1},
    ),
}


@pytest.mark.parametrize("name", READ_ONLY)
def test_golden_of_a_format_that_is_only_read(name: str) -> None:
    path = GOLDEN / f"{name}.json"
    reader = reader_for(path)
    assert reader.name == name.removesuffix("-pairs")
    assert isinstance(reader, CountingReader)
    losses = Losses()
    found: list[Read] = []
    for one in reader.read_counting(path, losses, source=path.name):
        text = one.article.text
        spans = [(mention.start, text[mention.start : mention.end], mention.label) for mention in one.mentions]
        found.append((text, one.state, spans))
        assert all(mention.state is SpanState.ACCEPTED for mention in one.mentions)
    assert (found, {loss.kind: loss.count for loss in losses.listed()}) == READ_ONLY[name]


def test_a_golden_of_the_cas_says_what_it_is_called() -> None:
    path = GOLDEN / "cas-json.json"
    [one] = reader_for(path).read(path)
    assert (one.article.title, one.article.source) == (f"Astronauts {ROCKET}", "news/astronauts.txt")


def test_every_format_of_labels_has_a_golden_file() -> None:
    texts = {"text", "text-jsonl", "web-page", "docx", "pdf", "table", "markdown"}
    there = {path.name.partition(".")[0] for path in GOLDEN.iterdir()} | {"jsonl"}
    assert {one.name for one in FORMATS} - texts <= there


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
