"""What of a version a source depends on."""

import pytest

from annotator.domain.suggestion import edition, with_lists

OLD, NEW, RULES = "1.0+a1b2+1.0+beef", "1.0+c3d4.x+e5+1.0+beef", "1.0+beef"


@pytest.mark.parametrize("source", ["gazetteer", "pattern", "name"])
def test_rules_are_the_same_whatever_is_trained(source: str) -> None:
    assert {edition(source, one) for one in (OLD, NEW, RULES, with_lists(NEW, "abc"))} == {RULES}
    assert edition(source, "1.0+a1b2+1.1+beef") != RULES


@pytest.mark.parametrize("source", ["ner", "consistency", "somebody's"])
def test_what_a_training_changes(source: str) -> None:
    assert edition(source, OLD) != edition(source, NEW)
    assert edition(source, with_lists(OLD, "abc")) == edition(source, OLD) == OLD


def test_lists_and_memory() -> None:
    assert edition("list", with_lists(OLD, "abc")) == edition("list", with_lists(RULES, "abc")) == "abc"
    assert edition("list", OLD) == ""
    assert edition("memory", OLD) == edition("memory", with_lists(NEW, "abc"))
