"""The texts the benchmarks of suggestions work on: corpora of one JSON object a line, and the sample articles."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.domain.identity import text_digest
from annotator.domain.suggestion import Suggestion
from annotator.resources import seeds
from annotator.workflow.labelled_texts import LabelledText, read_gold
from annotator.workflow.projects import shipped_scheme

ROOT = Path(__file__).resolve().parent.parent.parent
USUAL = ROOT.parent / "shared" / "data" / "ner"
DEVELOPMENT = ("gmb_dev", "crosspol_dev")
TEST = "_test.jsonl"
SEEDS = "seeds"
ARTICLE = 350  # words
GOLD = "gold"


@dataclass(frozen=True, slots=True)
class Corpus:
    """Labelled texts by a name, and the labels that count in them."""

    name: str
    texts: tuple[LabelledText, ...]
    labels: frozenset[str]


def corpora_folder(named: Path | None) -> Path | None:
    """Return the folder named, else the usual one; None where that is not there."""
    return named or (USUAL if USUAL.is_dir() else None)


def read_corpus(path: Path) -> Corpus:
    """Read a corpus: `id`, `text`, `spans`, and the regions that are `missing`.

    Of its labels those count that the news scheme has. A corpus that knows no dates cannot say that one is wrong.
    """
    known = frozenset(shipped_scheme("news").names)
    texts: list[LabelledText] = []
    with path.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            spans = tuple(Suggestion(start, end, label, GOLD, None, "") for start, end, label in row["spans"])
            regions = tuple((start, end) for start, end in row.get("missing", ()))
            kept = tuple(one for one in spans if one.label in known)
            if row["text"].strip():
                texts.append(LabelledText(text_digest(row["id"]), row["id"], row["text"], kept, regions))
    return Corpus(path.stem, tuple(texts), frozenset(one.label for text in texts for one in text.spans))


def sample() -> Corpus:
    """Return the sample articles with their gold; the labels that are on by default count."""
    return Corpus(SEEDS, read_gold(seeds() / "labels" / "gold.jsonl").texts, shipped_scheme("news").suggested)


def development(folder: Path | None) -> Iterator[Corpus]:
    """Yield the corpora that are measured on at any time."""
    if folder is not None:
        for name in DEVELOPMENT:
            if (folder / f"{name}.jsonl").is_file():
                yield read_corpus(folder / f"{name}.jsonl")
    yield sample()


def held_back(folder: Path | None) -> Iterator[Corpus]:
    """Yield the test corpora: once, when all is chosen."""
    for path in sorted(folder.glob(f"*{TEST}") if folder is not None else ()):
        yield read_corpus(path)


def articles(*, count: int) -> list[str]:
    """Return articles of 350 words of the sample's text, no two the same; the last paragraph is cut where they end."""
    paragraphs = [line for one in sample().texts for line in one.text.splitlines() if line.strip()]
    made: list[str] = []
    at = 0
    while len(made) < count:
        lines: list[str] = []
        while words(lines) < ARTICLE:
            lines.append(paragraphs[at % len(paragraphs)])
            at += 1
        last = lines[-1].split()
        lines[-1] = " ".join(last[: len(last) - (words(lines) - ARTICLE)])
        made.append("\n\n".join([f"Article {len(made) + 1}", *lines]))
        at += 1  # so that the next time round they are cut elsewhere
    return made


def words(texts: Sequence[str]) -> int:
    """Return how many words texts have, by white space."""
    return sum(len(one.split()) for one in texts)
