"""Names of the lists in texts."""

import pytest

from annotator.suggest.base import Suggester
from annotator.suggest.gazetteer import agrees as capitals_agree
from tests.unit.suggest.marked import agrees, read, suggested


@pytest.mark.parametrize(
    "marked",
    [
        "{Russia:GPE} and the {United States:GPE}, the {U.S.:GPE} and {UK:GPE}",
        "He left {Côte d’Ivoire:GPE} for {Cote d'Ivoire:GPE} and {Kyiv:GPE}",
        "a {U.S.:GPE}-led, {US:GPE}-backed and pro-{Russian:NORP} force",
        "the {North Korean:NORP} leader and {South Koreans:NORP}",
        "the {U.N. Security Council:ORG} and the {UN:ORG} met {NATO:ORG}",
        "unity of the {West:LOC}, the {Middle East:LOC} and {Europe:LOC}",
        "on {Victory Day:EVENT} in {Red Square:FAC}",
        "the {Geneva Conventions:LAW} and the {Paris Agreement:LAW}",
        "an {AK-47:PRODUCT} and the {Koran:WORK_OF_ART}",
        "a court in {The Hague:GPE}",
        "{MOSCOW:GPE} — The minister arrived",
        "the {British House of Lords:ORG} and a {House of Lords:ORG}",
        "they flew from {Lagos:GPE} to {Almaty:GPE}",
        "{Al-Shabaab:ORG} and {al-Shabaab:ORG}",
        "the president of {Chad:GPE}",
        "in {St. Peter’s Basilica:FAC} or {St. Peter's Basilica:FAC}",
    ],
)
def test_found(rules: Suggester, marked: str) -> None:
    agrees(rules, marked)


@pytest.mark.parametrize(
    "text",
    [
        "they told us who is it",  # not the US, the WHO or IS
        "a turkey, a china cup and a nice bath",
        "Nice weather, he thought.",  # a city, but first in its sentence
        "THIS IS WHO WE ARE",
        "a Lancet Microbe study",  # names of one word, but for the capitals beside them
        "the Intercept Brasil team",
        "rice and reading and perm",
        "some russians",
    ],
)
def test_not_found(rules: Suggester, text: str) -> None:
    assert not suggested(rules, text)


def test_the_longer_name_wins(rules: Suggester) -> None:
    agrees(rules, "the {Bank of Japan:ORG}, the {China Daily:ORG} and {Iran-Iraq War:EVENT}")


def test_languages_by_their_neighbours(rules: Suggester) -> None:
    agrees(
        rules, "She speaks {Korean:LANGUAGE}, wrote in {Arabic:LANGUAGE}, and met {Korean:NORP} and {Arab:NORP} envoys"
    )


def test_the_reason_names_the_list(rules: Suggester) -> None:
    text, _ = read("They flew to Russia.")
    ((one,),) = rules.suggest([text], labels=frozenset({"GPE"}))
    assert (one.source, one.reason) == ("gazetteer", "country or territory: Russia")


@pytest.mark.parametrize(
    ("surface", "listed", "expected"),
    [
        ("Russia", "Russia", True),
        ("RUSSIA", "Russia", True),
        ("russia", "Russia", False),
        ("Un", "UN", False),
        ("Al-Nusra", "al-Nusra", True),
    ],
)
def test_capitals(surface: str, listed: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    assert capitals_agree(surface, listed) is expected
