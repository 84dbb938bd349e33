"""Dates, times, amounts and numbers."""

import pytest

from annotator.suggest.base import Suggester
from tests.unit.suggest.marked import agrees, suggested


@pytest.mark.parametrize(
    "marked",
    [
        "on {15 August:DATE} and {25 April 2019:DATE}",
        "on {Thursday, Dec. 15:DATE}, in {August 2019:DATE}",
        "his {Dec.14th:DATE} speech of {May 22:DATE}",
        "{October 25-26, 2016:DATE} and {11-13 November:DATE}",
        "{2019-04-25:DATE}, {25/04/2019:DATE} and {25.04.2019:DATE}",
        "in {2019:DATE}, since {early 2001:DATE}, {2003-2005:DATE}",
        "the {1990s:DATE} and the {19th century:DATE}",
        "{last week:DATE}, {next year:DATE}, {this month:DATE}, {yesterday:DATE}",
        "the {past two weeks:DATE} and {three years ago:DATE}",
        "on {Sunday:DATE} and {Mondays:DATE}",
        "at the {end of last year:DATE}",
        "{early March:DATE} and in {May:DATE}.",
        "© {2024:DATE} by us",
        "for {ten days:DATE}, a {five-year:DATE} plan, {every six months:DATE}",
    ],
)
def test_dates(rules: Suggester, marked: str) -> None:
    agrees(rules, marked)


@pytest.mark.parametrize(
    "marked",
    [
        "at {5 p.m.:TIME} or {10:30 GMT:TIME}",
        "{this morning:TIME} and {tonight:TIME}",
        "for {48 hours:TIME}, {twenty minutes:TIME}",
        "{$5 billion:MONEY}, {€3.5 million:MONEY}, {£20:MONEY}, {US$ 3bn:MONEY}",
        "{40 rubles:MONEY}, {two million euros:MONEY}, {5,000 Russian rubles:MONEY}",
        "{$3 to $4 million:MONEY}",
        "{25%:PERCENT}, {30 percent:PERCENT}, {3.5 per cent:PERCENT}, {5 to 10 percent:PERCENT}",
        "{10,000 km:QUANTITY}, {five tonnes:QUANTITY}, {40 degrees Celsius:QUANTITY}, {2.5 million barrels:QUANTITY}",
        "the {first:ORDINAL}, the {21st:ORDINAL}, a {third:ORDINAL}",
        "{three:CARDINAL} men, {1,500:CARDINAL} tanks, {two million:CARDINAL} people, {dozens:CARDINAL}",
    ],
)
def test_amounts(rules: Suggester, marked: str) -> None:
    agrees(rules, marked)


@pytest.mark.parametrize(
    "text",
    [
        "they march in step and may come",
        "March to the sea",
        "May they rest",
        "call 1.2.3.4 or Room-12a",
        "one of them, and a second later",
        "the pound of flesh",
    ],
)
def test_no_dates_and_amounts(rules: Suggester, text: str) -> None:
    found = suggested(rules, text, frozenset({"DATE", "MONEY", "PERCENT", "QUANTITY"}))
    assert not found


def test_thousands_of_people_are_no_year(rules: Suggester) -> None:
    agrees(rules, "about {2000:CARDINAL} soldiers")


def test_numbers_inside_dates_stay_inside(rules: Suggester) -> None:
    agrees(rules, "{25 April 2019:DATE} and {$5 million:MONEY}")
