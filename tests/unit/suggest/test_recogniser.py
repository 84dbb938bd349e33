"""The recogniser with its scores against spaCy's own component, which says the same names without any."""

from typing import Any, cast

import pytest
from spacy.language import Language
from spacy.training import Example

from annotator.suggest.pieces import build_tokenizer
from annotator.suggest.recogniser import Recogniser

TAUGHT = (
    ("Anna Kovacs flew to Oslo.", [(0, 11, "PERSON"), (20, 24, "GPE")]),
    ("Oslo wrote to Anna.", [(0, 4, "GPE"), (14, 18, "PERSON")]),
    ("The North Sea Fund met Bela Kun in Lima.", [(4, 18, "ORG"), (23, 31, "PERSON"), (35, 39, "GPE")]),
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    made = build_tokenizer()
    recogniser = cast("Any", made.add_pipe("ner"))
    for label in ("PERSON", "GPE", "ORG"):
        recogniser.add_label(label)
    made.initialize()
    examples = [Example.from_dict(made.make_doc(text), {"entities": spans}) for text, spans in TAUGHT]
    for _ in range(60):
        made.update(examples)
    return made


def test_finds_what_spacy_finds(nlp: Language) -> None:
    texts = [text for text, _ in TAUGHT] * 3 + ["", "Nobody.", "Bela Kun and Anna Kovacs saw the North Sea Fund."]
    found = Recogniser(nlp).find([nlp.make_doc(text) for text in texts])
    wanted = [[(one.start, one.end, one.label_) for one in nlp(text).ents] for text in texts]
    assert [[(one.first, one.last, one.label) for one in some] for some in found] == wanted
    assert sum(map(len, wanted)) >= 9


def test_probabilities_are_those_of_all_decisions_for_a_name(nlp: Language) -> None:
    (found,) = Recogniser(nlp).find([nlp.make_doc(TAUGHT[0][0])])
    assert found
    assert all(0 < one.probability <= 1 for one in found)


def test_what_it_was_taught_is_surer_than_what_it_never_saw(nlp: Language) -> None:
    (taught,) = Recogniser(nlp).find([nlp.make_doc("Anna Kovacs flew to Oslo.")])
    (new,) = Recogniser(nlp).find([nlp.make_doc("Anna saw Qwxzy Oslo Fund Xu in Vqo at Tuz.")])
    assert min(one.probability for one in taught) > min((one.probability for one in new), default=0.0)


def test_long_texts_are_cut_at_line_ends_and_put_together_again(nlp: Language) -> None:
    text = "\n".join(text for text, _ in TAUGHT for _ in range(60))
    doc = nlp.make_doc(text)
    (found,) = Recogniser(nlp).find([doc])
    assert [one.first for one in found] == sorted(one.first for one in found)
    surfaces = {doc[one.first : one.last].text for one in found}
    assert {"Anna Kovacs", "Bela Kun"} <= surfaces
    assert len(found) >= 300


def test_many_texts_at_once_are_as_one_by_one(nlp: Language) -> None:
    docs = [nlp.make_doc(text) for text, _ in TAUGHT * 20]
    together = Recogniser(nlp).find(docs)
    alone = [Recogniser(nlp).find([doc])[0] for doc in docs]
    assert [[(one.first, one.label) for one in some] for some in together] == [
        [(one.first, one.label) for one in some] for some in alone
    ]
    for some, others in zip(together, alone, strict=True):
        for one, other in zip(some, others, strict=True):
            assert one.probability == pytest.approx(other.probability, rel=1e-3)
