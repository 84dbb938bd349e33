"""WebAnno TSV: UTF-16 offsets, stacked values, spans over tokens and sentences and within tokens."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState
from annotator.errors import InputError
from annotator.formats import reader_for
from annotator.formats.webanno import FORMAT
from tests.unit.formats.round_trips import accepted, finished, losses_of, write
from tests.unit.formats.test_goldens import articles

NER = "#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value"
POS = "#T_SP=de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS|PosValue|coarseValue"


def read(tmp_path: Path, *lines: str) -> LabelledArticle:
    path = tmp_path / "in.txt"
    path.write_text("\n".join(["#FORMAT=WebAnno TSV 3.3", *lines]) + "\n", newline="")
    assert reader_for(path) is FORMAT
    [one] = FORMAT.read(path, source="in.tsv")
    return one


def said(one: LabelledArticle) -> list[tuple[str, str]]:
    return [(one.article.text[m.start : m.end], m.label) for m in one.mentions]


def test_layers_tokens_and_sentences(tmp_path: Path) -> None:
    one = read(
        tmp_path,
        *(POS, NER, "#T_RL=webanno.custom.Met|BT_de.NamedEntity", "", "", "#Text=Kim 😊 met\\tPutin", "#Text=there ."),
        "1-1\t0-3\tKim\tNNP\t*\tQ1\tPER\t_\t",
        "1-2\t4-6\t😊\t_\t_\t_\t_\t_\t",
        "1-3\t7-10\tmet\t_\t_\t_\t_\t_\t",
        "1-4\t11-16\tPutin\t_\t_\t*[1]|*[2]\tPER[1]|A\\|B\\[1\\]\\_[2]\t_\t",
        "1-5\t17-22\tthere\t_\t_\t*[2]\tA\\|B\\[1\\]\\_[2]\t_\t",
        "1-6\t23-24\t.\t_\t_\t_\t_\t_\t",
        *("", "#Text=Why not ?", "2-1\t25-28\tWhy\t_\t_\t*[3]\t*[3]\t_\t", "2-2\t29-32\tnot\t_\t_\t*[3]\t*[3]\t_\t"),
        *(
            "2-2.1\t30-32\tot\t_\t_\t*\tSUB\t_\t",
            "2-2.2\t30-30\t\t_\t_\t*\tNONE\t_\t",
            "2-3\t33-34\t?\t_\t_\t_\t_\t_\t",
        ),
    )
    assert one.article.text == "Kim 😊 met\tPutin\nthere . Why not ?"
    assert said(one) == [
        ("Kim", "PER"),
        ("Putin\nthere", "A|B[1]_"),
        ("Putin", "PER"),
        ("Why not", "NamedEntity"),
        ("ot", "SUB"),
    ]
    assert (one.state, one.annotator) == (SetState.FINISHED, None)


def test_spans_over_sentences_and_parts_of_tokens(tmp_path: Path) -> None:
    layer = "#T_SP=webanno.custom.Span|value"
    rows = [
        "1-1\t0-4\tThis\t_\t",
        "1-1.1\t1-4\this\tX[1]\t",
        "",
        "#Text=is",
        "2-1\t5-7\tis\t_\t",
        "2-1.1\t5-6\ti\tX[1]\t",
    ]
    one = read(tmp_path, layer, "", "", "#Text=This", *rows)
    assert said(one) == [("his i", "X")]


def test_offsets_are_utf16_and_tokens_are_cut(tmp_path: Path) -> None:
    one = finished("🇰🇵 alongsideRussia’s *army*\n\nSo_it [is].", ("Russia", "GPE"), ("army*\n\nSo", "B|_"))
    one = replace(one, mentions=(*one.mentions, accepted(1, 22, "NORP")))
    [path], _ = write(FORMAT, [one], tmp_path)
    header, sentence = path.read_text().split("\n#Text=", 1)
    assert header == f"#FORMAT=WebAnno TSV 3.3\n{NER}\n\n"
    assert sentence.split("\n")[:9] == [
        *("🇰🇵 alongsideRussia’s *army*", "#Text=", "#Text=So_it [is]."),
        *("1-1\t0-2\t🇰\t_\t_\t", "1-2\t2-4\t🇵\t*[1]\tNORP[1]\t", "1-3\t5-14\talongside\t*[1]\tNORP[1]\t"),
        "1-4\t14-20\tRussia\t*[1]|*[2]\tNORP[1]|GPE[2]\t",
        *("1-5\t20-22\t’s\t*[1]\tNORP[1]\t", "1-6\t23-24\t*\t*[1]\tNORP[1]\t"),
    ]
    assert "1-7\t24-28\tarmy\t*[3]\tB\\|\\_[3]\t" in path.read_text()


@pytest.mark.parametrize("label", ["a\nb", "\\n", "->", "*", "_", "a[1]", "x|y", "\\", "\\\\t\t\r"])
def test_labels_with_signs_of_the_format(tmp_path: Path, label: str) -> None:
    one = finished("Kim met", ("Kim met", label))
    [path], _ = write(FORMAT, [one], tmp_path)
    assert [said(again) for again in FORMAT.read(path)] == [[("Kim met", label)]]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (["#Text=Kim met", "1-1\t0-3\tKim\t_\t"], "4 columns|3 columns|columns instead"),
        (["#Text=Kim met", "1-1 0-3 Kim"], "not a row"),
        (["#Text=Kim met", "1-1\t0-99\tKim\t_\t_\t"], "outside the text"),
        (["#Text=Kim met", "1-1\t0-3\tKim\t_\t_\t", "", "#Text=x", "2-1\t1-2\tx\t_\t_\t"], "begins before"),
        (["1-1\t0-3\tKim\t_\t_\t"], "outside the text"),
        (["#Text=Kim", "1-1\t0-9999999999\tKim\t_\t_\t"], "outside"),
        (["#Text=Kim", "1-1\t9999999990-9999999999\tKim\t_\t_\t"], "begins before"),
        ([], "no text"),
    ],
)
def test_refused_with_file_and_line(tmp_path: Path, rows: list[str], reason: str) -> None:
    with pytest.raises(InputError, match=rf"in.tsv, line \d+: .*({reason})"):
        read(tmp_path, NER, "", "", *rows)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [("#FORMAT", "FORMAT", "line 1: .*not a row"), ("#T_SP", "#T", r"line 6: .*no line “#T_SP=…” above")],
)
def test_with_a_damaged_head_it_is_no_article(tmp_path: Path, old: str, new: str, reason: str) -> None:
    [path], _ = write(FORMAT, [finished("Kim met Putin", ("Kim", "PER"))], tmp_path)
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    assert reader_for(path) is FORMAT
    with pytest.raises(InputError, match=reason):
        list(FORMAT.read(path))


def test_losses() -> None:
    found = losses_of(FORMAT, articles())
    assert "nested or overlapping spans" not in found
    assert found["rejected spans"] == 2
