"""Footnote marks: what is one, and that names end before them."""

from __future__ import annotations

import pytest

from annotator.resources import resource
from annotator.suggest.base import Suggester
from annotator.suggest.footnotes import without_marks
from annotator.suggest.rules import load_rules
from annotator.suggest.taught import ENGLISH, TaughtText, blank, examples, reader_for
from tests.unit.suggest.marked import NAMES, suggested

TEXT = "It was led by Ann Bakker[3] and John Smith.[note 1] They met Mary Jones[who?] in Geneva,[4][5] in the U.S.[12]"


@pytest.mark.parametrize(
    "mark", ["[2]", "[123]", "[a]", "[iv]", "[note 1]", "[n 2]", "[citation needed]", "[who?]", "[edit]", "[1][2]"]
)
def test_marks_become_spaces(mark: str) -> None:
    for text in ("Ann Smith{}", "Ann Smith.{} He", "the 1970s,{} when", "(Kyiv){}"):
        assert without_marks(text.format(mark)) == text.format(" " * len(mark))


@pytest.mark.parametrize(
    "text", ["[s]he said", "[1] Smith, Ann", "Ann [2] Smith", "Se[v]en", "Ann[Bakker]", "x[2024]", "no", "[", "a[2"]
)
def test_other_brackets_stay(text: str) -> None:
    assert without_marks(text) == text


def test_names_end_before_them(news: Suggester) -> None:
    wanted = {("Ann Bakker", "PERSON"), ("John Smith", "PERSON"), ("Mary Jones", "PERSON"), ("U.S.", "GPE")}
    wanted.add(("Geneva", "GPE"))
    for suggester in (news, load_rules(resource())):
        assert {(TEXT[one.start : one.end], one.label) for one in suggested(suggester, TEXT, NAMES)} == wanted


def test_a_name_before_one_is_learnt_as_it_is_read() -> None:
    end = TEXT.index("[note 1]") - 1
    taught = TaughtText(TEXT, ((end - len("John Smith"), end, "PERSON"),))
    read = reader_for(blank(ENGLISH), resource()).read(TEXT)
    assert [one.text for each in examples(taught, read) for one in each.reference.ents] == ["John Smith"]
