"""Stretches of a document are what spaCy's own slices are to a network, and together they are all of it."""

from itertools import pairwise
from typing import Any, cast

from spacy.tokens import Doc

from annotator.suggest.pieces import build_tokenizer
from annotator.suggest.stretches import stretches

SEEN = ["NORM", "PREFIX", "SUFFIX", "SHAPE", "TAG", "LEMMA", "ORTH", "SPACY"]
LINES = "We can't say o'clock in the U.S. on Jan. 3, they're gonna go, 10km off, he'd “said” so.\n"


def seen(doc: Doc) -> list[list[int]]:
    return cast("Any", doc).to_array(SEEN).tolist()


def test_a_network_sees_in_them_what_it_sees_in_slices() -> None:
    doc = build_tokenizer().make_doc(LINES * 6 + "word " * 900)
    for token in doc:
        token.tag_ = "GPE" if token.i % 3 else ""
        token.lemma_ = "known" if token.i % 2 else ""
    found = list(stretches(doc))
    assert len(found) > 6
    assert [first for first, _ in found] == [0, *(first + len(part) for first, part in found[:-1])]
    assert sum(len(part) for _, part in found) == len(doc)
    for first, part in found:
        # A slice as a document keeps what the tokeniser knows of "n't" and "Jan.": their words alone do not say it.
        assert seen(part) == seen(doc[first : first + len(part)].as_doc())
    assert "".join(part.text_with_ws for _, part in found) == doc.text_with_ws
    lengths = [len(part) for _, part in found]
    assert max(lengths) <= 400
    assert all(one >= 30 for one, _ in pairwise(lengths))


def test_a_short_document_is_its_only_stretch() -> None:
    nlp = build_tokenizer()
    doc = nlp.make_doc("One line.\nAnother.")
    assert [(first, part) for first, part in stretches(doc)] == [(0, doc)]
    assert list(stretches(nlp.make_doc(""))) == []
