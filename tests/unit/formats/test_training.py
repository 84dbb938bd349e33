"""The training folder: dealt out the same each time, near-duplicates on one side, readable by spaCy."""

from __future__ import annotations

import errno
import io
import json
import os
import random
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
import spacy
from spacy.tokens import DocBin
from spacy.training.corpus import Corpus
from spacy.util import load_config

from annotator.domain.article import Article
from annotator.domain.dataset import LabelledArticle
from annotator.errors import DiskFullError, OutputError
from annotator.formats import docbin_parts, near_duplicates, spooling
from annotator.formats.near_duplicates import Clusters
from annotator.formats.splitting import LabelCounts, split
from annotator.formats.training import FORMAT
from annotator.resources import seeds
from tests.unit.formats.round_trips import finished, names_in, new_file

FILES = ["README.md", "config.cfg", "dev.spacy", "labels.json", "test.spacy", "train.spacy"]


def write(articles: list[LabelledArticle], folder: Path) -> dict[str, list[str]]:
    """Return the titles in each split."""
    FORMAT.write_files(articles, lambda name: new_file(folder, name))
    nlp = spacy.blank("en")
    found: dict[str, list[str]] = {}
    for name in ("train", "dev", "test"):
        docs = DocBin().from_bytes((folder / f"{name}.spacy").read_bytes()).get_docs(nlp.vocab)
        found[name] = [str(json.loads(str(doc.user_data["about"]))["title"]) for doc in docs]
    return found


def test_the_sample_corpus(tmp_path: Path) -> None:
    articles = names_in(seeds() / "articles")
    found = write(articles, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == FILES
    assert sorted(title for some in found.values() for title in some) == sorted(one.article.title for one in articles)
    assert len(found["train"]) > len(found["dev"]) > 0
    assert found["test"]
    assert write(articles, tmp_path / "again") == found
    said = json.loads((tmp_path / "labels.json").read_text())
    assert said["labels"] == ["GPE", "PERSON"]
    assert sum(one["articles"] for one in said["splits"].values()) == len(articles)


def test_spacy_reads_it_as_it_is(tmp_path: Path) -> None:
    write(names_in(seeds() / "articles"), tmp_path)
    config = load_config(tmp_path / "config.cfg")
    nlp = spacy.util.load_model_from_config(config, auto_fill=False)
    examples = list(Corpus(tmp_path / "train.spacy")(nlp))
    assert examples
    for example in examples:
        assert "-" not in example.get_aligned_ner()[:1] or example.reference.ents
        assert example.get_aligned_spans_y2x(example.reference.ents)


def test_versions_of_an_article_and_its_annotators_stay_together(tmp_path: Path) -> None:
    some = names_in(seeds() / "articles")
    versions = [
        replace(
            one,
            article=Article.from_raw("Update. " + one.article.text + " More soon.", title=f"{one.article.title} (2)"),
        )
        for one in some
    ]
    versions = [replace(one, mentions=()) for one in versions]
    others = [replace(one, annotator="bob") for one in some]
    found = write([*some, *versions, *others], tmp_path)
    sides = {title: side for side, titles in found.items() for title in titles}
    assert all(sides[one.article.title] == sides[f"{one.article.title} (2)"] for one in some)
    assert Counter(title for titles in found.values() for title in titles)[some[0].article.title] == 2


def test_one_wording_cannot_be_split(tmp_path: Path) -> None:
    one = names_in(seeds() / "articles")[0]
    with pytest.raises(OutputError, match="share their wording"):
        write([one, replace(one, annotator="bob")], tmp_path)


def test_two_articles_are_training_and_development(tmp_path: Path) -> None:
    found = write(
        [finished("Kim met Putin.", ("Kim", "PER")), finished("Moscow is far away.", ("Moscow", "GPE"))], tmp_path
    )
    assert [len(some) for some in found.values()] == [1, 1, 0]


def test_rare_labels_are_dealt_out_evenly() -> None:
    labels = LabelCounts()
    for at in range(100):
        labels.add(at, {"A": 5, **({"RARE": 1} if at % 10 == 0 else {})})
    groups = [(at,) for at in range(100)]
    sides = split(groups, labels, seed=3)
    assert Counter(sides) == {"train": 80, "dev": 10, "test": 10}
    assert Counter(sides[::10]) == {"train": 8, "dev": 1, "test": 1}
    assert split(groups, labels, seed=4) != sides


def test_different_articles_are_no_duplicates() -> None:
    clusters = Clusters()
    for number, one in enumerate(names_in(seeds() / "articles")):
        assert clusters.add(one.article.sha256, one.article.text) == number
    assert len(clusters.groups()) == 20


def test_near_duplicates_are_those_of_a_comparison_of_each_with_each() -> None:
    chance = random.Random(7)  # noqa: S311 - nothing secret
    words = [f"w{at}" for at in range(40)]
    paragraphs = [" ".join(chance.choices(words, k=30)) for _ in range(40)]
    texts = [f"{at} " + " ".join(chance.sample(paragraphs, k=chance.randint(1, 5))) for at in range(70)]
    marks = [near_duplicates.marks(text) for text in texts]
    clusters = Clusters()
    groups: dict[int, set[int]] = {}
    for number, one in enumerate(marks):
        assert clusters.add(sha256(texts[number].encode()).hexdigest(), texts[number]) == number
        alike = [other for other in range(number) if _are_alike(one, marks[other])]
        together = set[int]({number}).union(*(groups[other] for other in alike))
        groups |= dict.fromkeys(together, together)
    wanted = sorted({tuple(sorted(one)) for one in groups.values()})
    assert 1 < len(wanted) < len(texts)
    assert clusters.groups() == wanted


def _are_alike(one: set[int], other: set[int]) -> bool:
    return len(one & other) >= max(2, 0.3 * min(len(one), len(other)))


def test_what_many_articles_say_makes_no_two_alike() -> None:
    said = "All rights reserved, and nothing of this may be printed again by anybody without our leave in writing."
    clusters = Clusters()
    for at in range(60):
        text = f"{said} {said.upper()} {at}"
        clusters.add(sha256(text.encode()).hexdigest(), text)
    assert [len(one) for one in clusters.groups()] == [50, *[1] * 10]


def test_a_side_that_is_too_much_for_one_docbin_is_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    some = names_in(seeds() / "articles")[:12]
    whole = write(some, tmp_path / "whole")
    monkeypatch.setattr(docbin_parts, "MOST_TOKENS", 1_200)
    FORMAT.write_files(some, lambda name: new_file(tmp_path / "parts", name))
    nlp = spacy.util.load_model_from_config(load_config(tmp_path / "parts" / "config.cfg"), auto_fill=False)
    for side, titles in whole.items():
        path = tmp_path / "parts" / f"{side}.spacy"
        examples = list(Corpus(path)(nlp))
        about = [json.loads(str(one.reference.user_data["about"])) for one in examples]
        assert [one["title"] for one in about] == titles
        sizes = [
            sum(len(doc) for doc in DocBin().from_disk(part).get_docs(nlp.vocab))
            for part in (sorted(path.iterdir()) if path.is_dir() else [path])
        ]
        assert all(size <= 1_200 for size in sizes)
        assert len(sizes) > 1 or side != "train"
    found = FORMAT.found([path for path in (tmp_path / "parts").rglob("*") if path.is_file()])
    assert Counter(map(repr, found)) == Counter(repr(FORMAT.expected(one)) for one in some)


def test_no_room_for_what_waits_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spooling, "SpooledTemporaryFile", _FullDisk)
    with pytest.raises(DiskFullError, match="no space left on device"):
        write(names_in(seeds() / "articles"), tmp_path)


class _FullDisk(io.BytesIO):
    def __init__(self, **_: object) -> None:
        super().__init__()

    def write(self, data: object) -> int:  # noqa: ARG002 - it does not fit, whatever it is
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
