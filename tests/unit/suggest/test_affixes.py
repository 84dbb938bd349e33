"""Names by the words they end in, open or follow, and by their shape."""

import pytest

from annotator.suggest.base import Suggester
from tests.unit.suggest.marked import NAMES, agrees, suggested


@pytest.mark.parametrize(
    "marked",
    [
        "the {Zemlyan Foreign Ministry:ORG} said",
        "the {Ministry of Foreign Affairs and Trade:ORG}",
        "{Government of Iraq:ORG} and the {Kurdistan Regional Government:ORG} met.",
        "the {U.S. State Department:ORG} and {Turkey:GPE}’s {Interior Ministry:ORG}",
        "the {University of Ghent:ORG}, {Sultan Qaboos University:ORG}",
        "{Acme Widgets Inc.:ORG} sued",
        "the {Peace and Security Council:ORG} met the {Zemlyan Food Authority:ORG}",
        "the {Iranian Revolutionary Guards:ORG}, the {U.S. Embassy:ORG} and the {Russian:NORP} government",
        "the {BRP Sierra Madre:PRODUCT}",
        "the {New Democratic Party:ORG}, the {Liberal Party of Canada:ORG}",
        "the {Antonov Bridge:FAC}, {Sheremetyevo Airport:FAC}, {Kresty Prison:FAC}",
        "in {Camp Ashraf:FAC} and on {Interstate 95:FAC}",
        "the {Accra International Conference Centre:FAC}",
        "the {Koro Sea:LOC}, {Lake Onega:LOC}, {Mount Kenya:LOC}, the {Bei River:LOC}",
        "the town of {Spin Boldak:GPE}, {Zabol:GPE} province, its capital, {Zaranj:GPE}",
        "on {Operation Red Dawn:EVENT} and {Hurricane Zelda:EVENT}",
        "the {Battle of Debaltseve:EVENT} and the {Chaco War:EVENT}",
        "the {Treaty of Tlatelolco:LAW} and {Resolution 1701:LAW}",
        "the {2004 Canadian federal election:EVENT}",
        "the {G20 summit:EVENT}",
        "a {T-72B:PRODUCT} and {MQ-9:PRODUCT} drones",
        "the novel “{The Quiet Don:WORK_OF_ART}”, she said",
    ],
)
def test_found(rules: Suggester, marked: str) -> None:
    agrees(rules, marked, NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "the ministry of the party",
        "The Party is over.",
        "a Bridge too far",
        "They said “no such thing”.",
        "the city of lights",
        "grade A-1",
    ],
)
def test_not_found(rules: Suggester, text: str) -> None:
    assert not suggested(rules, text, NAMES - {"PRODUCT"})


def test_a_place_before_its_country(rules: Suggester) -> None:
    agrees(rules, "He was born in {Vermillion:GPE}, {South Dakota:GPE}", NAMES)
