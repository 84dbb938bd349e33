"""A project's lists of names beside a suggester: what they add, what they overrule, what they leave."""

from collections.abc import Iterable, Iterator, Sequence

import pytest

from annotator.domain.gazetteer import GazetteerRow, PatternRow
from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.suggest.listed import Listed

LABELS = frozenset({"ORG", "GPE", "PERSON"})


class Saying:
    """Proposes given surfaces with their labels."""

    info = SuggesterInfo("saying", "1")

    def __init__(self, **surfaces: str) -> None:
        self.surfaces = {surface.replace("_", " "): label for surface, label in surfaces.items()}

    def suggest(self, texts: Iterable[str], *, labels: frozenset[str]) -> Iterator[Sequence[Suggestion]]:
        for text in texts:
            yield [
                Suggestion(text.index(surface), text.index(surface) + len(surface), label, "ner", 0.5, "")
                for surface, label in self.surfaces.items()
                if surface in text and label in labels
            ]


def listed(saying: Saying, *rows: tuple[str, str], patterns: Sequence[str] = (), language: str = "en") -> Listed:
    return Listed(
        saying,
        [GazetteerRow(surface, label, "mine") for surface, label in rows],
        [PatternRow(pattern, "ORG", "mine") for pattern in patterns],
        digest="abc",
        language=language,
    )


def found(suggester: Listed, text: str, labels: frozenset[str] = LABELS) -> list[tuple[str, str, str]]:
    (said,) = suggester.suggest([text], labels=labels)
    assert [one.start for one in said] == sorted(one.start for one in said)
    return [(text[one.start : one.end], one.label, one.source) for one in said]


def test_names_of_a_list_are_found_where_their_capitals_agree() -> None:
    suggester = listed(Saying(), ("Varlo Group", "ORG"), ("Ost", "GPE"))
    text = "VARLO GROUP left Ost, the varlo group and the ost wind."
    assert found(suggester, text) == [("VARLO GROUP", "ORG", "list"), ("Ost", "GPE", "list")]


def test_the_longest_of_a_list_stays() -> None:
    suggester = listed(Saying(), ("Varlo", "PERSON"), ("Varlo Group", "ORG"))
    assert found(suggester, "Varlo Group and Varlo.") == [("Varlo Group", "ORG", "list"), ("Varlo", "PERSON", "list")]


def test_a_list_overrules_the_same_span_and_parts_of_its_own() -> None:
    suggester = listed(Saying(Varlo="PERSON", Ost="PERSON"), ("Varlo Group", "ORG"), ("Ost", "GPE"))
    assert found(suggester, "Varlo Group in Ost.") == [("Varlo Group", "ORG", "list"), ("Ost", "GPE", "list")]


def test_a_longer_suggestion_around_a_listed_name_stays() -> None:
    suggester = listed(Saying(Bank_of_Ost="ORG"), ("Ost", "GPE"))
    assert found(suggester, "The Bank of Ost paid.") == [("Bank of Ost", "ORG", "ner")]


def test_labels_nobody_asked_for_neither_show_nor_push_others_out() -> None:
    suggester = listed(Saying(Varlo="PERSON"), ("Varlo", "ORG"))
    assert found(suggester, "Varlo paid.", frozenset({"PERSON"})) == [("Varlo", "PERSON", "ner")]


def test_token_patterns_are_matched() -> None:
    suggester = listed(Saying(), patterns=['[{"LOWER": "radio"}, {"IS_TITLE": true}]'])
    assert found(suggester, "He hears Radio Velmouth.") == [("Radio Velmouth", "ORG", "list")]


def test_offsets_are_code_points_of_the_whole_text() -> None:
    text = "😀 " * 60_000 + "Ost"
    (said,) = listed(Saying(), ("Ost", "GPE")).suggest([text], labels=LABELS)
    assert [(one.start, one.end) for one in said] == [(120_000, 120_003)]


def test_other_languages_are_cut_as_they_are_written() -> None:
    assert found(listed(Saying(), ("北京", "GPE"), language="zh"), "他在北京说。") == [("北京", "GPE", "list")]


def test_the_version_follows_the_lists() -> None:
    assert listed(Saying(), ("Ost", "GPE")).info == SuggesterInfo("saying", "1+lists.abc")


@pytest.mark.parametrize(
    "pattern",
    [
        "no JSON",
        '{"LOWER":"x"}',
        "[]",
        '["x"]',
        '[{"LOWER":5}]',
        '[{"NOSUCH":"x"}]',
        '[{"TEXT":{"REGEX":"("}}]',
        '[{"TEXT":"x"},{"POS":"NOUN"}]',
        '[{"LEMMA":"x"}]',
        '[{"_":{"theirs":1}}]',
        "[" * 100_000,
    ],
)
def test_a_pattern_that_nothing_can_look_for_is_left_out_and_the_rest_works(pattern: str) -> None:
    suggester = listed(Saying(), ("Ost", "GPE"), patterns=[pattern, '[{"LOWER":"varlo"}]'])
    (said,) = suggester.left_out
    assert said.startswith(f"“{pattern[:60]}” of your list “mine” (")
    assert len(said) < 160
    assert found(suggester, "Varlo left Ost.") == [("Varlo", "ORG", "list"), ("Ost", "GPE", "list")]


def test_a_name_as_long_as_a_book_is_left_out_and_the_rest_works() -> None:
    suggester = listed(Saying(), ("Book " * 100_000, "ORG"), ("Ost", "GPE"))
    assert [one[:10] for one in suggester.left_out] == ["“Book Book"]
    assert found(suggester, "Ost.") == [("Ost", "GPE", "list")]


def test_nothing_is_said_of_lists_that_work() -> None:
    assert listed(Saying(), ("Ost", "GPE"), patterns=['[{"LOWER":"varlo"}]']).left_out == []
