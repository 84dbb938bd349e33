"""The label schemes that ship: they parse, and say what every label means."""

import json
import re

import pytest

from annotator.domain.scheme import LabelScheme, parse_scheme
from annotator.resources import resource, seeds

SCHEMES = sorted(path.stem for path in resource("schemes").glob("*.toml"))
TAKEN = frozenset("axfsnigd")  # keys that do something else in the window


def scheme(name: str) -> LabelScheme:
    """Read one that ships."""
    path = resource("schemes", f"{name}.toml")
    return parse_scheme(path.read_text(encoding="utf-8"), source=path.name)


def test_the_two_there_must_be() -> None:
    assert {"news", "conll"} <= set(SCHEMES)


@pytest.mark.parametrize("name", SCHEMES)
def test_every_label_is_explained(name: str) -> None:
    read = scheme(name)
    assert read.name == name
    for label in read.labels:
        sentences = [one for one in re.split(r"(?<=[.!?])\s", label.guideline) if one]
        assert 1 <= len(sentences) <= 4, label.name
        assert 2 <= len(label.examples) <= 4, label.name
        assert all(re.search(r"\[[^\[\]]+\]", example) for example in label.examples), label.name
        assert label.title
        assert label.key
        assert label.key not in TAKEN


def test_news() -> None:
    read = scheme("news")
    on = ["PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "EVENT", "DATE", "PRODUCT", "MONEY", "LAW", "WORK_OF_ART"]
    off = ["TIME", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL", "LANGUAGE"]
    assert set(read.names) == {*on, *off}
    assert read.suggested == set(on)
    assert [label.name for label in read.labels if label.key.isdigit()] == on[:9]


def test_conll() -> None:
    assert scheme("conll").names == ("PER", "ORG", "LOC", "MISC")


def test_the_sample_labels_are_of_the_news_scheme() -> None:
    names = set(scheme("news").names)
    for line in (seeds() / "labels" / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        assert {span["label"] for span in json.loads(line)["spans"]} <= names
