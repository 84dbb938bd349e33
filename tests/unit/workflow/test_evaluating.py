"""Evaluating: what is held against what, what counts on neither side, who is gold, and trying suggesters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from annotator.agreement import LeftOut
from annotator.domain.adjudication import GOLD
from annotator.domain.identity import text_digest
from annotator.domain.scheme import parse_scheme
from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.errors import InputError, SuggesterError
from annotator.workflow import trying
from annotator.workflow.evaluating import NOT_IN_GOLD, NOT_THERE, UNJUDGED, WITHOUT, Rates, evaluate, measure
from annotator.workflow.importing import import_paths
from annotator.workflow.labelled_texts import NOT_FINISHED, LabelledText, read_gold
from annotator.workflow.projects import open_session
from annotator.workflow.trying import Way, remembered, try_ways
from tests.unit.workflow.building import make_project, suggest, write_articles
from tests.unit.workflow.reporting_projects import made_project

TEXTS = ("Kim met Putin in Moscow.", "Kim left Oslo.", "Nobody said a word.")
RIGHT = {0: [("Kim", "PERSON"), ("Putin", "PERSON"), ("Moscow", "GPE")], 1: [("Kim", "PERSON"), ("Oslo", "GPE")]}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Return a project whose gold has five spans in two of three texts."""
    (tmp_path / "gold").mkdir()
    return made_project(tmp_path / "gold", TEXTS, {GOLD: RIGHT, "ann": {0: RIGHT[0][:1], 2: []}})


@pytest.fixture
def suggested(tmp_path: Path) -> Path:
    """Return another project of the same texts and one more, with suggestions in the first and the one more."""
    (tmp_path / "suggested").mkdir()
    path = make_project(tmp_path / "suggested", (*TEXTS, "More of it."))
    suggest(path, (1, "Kim", "PERSON"), (1, "met Putin", "PERSON"), (1, "Moscow", "LOC"), (4, "More", "ORG"))
    return path


def said(surface: str, label: str, text: str = TEXTS[0], source: str = "ner") -> Suggestion:
    start = text.index(surface)
    return Suggestion(start, start + len(surface), label, source, 0.5, "made")


def labelled(text: str, *spans: tuple[str, str], regions: Sequence[str] = ()) -> LabelledText:
    places = tuple((text.index(one), text.index(one) + len(one)) for one in regions)
    return LabelledText(text_digest(text), "", text, tuple(said(*one, text=text) for one in spans), places)


def counts(one: Rates) -> tuple[int, int, int]:
    return one.found, one.gold, one.right


def test_stored_suggestions_are_held_against_gold_of_another_project(gold: Path, suggested: Path) -> None:
    report = evaluate(gold, suggested)
    assert (report.gold, report.texts, report.spans) == ("made.annotator (gold)", 2, 5)
    assert report.left_out == (LeftOut(1, NOT_FINISHED),)
    assert report.tried == ()
    assert report.stored is not None
    assert report.stored.name == "p.annotator (suggestions)"
    measured = report.stored.measured
    assert measured.texts == 1
    assert counts(measured.overall.strict) == (3, 3, 1)
    assert counts(measured.overall.boundary) == (3, 3, 2)
    assert counts(measured.overall.relaxed) == (3, 3, 2)
    assert counts(measured.labels["PERSON"].relaxed) == (2, 2, 2)
    assert set(report.stored.left_out) == {LeftOut(1, WITHOUT), LeftOut(2, NOT_IN_GOLD)}


def test_an_annotators_decisions_are_measured_instead(gold: Path) -> None:
    report = evaluate(gold, gold, annotator="ann")
    assert report.stored is not None
    assert counts(report.stored.measured.overall.strict) == (1, 3, 1)
    assert "texts of gold that ann has not finished" in {one.what for one in report.stored.left_out}


def test_decisions_count_only_in_finished_articles(gold: Path) -> None:
    session = open_session(gold, "ben")
    session.open(1)
    session.label(0, 3, "PERSON")
    session.project.close()
    with pytest.raises(InputError, match="ben has finished no text of gold"):
        evaluate(gold, gold, annotator="ben")


def test_a_file_is_measured_by_the_texts_it_shares(gold: Path, tmp_path: Path) -> None:
    rows = [
        {"text": TEXTS[1], "label": [[0, 3, "PERSON"], [9, 13, "LOC"]]},
        {"text": "Somebody else did.", "label": [[0, 8, "PERSON"]]},
    ]
    file = tmp_path / "theirs.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in rows), "utf-8")
    report = evaluate(gold, file)
    assert report.stored is not None
    assert report.stored.left_out == (LeftOut(1, NOT_THERE), LeftOut(1, NOT_IN_GOLD))
    assert counts(report.stored.measured.overall.strict) == (2, 2, 1)
    assert counts(report.stored.measured.overall.boundary) == (2, 2, 2)


def test_a_file_can_be_gold(suggested: Path, tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    row = {"text": TEXTS[0] + "\n", "label": [[0, 3, "PERSON"], [17, 23, "GPE"]]}
    file.write_text(json.dumps(row) + "\n", "utf-8")
    with pytest.raises(InputError, match="No text of gold is in"):  # a line end makes another text of it
        evaluate(file, suggested)
    file.write_text(json.dumps(row | {"text": TEXTS[0]}) + "\n", "utf-8")
    report = evaluate(file, suggested)
    assert report.labels == ("GPE", "PERSON")
    assert report.stored is not None
    assert report.stored.measured.left_out == (LeftOut(1, "spans found with labels that are not compared: LOC 1"),)
    assert counts(report.stored.measured.overall.strict) == (2, 2, 1)


def test_labels_a_project_does_not_suggest_are_no_misses(gold: Path, tmp_path: Path) -> None:
    scheme = parse_scheme('name = "few"\n[[label]]\nname = "GPE"\n[[label]]\nname = "PERSON"\nsuggested = false\n')
    path = tmp_path / "few.annotator"
    import_paths(path, [write_articles(tmp_path / "few", TEXTS)], scheme=scheme)
    suggest(path, (1, "Moscow", "GPE"))
    report = evaluate(gold, path)
    assert report.labels == ("GPE",)
    assert report.stored is not None
    assert counts(report.stored.measured.overall.strict) == (1, 1, 1)
    assert report.stored.measured.left_out == (LeftOut(2, "spans of gold with labels that are not compared: PERSON 2"),)
    asked = evaluate(gold, path, labels=["GPE", "PERSON"])
    assert asked.stored is not None
    assert counts(asked.stored.measured.overall.strict) == (1, 3, 1)


def test_each_source_is_measured_by_itself() -> None:
    found = [[said("Kim", "PERSON", source="gazetteer"), said("met Putin", "PERSON"), said("Moscow", "LOC")]]
    measured = measure([labelled(TEXTS[0], *RIGHT[0])], found, ("PERSON", "GPE", "LOC"))
    assert counts(measured.sources["gazetteer"].strict) == (1, 3, 1)
    assert counts(measured.sources["ner"].strict) == (2, 3, 0)
    assert counts(measured.sources["ner"].boundary) == (2, 3, 1)
    assert measured.sources["ner"].relaxed.f1 == pytest.approx(0.4)


def test_regions_nobody_judged_count_on_neither_side() -> None:
    one = labelled(TEXTS[0], *RIGHT[0], regions=("met Putin",))
    measured = measure([one], [[said("Kim", "PERSON"), said("Putin", "ORG")]], ("PERSON", "GPE", "ORG"))
    assert counts(measured.overall.strict) == (1, 2, 1)
    assert measured.left_out == (LeftOut(2, UNJUDGED),)
    theirs = measure([one], [[said("Kim", "PERSON")]], ("PERSON", "GPE"), regions=[[(17, 18)]])
    assert counts(theirs.overall.strict) == (1, 1, 1)


def test_ignored_regions_of_a_project_are_nobodys(gold: Path) -> None:
    session = open_session(gold, GOLD)
    session.open(2)
    session.toggle_ignored(9, 13)
    session.finish()
    session.project.close()
    found = {one.text: one for one in read_gold(gold).texts}
    assert found[TEXTS[1]].regions == ((9, 13),)


def test_of_several_people_gold_is_right_unless_another_is_named(gold: Path, tmp_path: Path) -> None:
    assert read_gold(gold).name.endswith("(gold)")
    assert read_gold(gold, annotator="ann").spans == 1
    with pytest.raises(InputError, match=r"There is no annotator “eve” in “made\.annotator”\. There are: ann, gold"):
        read_gold(gold, annotator="eve")
    (tmp_path / "two").mkdir()
    two = made_project(tmp_path / "two", TEXTS, {"ann": {0: []}, "ben": {1: []}})
    for path in (two, two.with_name("given.jsonl")):
        with pytest.raises(InputError, match=r"Several people have labels in .* Name one"):
            read_gold(path)
        assert len(read_gold(path, annotator="ben").texts) == 1


def test_what_is_not_finished_is_no_gold(suggested: Path) -> None:
    with pytest.raises(InputError, match=r"No article is finished in “p\.annotator”"):
        evaluate(suggested)
    file = suggested.with_name("theirs.jsonl")
    file.write_text('{"text": "Kim left."}\n', "utf-8")
    with pytest.raises(InputError, match="No article is finished in"):
        evaluate(file)


def test_suggesters_are_tried_where_there_is_nothing_but_gold(gold: Path) -> None:
    names = {path: [one.name for one in evaluate(gold, path, pipeline=None).tried] for path in (None, gold)}
    assert names[None] == names[gold]
    assert names[None][0] == "rules"
    assert names[None][-1].endswith("+ memory")
    report = evaluate(gold, ways=[Way.RULES], labels=["GPE"])
    assert [counts(one.measured.overall.strict) for one in report.tried] == [(2, 2, 2)]


def test_a_pipeline_that_is_not_there_is_said(gold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "SHIPPED", ("pipelines", "none"))
    with pytest.raises(SuggesterError, match=r"came without a trained pipeline\. Name the folder of one"):
        evaluate(gold, ways=[Way.NER])


class Fixed:
    """A suggester that says the same of a surface wherever it stands, and stops at a word."""

    info = SuggesterInfo("fixed", "7")

    def __init__(self, label: str, *surfaces: str) -> None:
        self._label, self._surfaces = label, surfaces

    def suggest(self, texts: Iterable[str], *, labels: frozenset[str]) -> Iterator[Sequence[Suggestion]]:
        for text in texts:
            if "stop" in text:
                raise ValueError("no more")
            yield [said(one, self._label, text) for one in self._surfaces if one in text and self._label in labels]


def load(suggester: Fixed) -> object:
    def loaded(name: str) -> Fixed:
        assert name == "theirs"
        return suggester

    return loaded


def test_a_suggester_named_stands_beside_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "load_suggester", load(Fixed("ORG", "Azov")))
    texts = [labelled(f"{one} Azov.", ("Azov", "GPE")) for one in ("In", "At", "By")]
    told: list[tuple[int, int]] = []
    tried = list(
        try_ways(
            texts,
            [],
            labels=frozenset({"ORG", "GPE"}),
            suggester="theirs",
            progress=lambda done, total: told.append((done, total)),
        )
    )
    assert [(one.title, one.version) for one in tried] == [("theirs", "7")]
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_memory_knows_what_came_before_and_nothing_else() -> None:
    texts = [labelled(f"{one} Azov.", ("Azov", "GPE")) for one in ("In", "At", "By")]
    before = [[said("Azov", "ORG", one.text)] for one in texts]
    after = remembered(texts, before, labels=frozenset({"ORG", "GPE"}))
    assert [[one.label for one in found] for found in after] == [["ORG"], ["GPE"], ["GPE"]]
    assert [found[0].source for found in after] == ["ner", "memory", "memory"]


def test_memory_learns_from_what_was_wrong() -> None:
    texts = [labelled(f"{one} Week in Oslo.", ("Oslo", "GPE")) for one in ("A", "The", "That", "His")]
    before = [[said("Week", "EVENT", one.text), said("in Oslo", "GPE", one.text)] for one in texts]
    after = remembered(texts, before, labels=frozenset({"EVENT", "GPE"}))
    assert [[one.text[s.start : s.end] for s in found] for one, found in zip(texts, after, strict=True)] == [
        ["Week", "in Oslo"],
        ["Week", "in Oslo"],
        ["Oslo"],
        ["Oslo"],
    ]


def test_memory_learns_nothing_where_nobody_judged() -> None:
    texts = [labelled(f"{one} Week in Oslo.", ("Oslo", "GPE"), regions=("Week in Oslo",)) for one in "ABC"]
    before = [[said("Week", "EVENT", one.text)] for one in texts]
    assert remembered(texts, before, labels=frozenset({"EVENT", "GPE"})) == before


def test_a_suggester_that_breaks_is_named_with_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "load_suggester", load(Fixed("ORG")))
    texts = [labelled("Go on."), LabelledText("1", "The end", "Now stop.", ())]
    with pytest.raises(SuggesterError, match="The suggester fixed stopped at or behind “The end”: no more"):
        list(try_ways(texts, [], labels=frozenset({"ORG"}), suggester="theirs"))
