"""The training folder: dealt out the same each time, near-duplicates on one side, readable by spaCy."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import spacy
from spacy.tokens import DocBin
from spacy.training.corpus import Corpus
from spacy.util import load_config

from annotator.domain.article import Article
from annotator.domain.dataset import LabelledArticle
from annotator.errors import OutputError
from annotator.formats.splitting import Clusters, split
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
    labels = {at: Counter({"A": 5, **({"RARE": 1} if at % 10 == 0 else {})}) for at in range(100)}
    sides = split([[at] for at in labels], labels, seed=3)
    assert Counter(sides.values()) == {"train": 80, "dev": 10, "test": 10}
    assert Counter(sides[at] for at in labels if at % 10 == 0) == {"train": 8, "dev": 1, "test": 1}
    assert split([[at] for at in labels], labels, seed=4) != sides


def test_different_articles_are_no_duplicates() -> None:
    clusters = Clusters()
    for number, one in enumerate(names_in(seeds() / "articles")):
        assert clusters.add(one.article.sha256, one.article.text) == number
    assert len(clusters.groups()) == 20
