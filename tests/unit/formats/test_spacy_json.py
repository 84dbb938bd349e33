"""spaCy's older JSON: version 2's training format, and pairs of text and entities."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState
from annotator.errors import InputError
from annotator.formats import reader_for
from annotator.formats.spacy_json import FORMAT


def tokens(*pairs: tuple[str, str]) -> dict[str, object]:
    return {"sentences": [{"tokens": [{"id": at, "orth": word, "ner": tag} for at, (word, tag) in enumerate(pairs)]}]}


NONE: list[object] = []
NOTHING: dict[str, object] = {}
KIM = tokens(("Kim", "B-PER"), ("Jong", "I-PER"), ("Un", "L-PER"), ("met", "O"), ("Putin", "U-PER"))


def read(tmp_path: Path, said: object) -> list[LabelledArticle]:
    path = tmp_path / "in.txt"
    path.write_text(json.dumps(said))
    assert reader_for(path) is FORMAT
    return list(FORMAT.read(path, source="in.json"))


def spans(one: LabelledArticle) -> list[tuple[str, str]]:
    return [(one.article.text[m.start : m.end], m.label) for m in one.mentions]


def test_paragraphs(tmp_path: Path) -> None:
    raw = KIM | {"raw": "Kim Jong  Un\nmet Putin", "cats": NONE}
    one, other, third = read(
        tmp_path, [{"id": 0, "paragraphs": [raw, KIM]}, {"id": 1, "paragraphs": [tokens(("Kim", "-"), ("Un", "O"))]}]
    )
    assert (one.article.text, spans(one)) == ("Kim Jong  Un\nmet Putin", [("Kim Jong  Un", "PER"), ("Putin", "PER")])
    assert (other.article.text, spans(other)) == ("Kim Jong Un met Putin", [("Kim Jong Un", "PER"), ("Putin", "PER")])
    assert [one.state, other.state, third.state] == [SetState.FINISHED, SetState.FINISHED, SetState.NEW]


def test_pairs(tmp_path: Path) -> None:
    one, other = read(tmp_path, [["Kim met", {"entities": [[0, 3, "PER"]]}], ["Nobody", {"entities": NONE}]])
    assert (spans(one), spans(other)) == ([("Kim", "PER")], [])
    assert other.state is SetState.FINISHED


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ([{"id": 0, "paragraphs": [KIM | {"raw": "Kim Jong met Putin"}]}], "not where it should be"),
        ([{"id": 0, "paragraphs": [{"sentences": [{"tokens": [{"ner": "O"}]}]}]}], "not a token"),
        ([{"id": 0, "paragraphs": [{"sentences": [{"tokens": [{"orth": "Kim", "ner": 7}]}]}]}], "not a token"),
        ([{"id": 0, "paragraphs": [NOTHING]}], "no text"),
        ([{"id": 0, "paragraphs": NONE}], "no document"),
        ([["Kim", {"entities": [[0, 9, "PER"]]}]], "outside"),
        ([["Kim", {"entities": [[0, 3]]}]], "not .start, end, label"),
        ([["Kim", {"entities": NONE}], 7], "neither"),
    ],
)
def test_refused(tmp_path: Path, said: object, reason: str) -> None:
    with pytest.raises(InputError, match=f"in.json.*{reason}"):
        read(tmp_path, said)
