"""The recogniser alone says what bare words tell it, in the scheme's words, and nothing the rules know."""

from __future__ import annotations

from collections.abc import Sequence
from operator import eq
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator.domain.suggestion import Suggestion
from annotator.errors import SuggesterError
from annotator.resources import resource
from annotator.suggest.alone import RecogniserAlone
from annotator.suggest.recogniser import Entity, Recogniser
from annotator.suggest.taught import TaughtText
from annotator.suggest.training import train
from annotator.workflow.labelled_texts import LabelledText
from annotator.workflow.trying import Way, try_ways
from tests.unit.suggest.teaching import ENGLISH, all_unmarked

if TYPE_CHECKING:
    from spacy.tokens import Doc

LABELS = frozenset({"PERSON", "ORG", "GPE", "DATE"})


@pytest.fixture(scope="module")
def taught() -> list[TaughtText]:
    return all_unmarked(ENGLISH)


@pytest.fixture(scope="module")
def pipeline(taught: list[TaughtText], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("alone") / "pipeline"
    train(taught, resources=resource()).to_disk(folder)
    return folder


def triples(found: Sequence[Suggestion]) -> set[tuple[int, int, str]]:
    return {(one.start, one.end, one.label) for one in found}


def test_it_finds_what_it_was_taught_and_no_date(pipeline: Path, taught: list[TaughtText]) -> None:
    alone = RecogniserAlone(resource(), pipeline)
    found = list(alone.suggest((one.text for one in taught), labels=LABELS))
    assert [len(one) for one in found] == [len(one.spans) for one in taught]
    wanted = [{(start, end) for start, end, _ in one.spans} for one in taught]
    places = [{(one.start, one.end) for one in some} for some in found]
    assert sum(map(eq, places, wanted)) >= len(taught) - 1
    assert "3 May 2024" in taught[0].text
    assert {one.source for some in found for one in some} == {"ner"}


def test_it_sees_nothing_that_rules_know(
    pipeline: Path, taught: list[TaughtText], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []

    def find(_: Recogniser, docs: Sequence[Doc]) -> list[list[Entity]]:
        seen.extend(any(token.tag_ or token.lemma_ for token in doc) for doc in docs)
        return [[] for _ in docs]

    monkeypatch.setattr(Recogniser, "find", find)
    list(RecogniserAlone(resource(), pipeline).suggest((one.text for one in taught), labels=LABELS))
    assert seen == [False] * len(taught)


def test_its_names_are_those_of_the_scheme_asked_for(pipeline: Path, taught: list[TaughtText]) -> None:
    alone = RecogniserAlone(resource(), pipeline)
    (found,) = alone.suggest([taught[0].text], labels=frozenset({"PER", "LOC"}))
    assert {one.label for one in found} == {"PER", "LOC"}


def test_long_lists_of_texts_come_back_in_order(pipeline: Path, taught: list[TaughtText]) -> None:
    texts = [one.text for one in taught] * 4
    alone = RecogniserAlone(resource(), pipeline)
    found = list(alone.suggest(texts, labels=LABELS))
    assert len(found) == len(texts)
    assert [triples(one) for one in found[6:12]] == [triples(one) for one in found[:6]]


def test_all_four_ways_are_tried_in_order(pipeline: Path, taught: list[TaughtText]) -> None:
    texts = [LabelledText(str(at), "", one.text, ()) for at, one in enumerate(taught)]
    tried = list(try_ways(texts, tuple(Way)[::-1], labels=LABELS, pipeline=pipeline))
    assert [one.title for one in tried] == ["rules", "ner", "both", "both + memory"]
    rules, ner, both, _ = (triples(one.said[0]) for one in tried)
    assert not any(label == "DATE" for _, _, label in ner)
    assert {one for one in rules if one[2] == "DATE"} <= both
    assert {one for one in ner if one[2] == "ORG"} <= both


def test_a_folder_that_is_no_pipeline_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SuggesterError, match="cannot be loaded"):
        RecogniserAlone(resource(), tmp_path)
