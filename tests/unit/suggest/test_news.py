"""The suggester the program uses, with the pipeline that ships: what it says of texts, and without what it can work."""

import json
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from annotator.domain.suggestion import edition
from annotator.errors import SuggesterError
from annotator.resources import resource, seeds
from annotator.suggest import load_suggester
from annotator.suggest.base import Suggester
from annotator.suggest.news import PIPELINE, Silent, load_news, read_news
from annotator.suggest.pieces import build_tokenizer
from annotator.suggest.policy import STRONG
from annotator.suggest.rules import Rules, load_rules
from annotator.suggest.training import BY_RULES
from tests.unit.suggest.marked import NAMES, suggested

TEXT = (
    "Ministers agree on grain\n\nKAMPALA, June 4 — Odette Mugisha told Reuters that the Uganda Revenue Authority had "
    "paid $5 million. Mugisha’s deputy flew from Entebbe International Airport to Berlin on Monday."
)
CONLL = frozenset({"PER", "ORG", "LOC", "MISC"})


def surfaces(suggester: Suggester, text: str, labels: frozenset[str] = NAMES) -> set[tuple[str, str]]:
    return {(text[one.start : one.end], one.label) for one in suggested(suggester, text, labels)}


def test_names_dates_and_money_of_a_piece_of_news(news: Suggester) -> None:
    found = surfaces(news, TEXT)
    assert {
        ("Odette Mugisha", "PERSON"),
        ("Mugisha", "PERSON"),
        ("Reuters", "ORG"),
        ("Uganda Revenue Authority", "ORG"),
        ("Entebbe International Airport", "FAC"),
        ("Berlin", "GPE"),
        ("June 4", "DATE"),
        ("$5 million", "MONEY"),
    } <= found


def test_each_says_why_and_how_sure(news: Suggester) -> None:
    (found,) = news.suggest([TEXT], labels=NAMES)
    assert all(one.reason and one.score is not None and 0 < one.score < 1 for one in found)
    assert {one.version for one in found} == {news.info.version}
    assert edition("gazetteer", news.info.version) == load_rules(resource()).info.version, "rules are no other for it"
    assert edition("ner", news.info.version) == news.info.version
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_speaks_the_labels_of_another_scheme(news: Suggester) -> None:
    found = surfaces(news, TEXT, CONLL)
    assert {("Odette Mugisha", "PER"), ("Entebbe International Airport", "LOC"), ("Reuters", "ORG")} <= found


def test_texts_together_are_as_one_by_one(news: Suggester) -> None:
    texts = [TEXT, "", "Nothing here.", TEXT.upper(), "Berlin\n" * 50]
    together = [[(one.start, one.end, one.label) for one in some] for some in news.suggest(texts, labels=NAMES)]
    alone = [
        [(one.start, one.end, one.label) for one in next(iter(news.suggest([text], labels=NAMES)))] for text in texts
    ]
    assert together == alone


def test_the_rules_alone_where_no_pipeline_ships(tmp_path: Path) -> None:
    shutil.copytree(resource() / "gazetteers", tmp_path / "gazetteers")
    suggester = load_suggester("news", resources=tmp_path)
    assert suggester.info.name == "rules"
    assert ("Berlin", "GPE") in surfaces(suggester, TEXT)


def test_a_damaged_pipeline_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "pipeline"
    shutil.copytree(resource() / PIPELINE, folder)
    (folder / "ner" / "model").write_bytes(b"\x93nothing")
    with pytest.raises(SuggesterError, match="cannot be loaded"):
        load_news(resource(), pipeline=folder)


def test_the_version_follows_the_weights(tmp_path: Path, news: Suggester) -> None:
    folder = tmp_path / "pipeline"
    shutil.copytree(resource() / PIPELINE, folder)
    assert load_news(resource(), pipeline=folder).info == news.info
    (folder / "calibration.json").unlink()
    assert load_news(resource(), pipeline=folder).info != news.info


def test_silent_in_a_language_nobody_has_taught() -> None:
    suggester = load_news(resource(), language="de")
    assert isinstance(suggester, Silent)
    assert list(suggester.suggest(["Berlin.", "Wien."], labels=NAMES)) == [(), ()]


def test_what_is_doubtful_goes_from_a_whole_text_and_uncovers_what_it_lay_over() -> None:
    rows = [json.loads(line) for line in (seeds() / "labels" / "gold.jsonl").read_text("utf-8").splitlines()]
    texts = [row["text"] for row in rows]
    folder = resource(PIPELINE)
    strict, rules = read_news(resource(), folder, least=0.9), Rules(resource(), build_tokenizer())
    gone = dates = countries = 0
    for text, everything, kept in zip(
        texts, read_news(resource(), folder, least=0).find(texts), strict.find(texts), strict=True
    ):
        places = {(one.start, one.end, one.label) for one in kept}
        names = {(text[one.start : one.end], one.label) for one in kept if one.score >= 0.9}
        for one in everything:
            there = (one.start, one.end, one.label) in places
            assert there or (text[one.start : one.end], one.label) not in names
            gone += not there
        for one in rules.read(text).settled():
            sure = one.label in BY_RULES or one.rank == STRONG
            if sure and not any(one.start < end and start < one.end for start, end, _ in places):
                pytest.fail(f"{text[one.start : one.end]} lies bare")
            dates += one.label in BY_RULES
            countries += one.label == "GPE" and one.rank == STRONG
    assert gone > 50
    assert dates > 50
    assert countries > 50
