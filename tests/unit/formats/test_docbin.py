"""spaCy's DocBin: what spaCy sees in ours, what we see in spaCy's, and nothing believed."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, DocBin, Span
from spacy.training.corpus import Corpus

from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState, SpanState
from annotator.errors import InputError
from annotator.formats import docbin, docbin_bytes, docbin_parts, reader_for
from annotator.formats.docbin import FORMAT, document
from tests.unit.formats.round_trips import accepted, finished, losses_of, new_file, written
from tests.unit.formats.test_goldens import articles

NLP = spacy.blank("en")
BLOCKED, MISSING, OUTSIDE = (3, ""), (0, ""), (2, "")


def spacys(data: bytes) -> list[Doc]:
    """Return what spaCy itself reads."""
    return list(DocBin().from_bytes(data).get_docs(spacy.blank("en").vocab))


def tags(doc: Doc) -> list[tuple[str, int, str]]:
    return [(token.text, token.ent_iob, token.ent_type_) for token in doc]


def read(tmp_path: Path, *docs: Doc, **options: bool | list[str]) -> list[LabelledArticle]:
    path = tmp_path / "in.bin"
    path.write_bytes(DocBin(docs=docs, **cast("Any", options)).to_bytes())
    assert reader_for(path) is FORMAT
    return list(FORMAT.read(path, source="in.spacy"))


def said(one: LabelledArticle) -> list[tuple[str, str, str]]:
    return [(one.article.text[m.start : m.end], m.label, m.state.value) for m in one.mentions]


def test_accepted_rejected_undecided_as_spacy_sees_them() -> None:
    one = finished("Kim met Putin in Moscow today.", ("Kim", "PERSON"), ("Putin", "PERSON"), ("Moscow", "GPE"))
    kim, putin, moscow = one.mentions
    states = (kim, replace(putin, state=SpanState.REJECTED), replace(moscow, key="", state=SpanState.SUGGESTED))
    [doc] = spacys(written(FORMAT, [replace(one, mentions=states)]))
    assert tags(doc) == [
        ("Kim", 3, "PERSON"),
        ("met", *OUTSIDE),
        ("Putin", *BLOCKED),
        ("in", *OUTSIDE),
        ("Moscow", *MISSING),
        ("today", *OUTSIDE),
        (".", *OUTSIDE),
    ]
    [begun] = spacys(written(FORMAT, [replace(one, mentions=states, state=SetState.IN_PROGRESS)]))
    assert [tag for _, *tag in tags(begun)] == [[3, "PERSON"], [*MISSING], [*BLOCKED], *[[*MISSING]] * 4]


def test_ignored_regions_teach_nothing() -> None:
    [doc, *_] = spacys(written(FORMAT, articles()))
    text = doc.text
    start = text.index("More under this ad")
    assert {token.ent_iob for token in doc if start <= token.idx < start + 18} == {0}


def test_spans_cut_tokens_and_nest() -> None:
    one = finished("He is alongsideRussia’s army.")
    mentions = (accepted(6 + 9, 6 + 15, "GPE"), accepted(15, 23, "NORP"), accepted(14, 16, "X"))
    [doc] = spacys(written(FORMAT, [replace(one, mentions=mentions)]))
    assert doc.text == one.article.text
    assert [token.text for token in doc] == ["He", "is", "alongsid", "e", "R", "ussia", "’s", "army", "."]
    assert [(span.text, span.label_) for span in doc.ents] == [("Russia’s", "NORP")]
    nested = cast("Any", doc.spans)["sc"]
    assert [(span.text, span.label_) for span in nested] == [("eR", "X"), ("Russia’s", "NORP"), ("Russia", "GPE")]


def test_what_spacy_made(tmp_path: Path) -> None:
    doc = NLP("Kim  met Putin\r\nin Moscow.")
    doc.set_ents([Span(doc, 0, 1, "PERSON"), Span(doc, 3, 4, "PERSON")], default="outside")
    groups = cast("Any", doc.spans)
    groups["sc"] = [Span(doc, 3, 7, "EVENT"), Span(doc, 0, 1, "PERSON")]
    [one] = read(tmp_path, doc)
    assert one.article.text == "Kim  met Putin\nin Moscow."
    assert said(one) == [
        ("Kim", "PERSON", "accepted"),
        ("Putin\nin Moscow", "EVENT", "accepted"),
        ("Putin", "PERSON", "accepted"),
    ]
    assert (one.state, one.annotator) == (SetState.FINISHED, None)


def test_neighbouring_missing_and_blocked_tokens(tmp_path: Path) -> None:
    words = ["Kim", "Kim", "Un", "Putin", "met"]
    doc = Doc(NLP.vocab, words=words)
    ents = [Span(doc, 0, 1, "PER"), Span(doc, 1, 3, "PER"), Span(doc, 3, 4, "LOC")]
    doc.set_ents(ents, missing=[doc[4:5]], default="outside")
    nobody = NLP("Nobody said anything.")
    one, other = read(tmp_path, doc, nobody, attrs=["ENT_IOB", "ENT_TYPE", "LEMMA"])
    assert [surface for surface, *_ in said(one)] == ["Kim", "Kim Un", "Putin"]
    assert (one.state, other.state) == (SetState.IN_PROGRESS, SetState.NEW)
    blocked = NLP("Kim met")
    blocked.set_ents([], blocked=[blocked[0:1]], default="outside")
    [none] = read(tmp_path, blocked)
    assert (none.state, none.mentions) == (SetState.FINISHED, ())
    [untagged] = read(tmp_path, doc, attrs=["LEMMA"])
    assert (untagged.state, untagged.mentions) == (SetState.NEW, ())


def test_user_data_of_others_is_left_alone(tmp_path: Path) -> None:
    doc = NLP("Kim met")
    doc.user_data["annotator"] = "eve"
    doc.user_data["state"] = "flagged"
    [one] = read(tmp_path, doc, store_user_data=True)
    assert (one.annotator, one.state) == (None, SetState.NEW)


def test_a_word_without_end() -> None:
    text = "(" * 200_000 + "Kim"
    one = replace(finished(text), mentions=(accepted(200_000, 200_003, "PERSON"),))
    [doc] = spacys(written(FORMAT, [one]))
    assert [ent.text for ent in doc.ents] == ["Kim"]


def packed(**changes: object) -> bytes:
    """Return a DocBin of one document with some of what it says changed."""
    doc = NLP("Kim met Putin")
    doc.set_ents([Span(doc, 0, 1, "PER")], default="outside")
    cast("Any", doc.spans)["sc"] = [Span(doc, 0, 1, "PER")]
    srsly = import_module("srsly")
    said: dict[str, Any] = srsly.msgpack_loads(
        zlib.decompress(DocBin(docs=[doc], attrs=["ENT_IOB", "ENT_TYPE"]).to_bytes())
    )
    return zlib.compress(srsly.msgpack_dumps(said | changes))


def group(start: int, end: int) -> bytes:
    srsly = import_module("srsly")
    span = struct.pack(">QQQllll", 0, 0, 0, start, end, 0, 1)
    return srsly.msgpack_dumps({srsly.msgpack_dumps({"name": "sc", "attrs": {}, "spans": [span]}): ["sc"]})


@pytest.mark.parametrize(
    "changes",
    [
        {"lengths": struct.pack("<i", 4)},
        {"lengths": struct.pack("<ii", 4, -1)},
        {"strings": ["Kim"]},
        {"attrs": []},
        {"attrs": [77, 78]},
        {"attrs": "x"},
        {"tokens": b"123"},
        {"spaces": b""},
        {"span_groups": [group(0, 99)]},
        {"span_groups": [group(-5, 1)]},
        {"span_groups": [b"\xc1"]},
        {"span_groups": 7},
        {"flags": [7]},
        {"user_data": [b"\xc1"]},
    ],
)
def test_hostile_numbers_are_refused(tmp_path: Path, changes: dict[str, object]) -> None:
    path = tmp_path / "in.spacy"
    path.write_bytes(packed())
    assert len(list(FORMAT.read(path))) == 1
    path.write_bytes(packed(**changes))
    with pytest.raises(InputError, match=r"in\.spacy"):
        list(FORMAT.read(path))


def test_bombs_and_stumps(tmp_path: Path) -> None:
    path = tmp_path / "in.spacy"
    whole = packed()
    for data, reason in (
        (zlib.compress(bytes(300 * 1024 * 1024), 9), "too large"),
        (whole[:-9], "damaged"),
        (whole[:10] + b"xx" + whole[12:], "damaged"),
        (DocBin().to_bytes(), "no document"),
    ):
        path.write_bytes(data)
        with pytest.raises(InputError, match=reason):
            list(FORMAT.read(path))


@given(st.binary(max_size=60))
@settings(max_examples=50)
def test_any_bytes_are_refused(data: bytes) -> None:
    for some in (data, zlib.compress(data)):
        with pytest.raises(InputError):
            list(docbin_bytes.documents(some, source="x"))


def test_losses() -> None:
    assert losses_of(FORMAT, articles()) == {
        "suggesters’ names, versions, scores and reasons": 5,
        "notes": 3,
        "ignored regions": 4,
    }


def test_the_bytes_say_what_spacys_own_do() -> None:
    found = docbin_parts.empty()
    for one in articles():
        found.add(document(NLP, one))
    unpacked = import_module("srsly").msgpack_loads
    ours = unpacked(zlib.decompress(b"".join(docbin_parts.packed(found))))
    assert ours == unpacked(zlib.decompress(found.to_bytes()))


def test_what_is_too_much_for_one_goes_into_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    some = [finished(f"Kim met Putin for the {at}th time.", ("Kim", "PERSON")) for at in range(10)]
    vocabularies: list[object] = []
    monkeypatch.setattr(docbin, "blank", lambda: (made := spacy.blank("en"), vocabularies.append(made))[0])
    monkeypatch.setattr(docbin_parts, "MOST_TOKENS", 25)
    FORMAT.write_parts(some, lambda name: new_file(tmp_path / "out.spacy", name))
    parts = sorted((tmp_path / "out.spacy").iterdir())
    assert [path.name for path in parts] == ["0001.spacy", "0002.spacy", "0003.spacy", "0004.spacy"]
    assert [len(spacys(path.read_bytes())) for path in parts] == [3, 3, 3, 1]
    assert [example.reference.text for example in Corpus(tmp_path / "out.spacy")(NLP)] == [
        one.article.text for one in some
    ]
    assert len(vocabularies) > 1
    monkeypatch.setattr(docbin_parts, "MOST_TOKENS", 5)
    FORMAT.write_parts(some, lambda name: new_file(tmp_path / "single", name))
    assert len(list((tmp_path / "single").iterdir())) == len(some)
