"""UIMA's CAS in XMI and JSON: UTF-16 offsets, any layer of spans, no entities."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState
from annotator.errors import InputError
from annotator.formats import cas_json, reader_for
from annotator.formats.xmi import FORMAT
from tests.unit.formats.round_trips import finished, folders, losses_of, names_in, write
from tests.unit.formats.test_goldens import articles

XMI = """<?xml version="1.0" encoding="UTF-8"?>
<xmi:XMI xmlns:pos="http:///de/tudarmstadt/ukp/dkpro/core/api/lexmorph/type/pos.ecore"
 xmlns:tcas="http:///uima/tcas.ecore" xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"
 xmlns:type2="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore" xmlns:custom="http:///webanno/custom.ecore"
 xmlns:meta="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore" xmi:version="2.0">
<cas:NULL xmi:id="0"/>
<tcas:DocumentAnnotation xmi:id="8" sofa="1" begin="0" end="17" language="en"/>
<meta:DocumentMetaData xmi:id="7" sofa="1" begin="0" end="17" documentTitle="T" documentId="a.txt"/>
<pos:POS xmi:id="9" sofa="1" begin="0" end="3" PosValue="NN"/>
<type2:NamedEntity xmi:id="2" sofa="1" begin="3" end="6" identifier="Q1" value="PER"/>
<custom:Role xmi:id="3" sofa="1" begin="3" end="10" Position="chief"/>
<custom:Mark xmi:id="4" sofa="1" begin="7" end="10"/>
<type2:NamedEntity xmi:id="5" sofa="99" begin="0" end="3" value="X"/>
<cas:Sofa xmi:id="99" sofaNum="2" sofaID="other" mimeType="text" sofaString="Other"/>
<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="&#x1F60A; Kim met&#10;Putin"/>
<cas:View sofa="1" members="2 3 4 8 9"/>
</xmi:XMI>
"""


def read(tmp_path: Path, said: str) -> LabelledArticle:
    path = tmp_path / "in.txt"
    path.write_text(said)
    assert reader_for(path) is FORMAT
    [one] = FORMAT.read(path, source="in.xmi")
    return one


def said(one: LabelledArticle) -> list[tuple[str, str]]:
    return [(one.article.text[m.start : m.end], m.label) for m in one.mentions]


def test_layers_and_offsets(tmp_path: Path) -> None:
    one = read(tmp_path, XMI)
    assert one.article.text == "😊 Kim met\nPutin"
    assert said(one) == [("Kim met", "chief"), ("Kim", "PER"), ("met", "Mark")]
    assert (one.article.title, one.article.source, one.state) == ("T", "a.txt", SetState.FINISHED)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('begin="3" end="6"', 'begin="3" end="99"', "outside the text"),
        ('begin="3" end="6"', 'begin="x" end="6"', "outside the text"),
        ("</xmi:XMI>", "", "line 18: This is not XML"),
        ("<xmi:XMI", '<!DOCTYPE a [<!ENTITY b "c">]><xmi:XMI', "document type"),
        ("<xmi:XMI", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><xmi:XMI', "document type"),
        ("UTF-8", "no-such", "not XML"),
        ("&#x1F60A; Kim met&#10;Putin", " ", "no text"),
    ],
)
def test_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    with pytest.raises(InputError, match=f"in.xmi.*{reason}"):
        read(tmp_path, XMI.replace(old, new))


def test_text_where_an_annotation_was(tmp_path: Path) -> None:
    [path], _ = write(FORMAT, [finished("Kim met Putin", ("Kim", "PER"))], tmp_path)
    lines = path.read_text("utf-8").split("\n")
    at = next(at for at, line in enumerate(lines) if "NamedEntity" in line)
    path.write_text("\n".join([*lines[:at], "nonsense", *lines[at + 1 :]]), "utf-8")
    with pytest.raises(InputError, match=rf"line {at + 1}: There is text between the annotations.*'nonsense'"):
        list(FORMAT.read(path))


def test_json_means_the_same(tmp_path: Path) -> None:
    structures = [
        {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "sofaString": "😊 Kim met"},
        {"%ID": 2, "%TYPE": "de.x.ner.type.NamedEntity", "@sofa": 1, "begin": 3, "end": 6, "value": "PER"},
        {"%ID": 3, "%TYPE": "de.x.segmentation.type.Token", "@sofa": 1, "begin": 3, "end": 6},
    ]
    path = tmp_path / "in.txt"
    path.write_text(json.dumps({"%TYPES": {}, "%FEATURE_STRUCTURES": structures, "%VIEWS": {}}))
    assert reader_for(path) is cas_json.FORMAT
    [one] = cas_json.FORMAT.read(path)
    assert said(one) == [("Kim", "PER")]
    wrong: list[dict[str, object]] = [{}, {"%FEATURE_STRUCTURES": [7]}, {"%FEATURE_STRUCTURES": structures[1:]}]
    for one in wrong:
        path.write_text(json.dumps({"%TYPES": 1} | one))
        with pytest.raises(InputError):
            list(cas_json.FORMAT.read(path))


def test_control_characters_keep_their_places() -> None:
    one = finished("a\0b Kim\x1b", ("Kim", "PER"))
    assert FORMAT.carried(one) == ("a b Kim ", [(4, 7, "PER")])
    assert losses_of(FORMAT, [one])["control characters written as spaces"] == 1


@pytest.mark.parametrize("folder", folders(), ids=lambda path: path.parent.name)
def test_dkpro_cassis_reads_it(folder: Path, tmp_path: Path) -> None:
    cassis = pytest.importorskip("cassis", reason="an oracle, not installed")
    some = names_in(folder)[:3]
    files, _ = write(FORMAT, some, tmp_path)
    types = cassis.load_typesystem(tmp_path / "TypeSystem.xml")
    for path, one in zip(files, some, strict=True):
        cas = cassis.load_cas_from_xmi(path, typesystem=types)
        assert cas.sofa_string == one.article.text
        entities = cas.select("de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity")
        assert sorted((e.begin, e.end, e.value) for e in entities) == sorted(
            (m.start, m.end, m.label) for m in one.mentions
        )
        path.write_text(cas.to_json())
        [again] = cas_json.FORMAT.read(path)
        assert FORMAT.carried(again) == FORMAT.carried(one)
        path.write_text(cas.to_xmi())
        [again] = FORMAT.read(path)
        assert FORMAT.carried(again) == FORMAT.carried(one)


def test_losses() -> None:
    assert losses_of(FORMAT, articles())["rejected spans"] == 2
