"""CoNLL's columns: every scheme of tags in, CoNLL-2003 out, no span dropped for its tokens."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState
from annotator.errors import InputError
from annotator.formats import reader_for
from annotator.formats.conll import FORMAT
from tests.unit.formats.round_trips import WRITING, accepted, finished, folders, losses_of, names_in, returned, written
from tests.unit.formats.test_goldens import articles

TOKENS = ["Kim", "Jong", "Un", "met", "Vladimir", "Putin", "Putin", "in", "Moscow"]
SCHEMES = {
    "IOB1": "I-PER I-PER I-PER O I-PER I-PER B-PER O I-LOC",
    "IOB2": "B-PER I-PER I-PER O B-PER I-PER B-PER O B-LOC",
    "IOE1": "I-PER I-PER I-PER O I-PER E-PER I-PER O I-LOC",
    "IOE2": "I-PER I-PER E-PER O I-PER E-PER E-PER O E-LOC",
    "IOBES": "B-PER I-PER E-PER O B-PER E-PER S-PER O S-LOC",
    "BILUO": "B-PER I-PER L-PER O B-PER L-PER U-PER O U-LOC",
    "BMES": "B-PER M-PER E-PER O B-PER E-PER S-PER O S-LOC",
}


def read(tmp_path: Path, text: str) -> list[LabelledArticle]:
    path = tmp_path / "in.txt"
    path.write_text(text, newline="")
    assert reader_for(path) is FORMAT
    return list(FORMAT.read(path, source="in.conll"))


def said(one: LabelledArticle) -> list[tuple[str, str]]:
    return [(one.article.text[m.start : m.end], m.label) for m in one.mentions]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("form", ["{} {}", "{}\t{}", "{} NN B-NP {}", "{}\tNN\tB-NP\t{}\r"])
def test_every_scheme_and_width(tmp_path: Path, scheme: str, form: str) -> None:
    rows = [form.format(token, tag) for token, tag in zip(TOKENS, SCHEMES[scheme].split(), strict=True)]
    [one] = read(tmp_path, "\n".join(rows) + "\n")
    assert said(one) == [("Kim Jong Un", "PER"), ("Vladimir Putin", "PER"), ("Putin", "PER"), ("Moscow", "LOC")]
    assert (one.state, one.annotator) == (SetState.FINISHED, None)
    assert one.article.text == " ".join(TOKENS)


def test_neighbours_of_other_labels_and_ends_of_sentences(tmp_path: Path) -> None:
    [one] = read(tmp_path, "Kim I-PER\nMoscow I-LOC\n\nPutin I-PER\n\n\nPutin I-PER\n")
    assert said(one) == [("Kim", "PER"), ("Moscow", "LOC"), ("Putin", "PER"), ("Putin", "PER")]
    assert one.article.text == "Kim Moscow\nPutin\nPutin"


@pytest.mark.parametrize("start", ["-DOCSTART- -X- O O", "-DOCSTART- -X- -X- O", "-DOCSTART- O", "-DOCSTART-\tO"])
def test_documents(tmp_path: Path, start: str) -> None:
    first, second = read(tmp_path, f"{start}\n\nKim B-PER\n\n{start}\n{start}\nWhy O\n? O")
    assert (first.article.text, second.article.text) == ("Kim", "Why ?")
    assert (first.article.source, second.article.source) == ("in.conll:1", "in.conll:6")


def test_comments_and_numbers(tmp_path: Path) -> None:
    [one] = read(tmp_path, "# id 7\tdomain=en\nKim _ _ B-PER\n# _ _ O\n1 _ _ O\n")
    assert one.article.text == "Kim # 1"


@pytest.mark.parametrize("text", ["Kim met Putin O\nand left\n", "a b\nc d\n", "O\nO\n", "", "Kim B-PER\nand O O\n"])
def test_what_is_not_conll(text: str) -> None:
    assert not FORMAT.sniff(text.encode(), "a.conll")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"Kim X-PER", "not a token with a tag"),
        (b"Kim", "not a token"),
        (b"\xff O", "UTF-8"),
        (b"Kim B-", "not a token"),
    ],
)
def test_refused_with_file_and_line(tmp_path: Path, line: bytes, reason: str) -> None:
    path = tmp_path / "in.conll"
    path.write_bytes(b"Kim B-PER\n\n" + line + b"\n")
    with pytest.raises(InputError, match=f"in.conll, line 3: .*{reason}"):
        list(FORMAT.read(path))
    path.write_bytes(b"-DOCSTART- -X- O O\n\n")
    with pytest.raises(InputError, match="no token"):
        list(FORMAT.read(path))


@pytest.mark.parametrize("line", ["Foo -X- -X- WHAT", "Foo", "Foo B-PER"])
def test_with_a_damaged_line_it_is_no_article(tmp_path: Path, line: str) -> None:
    rows = [f"{token} -X- -X- {tag}" for token, tag in zip(TOKENS, SCHEMES["IOB2"].split(), strict=True)]
    path = tmp_path / "in.txt"
    path.write_text("\n".join([*rows, line, *rows]), "utf-8")
    assert reader_for(path) is FORMAT
    if line != "Foo B-PER":  # which has fewer columns, and a tag all the same
        with pytest.raises(InputError, match=r"in.txt, line 10: This is not a token with a tag: 'Foo"):
            list(FORMAT.read(path))


def test_tokens_are_cut_at_the_edges_of_spans() -> None:
    one = finished('He is alongsideRussia’s man. KCNA,"Putin left', ("Russia", "GPE"), ("Putin", "PERSON"))
    assert [line.split()[::3] for line in written(FORMAT, [one]).decode().split("\n")[2:] if line] == [
        *(["He", "O"], ["is", "O"], ["alongside", "O"], ["Russia", "B-GPE"], ["’s", "O"], ["man", "O"], [".", "O"]),
        *(["KCNA", "O"], [",", "O"], ['"', "O"], ["Putin", "B-PERSON"], ["left", "O"]),
    ]


def test_sentences() -> None:
    text = (
        'Mr. Kim of the U.S. said: "Yes." He left at 5 p.m. with Putin! “Why?” asked J. Doe'
        "\n\nThe end. so. 平壤。平壤。"
    )
    lines = written(FORMAT, [finished(text, ("Putin! “Why", "X"))]).decode().split("\n\n")[1:-1]
    assert ["".join(row.split()[0] + " " for row in line.split("\n")).strip() for line in lines] == [
        'Mr . Kim of the U.S. said : " Yes . "',
        "He left at 5 p.m. with Putin ! “ Why ? ” asked J . Doe",
        "The end . so .",
        "平 壤 。",
        "平 壤 。",
    ]


@pytest.mark.parametrize("name", ["conll", "webanno", "xmi"])
def test_spans_for_whose_sake_a_sentence_goes_on_are_counted(name: str) -> None:
    text = "Kim met Putin. He left the European\nUnion of Mr. Kim.\n平壤。平壤"
    spans = (("Putin. He", "X"), ("European\nUnion", "ORG"), ("Mr. Kim", "PERSON"), ("left", "Y"), ("平壤。", "GPE"))
    [format_] = (one for one in WRITING if one.name == name)
    losses = losses_of(format_, [finished(text, *spans)])
    assert losses["spans across sentences or lines, which are written as one sentence"] == 2


def test_of_overlapping_spans_the_longer_stays() -> None:
    one = finished("The Bank of England there")
    mentions = (accepted(0, 19, "ORG"), accepted(12, 19, "GPE"), accepted(15, 25, "X"), accepted(3, 4, "Y"))
    one = LabelledArticle(one.article, "ann", SetState.FINISHED, mentions)
    losses = losses_of(FORMAT, [one])
    assert losses["nested or overlapping spans"] == 2
    assert losses["spans that begin or end with white space, or are nothing else"] == 1
    assert b"England -X- -X- I-ORG" in written(FORMAT, [one])
    crossing = replace(one, mentions=(accepted(4, 11, "SHORT"), accepted(9, 19, "LONG")))
    assert b"SHORT" not in written(FORMAT, [crossing])


def test_losses() -> None:
    found = losses_of(FORMAT, articles())
    assert found["nested or overlapping spans"] == 1
    assert found["annotators’ names"] == 3


@pytest.mark.parametrize("folder", folders(), ids=lambda path: path.parent.name)
def test_spacy_converts_it_as_it_is(folder: Path) -> None:
    import spacy.training.converters as spacys  # noqa: PLC0415 - a second that only this test pays

    convert: Callable[..., Iterator[Any]] = vars(spacys)["conll_ner_to_docs"]  # it has no types
    some = names_in(folder)[:3]
    data = written(FORMAT, some)
    with warnings.catch_warnings(action="ignore"):
        docs = list(convert(data.decode(), n_sents=1, no_print=True))
    assert len(docs) == len(some)
    for doc, one in zip(docs, returned(FORMAT, some), strict=True):
        assert [(ent.text.split(), ent.label_) for ent in doc.ents] == [
            (surface.split(), label) for surface, label in said(one)
        ]
