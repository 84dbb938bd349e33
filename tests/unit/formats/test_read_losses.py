"""What files hold and this program has no place for is counted when they are read, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.domain.decision import SetState
from annotator.formats import FORMATS, CountingReader, Format, Losses, Reader, reader_for
from annotator.formats.losses import BLANK
from annotator.resources import seeds
from tests.unit.formats.round_trips import RETURNING, finished, names_in, write

LABEL_STUDIO = [
    {
        "data": {"text": "Kim met Putin"},
        "annotations": [
            {
                "completed_by": "ann",
                "result": [
                    {"type": "labels", "value": {"start": 0, "end": 3, "text": "Kim", "labels": ["PER"]}},
                    {"type": "choices", "value": {"choices": ["politics"]}},
                    {"type": "relation", "from_id": "a", "to_id": "b", "labels": ["met"]},
                ],
            }
        ],
    }
]
DOCCANO = {
    "id": 1,
    "text": "Kim met Putin",
    "entities": [{"id": 1, "label": "PER", "start_offset": 0, "end_offset": 3}],
    "relations": [{"id": 1, "from_id": 1, "to_id": 1, "type": "met"}],
}
PRODIGY = {
    "text": "Kim met Putin",
    "spans": [{"start": 0, "end": 3, "label": "PER"}],
    "relations": [{"head": 0, "child": 2, "label": "met"}],
    "answer": "reject",
}
WEBANNO = """#FORMAT=WebAnno TSV 3.3
#T_SP=de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS|PosValue
#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value


#Text=Kim met
1-1\t0-3\tKim\tNNP\tQ1\tPER\t
1-2\t4-7\tmet\tVBD\t_\t_\t
"""
XMI = """<?xml version="1.0"?><xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"
 xmlns:pos="http:///de/tudarmstadt/ukp/dkpro/core/api/lexmorph/type/pos.ecore"
 xmlns:ner="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore" xmi:version="2.0"><cas:NULL xmi:id="0"/>
<ner:NamedEntity xmi:id="3" sofa="1" begin="0" end="3" value="PER"/>
<pos:POS xmi:id="4" sofa="1" begin="0" end="3" PosValue="NNP"/>
<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="Kim met"/></xmi:XMI>"""
BRAT = (
    "T1\tPER 0 3\tKim\nT2\tPER 8 13\tPutin\nR1\tmet Arg1:T1 Arg2:T2\n"
    "A1\tSure T1\nN1\tReference T2 Wikidata:Q7747\tV. P.\n"
)
TOKENS = [{"orth": "Kim", "ner": "U-PER", "tag": "NNP"}, {"orth": "met", "ner": "O", "tag": "VBD"}]
SPACY = [{"paragraphs": [{"raw": "Kim met", "sentences": [{"tokens": TOKENS}], "cats": [{"label": "x"}]}]}]
COUNTING: list[Format] = [one for one in FORMATS if one in RETURNING and isinstance(one, CountingReader)]

CASES: list[tuple[str, str, dict[str, int]]] = [
    ("a.json", json.dumps(LABEL_STUDIO), {"results of the type “choices”": 1, "results of the type “relation”": 1}),
    ("a.jsonl", json.dumps(DOCCANO), {"relations": 1}),
    ("b.jsonl", json.dumps(PRODIGY), {"relations (kept as metadata)": 1, "spans in rejected tasks": 1}),
    ("a.tsv", WEBANNO, {"values of POS.PosValue": 2, "values of NamedEntity.identifier": 1}),
    ("a.xmi", XMI, {"annotations of the layer POS": 1}),
    ("a.conll", "# id 7\nKim NNP B-NP B-PER\nmet VBD B-VP O\n", {"other columns of tokens": 4, "comments": 1}),
    ("b.json", json.dumps(SPACY), {"tags, lemmas and heads of tokens": 2, "categories of texts": 1}),
    (
        "a.ann",
        BRAT,
        {"relations (kept as notes)": 1, "attributes (kept as notes)": 1, "references (kept as notes)": 1},
    ),
]


@pytest.mark.parametrize(
    ("name", "said", "wanted"), CASES, ids=lambda one: one if isinstance(one, str) and len(one) < 9 else ""
)
def test_what_stays_behind_is_counted(tmp_path: Path, name: str, said: str, wanted: dict[str, int]) -> None:
    (tmp_path / "a.txt").write_text("Kim met Putin", "utf-8")
    path = tmp_path / name
    path.write_text(said, "utf-8")
    reader, losses = reader_for(path), Losses()
    assert isinstance(reader, CountingReader)
    found = list(reader.read_counting(path, losses, source=name))
    assert {one.kind: one.count for one in losses.listed()} == wanted
    assert next(iter(reader.read(path))).article.text == found[0].article.text


def test_categories_tags_and_other_groups_of_docbins(tmp_path: Path) -> None:
    import spacy  # noqa: PLC0415 - a second of import for one test
    from spacy.tokens import DocBin, Span  # noqa: PLC0415 - likewise

    doc = spacy.blank("en")("Kim met Putin")
    doc.ents = [Span(doc, 0, 1, label="PER")]
    doc.cats = {"politics": 1.0}
    doc[0].tag_ = "NNP"
    doc.spans["mine"] = [Span(doc, 2, 3, label="PER")]
    path = tmp_path / "a.spacy"
    DocBin(docs=[doc]).to_disk(path)
    reader, losses = reader_for(path), Losses()
    assert isinstance(reader, CountingReader)
    list(reader.read_counting(path, losses, source=path.name))
    assert {one.kind: (one.count, one.examples) for one in losses.listed()} == {
        "categories of texts": (1, ("politics",)),
        "spans of other groups than “sc”": (1, ("mine",)),
        "tags, lemmas and heads of tokens": (3, ("TAG",)),
    }


@pytest.mark.parametrize("format_", COUNTING, ids=lambda one: one.name)
def test_of_what_we_wrote_nothing_stays_behind(format_: Format, tmp_path: Path) -> None:
    assert isinstance(format_, CountingReader)
    files, _ = write(format_, names_in(seeds() / "articles")[:3], tmp_path)
    losses = Losses()
    for path in files:
        list(format_.read_counting(path, losses, source=path.name))
    assert not losses.listed()


def test_losses_add_up() -> None:
    losses, other = Losses(), Losses()
    for at in range(4):
        losses.add("a", f"{at}")
        other.add("a", f"{at + 2}")
    losses.take(other.listed())
    assert [(one.kind, one.count, one.examples) for one in losses.listed()] == [("a", 8, ("0", "1", "2", "3", "4"))]


@pytest.mark.parametrize("format_", RETURNING, ids=lambda one: one.name)
def test_finished_with_nothing_comes_back_as_finished_or_is_counted(format_: Format, tmp_path: Path) -> None:
    files, losses = write(format_, [finished("Nothing here.")], tmp_path)
    assert isinstance(format_, Reader)
    [one] = (one for path in files for one in format_.read(path))
    assert (one.state is SetState.FINISHED) is not any(loss.kind == BLANK for loss in losses)
    assert (format_.name in ("brat", "webanno", "xmi")) is any(loss.kind == BLANK for loss in losses)


def test_examples_are_few_and_short() -> None:
    losses = Losses()
    for at in range(9):
        losses.add("comments", f"{at}" + "x" * 100)
    losses.add("relations", "the other who " * 15)
    losses.add("relations", "y" * 60)
    comments, relations = losses.listed()
    assert (comments.count, comments.examples) == (9, tuple(f"{at}{'x' * 58}…" for at in range(5)))
    assert relations.examples == (f"{'the other who ' * 4}the…", "y" * 60)
