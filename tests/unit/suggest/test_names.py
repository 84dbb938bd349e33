"""Persons by pattern, and what one place of an article says about another."""

import pytest

from annotator.suggest.base import Suggester
from tests.unit.suggest.marked import agrees, suggested


@pytest.mark.parametrize(
    "marked",
    [
        "President {Piet Zandvoort:PERSON} and Mr. {Quillfeather:PERSON}",
        "then Foreign Minister {Aleko Tsiklauri:PERSON} left",
        "Lt. Gen. {Stephen J. Townsend:PERSON} said so",
        "then {UN:ORG} Secretary-General {Amara Okwuosa:PERSON} spoke",
        "the analyst {Peter Dickinson:PERSON} said",
        "asked {Maria van der Velde:PERSON} and {Ahmed bin Rashid:PERSON}",
        "met {Nouri al-Maliki:PERSON} and {J.K. Rowling:PERSON}",
        "met {Kim Jong-un:PERSON} and {Ri Son Gwon:PERSON}, {Xi Jinping:PERSON} and {Park Sang-hak:PERSON}",
        "former diplomat {Wolfhard Queck:PERSON} wrote",
        "the minister, {Hektor Zilch:PERSON}, {54:CARDINAL}, resigned",
        "“No,” said {Jack London:PERSON} calmly",
        "{Emmanuel Macron:PERSON}’s plan and {Angela Merkel:PERSON}'s",
    ],
)
def test_found(rules: Suggester, marked: str) -> None:
    agrees(rules, marked)


@pytest.mark.parametrize(
    "text",
    [
        "the Prime Minister's speech and the General",
        "Meanwhile officials said nothing.",
        "The president of the board said",
        "Human Rights and human rights",
        "Read More About This Story",
    ],
)
def test_no_persons(rules: Suggester, text: str) -> None:
    assert not suggested(rules, text, frozenset({"PERSON"}))


def test_offices_of_bodies_are_no_persons(rules: Suggester) -> None:
    agrees(
        rules,
        "the {General Assembly:ORG}, the {Prime Minister Office:ORG}, {General Motors:ORG}",
        frozenset({"ORG", "PERSON"}),
    )


def test_surnames_after_full_names(rules: Suggester) -> None:
    agrees(
        rules,
        "{Piet Zandvoort:PERSON} flew home. President {Piet Zandvoort:PERSON} spoke, and {Zandvoort:PERSON}’s wife"
        " too; so did {Staffan de Mistura:PERSON} and then {de Mistura:PERSON}.",
    )


def test_a_name_with_and_without_hyphens(rules: Suggester) -> None:
    agrees(rules, "{Ri Yong-suk:PERSON} met us. We met {Ri Yong Suk:PERSON}, and {Ri:PERSON} smiled.")


def test_vietnamese_are_called_by_their_last_name(rules: Suggester) -> None:
    agrees(rules, "We met {Nguyen Phu Trong:PERSON}, and {Trong:PERSON} smiled.")


def test_a_trade_at_the_beginning_is_no_name(rules: Suggester) -> None:
    agrees(rules, "Archaeologist {Ada Quill:PERSON} dug.")


def test_surnames_of_nobody_are_left(rules: Suggester) -> None:
    assert not suggested(rules, "The Zandvoort affair.", frozenset({"PERSON"}))


def test_a_misspelt_given_name(rules: Suggester) -> None:
    agrees(
        rules,
        "{Vladimir Putin:PERSON} spoke.\n{Kim Jong Un:PERSON} and {Vladmir Putin:PERSON} in a picture",
    )


def test_words_glued_together(rules: Suggester) -> None:
    agrees(
        rules,
        "It flourished alongside{Russia:GPE}’s war. More under this ad{Russian:NORP} President {Vladimir Putin:PERSON}",
    )
    agrees(rules, "{Donald Trump:PERSON}and {Kim:PERSON} met. {Trump:PERSON} and {Kim Jong Un:PERSON} smiled.")


@pytest.mark.parametrize("marked", ["{Poland:GPE} and {Thailand:GPE}", "{YouTube:ORG} and McDonald", "a GoPro"])
def test_whole_words_stay_whole(rules: Suggester, marked: str) -> None:
    agrees(rules, marked, frozenset({"GPE", "ORG"}))


def test_titles_in_title_case_make_no_names(rules: Suggester) -> None:
    agrees(
        rules,
        "How Every Angry Farmer Stopped Eating Bread\n{Putin:PERSON} Warns Anxious Neighbours Again\n",
        frozenset({"PERSON", "ORG"}),
    )


def test_nothing_crosses_a_line(rules: Suggester) -> None:
    agrees(rules, "by {Angela Merkel:PERSON}\n{Berlin:GPE}\nPresident\nTomorrow", frozenset({"PERSON", "GPE"}))


def test_one_label_for_a_short_form(rules: Suggester) -> None:
    agrees(rules, "the {Zemlyan Farmers Union:ORG} ({ZFU:ORG}) struck; the {ZFU:ORG} won", frozenset({"ORG", "PERSON"}))
