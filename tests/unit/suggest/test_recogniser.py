"""The recogniser with its scores against spaCy's own component, which says the same names without any."""

from typing import Any, cast

import pytest
from spacy.language import Language
from spacy.training import Example

from annotator.suggest import recogniser
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
    ner = cast("Any", made.add_pipe("ner"))
    for label in ("PERSON", "GPE", "ORG"):
        ner.add_label(label)
    made.initialize()
    examples = [Example.from_dict(made.make_doc(text), {"entities": spans}) for text, spans in TAUGHT]
    for _ in range(60):
        made.update(examples)
    ner.model.attrs["unseen_classes"].clear()  # as loading does
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


def test_what_is_foreseen_is_what_is_said_step_by_step(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(text for text, _ in TAUGHT) + " Bela Kun and the North Anna Sea Fund Kovacs of Oslo Lima met Xu\n"
    docs = [nlp.make_doc(one) for one in (text * 7, "", "Oslo", text)]
    monkeypatch.setattr(recogniser, "_CONTEXT", 0)
    step_by_step = Recogniser(nlp).find(docs)
    monkeypatch.undo()
    foreseen = Recogniser(nlp).find(docs)
    assert sum(map(len, foreseen)) > 30
    for some, others in zip(foreseen, step_by_step, strict=True):
        assert [(one.first, one.last, one.label) for one in some] == [
            (one.first, one.last, one.label) for one in others
        ]
        assert [one.probability for one in some] == pytest.approx([one.probability for one in others], rel=1e-4)


def test_states_that_see_more_are_asked_for_one_by_one() -> None:
    usual, wide = build_tokenizer(), build_tokenizer()
    usual.add_pipe("ner")
    model = cast("dict[str, Any]", usual.get_pipe_config("ner"))["model"] | {"extra_state_tokens": True}
    other = cast("Any", wide.add_pipe("ner", config={"model": model}))
    other.add_label("GPE")
    wide.initialize()
    wide.update([Example.from_dict(wide.make_doc("In Oslo."), {"entities": [(3, 7, "GPE")]})] * 30)
    docs = [wide.make_doc("In Oslo and in Lima.")]
    wanted = [(one.start, one.end, one.label_) for one in wide("In Oslo and in Lima.").ents]
    assert [(one.first, one.last, one.label) for one in Recogniser(wide).find(docs)[0]] == wanted


def test_labels_that_were_never_learnt_are_not_said(nlp: Language) -> None:
    new = build_tokenizer()
    learnt = cast("Any", new.add_pipe("ner"))
    learnt.from_bytes(cast("Any", nlp.get_pipe("ner")).to_bytes())
    for number in range(20):
        learnt.add_label(f"NEW{number}")
    # Whatever their weights happen to be.
    upper = learnt.model.get_ref("upper")
    bias = upper.get_param("b").copy()
    bias[sorted(learnt.model.attrs["unseen_classes"])] = 1000
    upper.set_param("b", bias)
    docs = [new.make_doc(text) for text, _ in TAUGHT * 3]
    wanted = [[(one.start, one.end, one.label_) for one in new(text).ents] for text, _ in TAUGHT * 3]
    found = Recogniser(new).find(docs)
    assert [[(one.first, one.last, one.label) for one in some] for some in found] == wanted
    assert not any(one.label.startswith("NEW") for some in found for one in some)
